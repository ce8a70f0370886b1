//! Hears of every write and every lease that is given back, on one connection for all who wait.

use std::{
    future::poll_fn,
    pin::pin,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use auth_core::{ConnectionId, Error};
use tokio::{sync::broadcast, task::JoinHandle, time::sleep};
use tokio_postgres::AsyncMessage;

use super::{fault::fault, way::Way};

/// How much may go unread before a reader just looks again.
const BACKLOG: usize = 1024;
/// Before the next attempt to listen.
const PAUSE: Duration = Duration::from_millis(200);

/// Which connection something happened to; `None` when it may be any.
type Event = Option<String>;

#[derive(Debug)]
pub(super) struct News {
    events: broadcast::Sender<Event>,
    listening: Mutex<Option<JoinHandle<()>>>,
}

impl News {
    pub(super) fn new() -> Self {
        Self {
            events: broadcast::channel(BACKLOG).0,
            listening: Mutex::new(None),
        }
    }

    /// From now on nothing is missed: what happens before the server is listened to is told as something that may concern
    /// anyone once it is.
    pub(super) fn subscribe(&self, way: &Way) -> broadcast::Receiver<Event> {
        let events = self.events.subscribe();
        let mut listening = self
            .listening
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        // The runtime that carried it may be gone.
        if listening.as_ref().is_none_or(JoinHandle::is_finished) {
            *listening = Some(tokio::spawn(listen(way.clone(), self.events.clone())));
        }
        events
    }
}

impl Drop for News {
    fn drop(&mut self) {
        let listening = self
            .listening
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(task) = listening.take() {
            task.abort();
        }
    }
}

/// Returns once something has happened that may concern `connection`.
pub(super) async fn concerning(connection: &ConnectionId, events: &mut broadcast::Receiver<Event>) {
    loop {
        match events.recv().await {
            Ok(Some(other)) if other != connection.as_str() => {}
            _ => return,
        }
    }
}

async fn listen(way: Way, events: broadcast::Sender<Event>) {
    loop {
        if let Err(error) = until_cut(&way, &events).await {
            tracing::debug!(%error, "PostgreSQL is not listened to, trying again");
        }
        sleep(PAUSE).await;
    }
}

async fn until_cut(way: &Way, events: &broadcast::Sender<Event>) -> Result<(), Error> {
    let (client, mut messages) = way.connect().await?;
    let mut subscribing = pin!(client.batch_execute("LISTEN auth_store"));
    let mut subscribed = false;
    loop {
        tokio::select! {
            done = &mut subscribing, if !subscribed => {
                done.map_err(fault)?;
                subscribed = true;
                drop(events.send(None));
            }
            message = poll_fn(&mut messages) => match message {
                Some(Ok(AsyncMessage::Notification(note))) => {
                    drop(events.send(Some(note.payload().to_owned())));
                }
                Some(Ok(_)) => {}
                Some(Err(error)) => return Err(fault(error)),
                None => return Ok(()),
            }
        }
    }
}
