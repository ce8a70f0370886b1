//! The connection to the server: made when it is needed, and made again when it is gone.

use std::{
    future::poll_fn,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use auth_core::Error;
use tokio::{sync::Mutex, task::AbortHandle, time::timeout};
use tokio_postgres::{
    AsyncMessage, Client, Row,
    types::{ToSql, Type},
};

use super::{
    fault::{Failure, unreachable},
    way::Way,
};

/// How long connecting may take, and an answer; an exchange does not wait as long for its store.
const ANSWER: Duration = Duration::from_secs(5);
/// What an open session is told first. A record that another session keeps locked is given up before the answer is; a
/// commit is on the disk before its caller hears of it.
const SETTINGS: &str = "
    SET default_transaction_isolation = 'read committed';
    SET lock_timeout = '1200ms';
    SET statement_timeout = '4s';
    SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'";

/// What the server sends unasked; driving it is what carries questions and answers.
pub(super) type Messages = Box<
    dyn FnMut(&mut Context<'_>) -> Poll<Option<Result<AsyncMessage, tokio_postgres::Error>>> + Send,
>;

pub(super) type Parameter<'a> = (&'a (dyn ToSql + Sync), Type);

#[derive(Debug)]
pub(super) struct Session {
    way: Way,
    live: Mutex<Option<Arc<Live>>>,
}

/// A connection, carried by a task that ends with it.
#[derive(Debug)]
struct Live {
    client: Client,
    task: AbortHandle,
    left: AtomicBool,
}

impl Live {
    fn works(&self) -> bool {
        !self.left.load(Ordering::Relaxed) && !self.client.is_closed()
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Session {
    pub(super) fn new(way: Way) -> Self {
        Self {
            way,
            live: Mutex::new(None),
        }
    }

    pub(super) fn way(&self) -> &Way {
        &self.way
    }

    /// Asks once. A question that failed may have been answered: repeat it only if that does no harm.
    pub(super) async fn ask(
        &self,
        question: &str,
        parameters: &[Parameter<'_>],
    ) -> Result<Vec<Row>, Error> {
        Ok(self.asked(question, parameters).await?)
    }

    /// As [`Session::ask`], and again where the connection turns out to be cut.
    pub(super) async fn ask_again(
        &self,
        question: &str,
        parameters: &[Parameter<'_>],
    ) -> Result<Vec<Row>, Error> {
        match self.asked(question, parameters).await {
            Err(failure) if failure.cut => self.ask(question, parameters).await,
            asked => Ok(asked?),
        }
    }

    async fn asked(
        &self,
        question: &str,
        parameters: &[Parameter<'_>],
    ) -> Result<Vec<Row>, Failure> {
        let live = timeout(ANSWER, self.live()).await;
        let live = live.map_err(|_| unreachable())??;
        // Parsed, bound and run in one round trip, the first time too, and behind a pooler of transactions.
        let asked = live.client.query_typed(question, parameters);
        let Ok(answer) = timeout(ANSWER, asked).await else {
            // It does not answer, or the runtime that carries it does not run: another one is made next time.
            live.left.store(true, Ordering::Relaxed);
            return Err(unreachable().into());
        };
        Ok(answer?)
    }

    async fn live(&self) -> Result<Arc<Live>, Failure> {
        let mut place = self.live.lock().await;
        if let Some(live) = place.as_ref().filter(|live| live.works()) {
            return Ok(Arc::clone(live));
        }
        let (client, messages) = self.way.connect().await?;
        let live = Arc::new(carry(client, messages));
        live.client.batch_execute(SETTINGS).await?;
        *place = Some(Arc::clone(&live));
        Ok(live)
    }

    /// Brings the database up to date, on a connection of its own that may take its time.
    pub(super) async fn prepare(&self, migrations: &[&str]) -> Result<(), Error> {
        let connected = timeout(ANSWER, self.way.connect()).await;
        let (client, messages) = connected.map_err(|_| unreachable())??;
        let mut live = carry(client, messages);
        super::schema::migrate(&mut live.client, migrations).await
    }
}

fn carry(client: Client, mut messages: Messages) -> Live {
    let task = tokio::spawn(async move { while let Some(Ok(_)) = poll_fn(&mut messages).await {} });
    Live {
        client,
        task: task.abort_handle(),
        left: AtomicBool::new(false),
    }
}
