//! One connection to the server: what is asked of it goes there, and what others change is told from there.

use std::{
    convert::Infallible,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    time::Duration,
};

use auth_core::Error;
use redis::{
    AsyncConnectionConfig, Client, FromRedisValue, PushInfo, PushKind, RedisError,
    ScriptInvocation, Value, aio::MultiplexedConnection,
};
use tokio::{
    sync::{Mutex, broadcast},
    time::Instant,
};

use super::fault::fault;

/// Both together are less than the server may make an exchange wait.
const TO_CONNECT: Duration = Duration::from_secs(1);
const TO_ANSWER: Duration = Duration::from_millis(1500);
/// A waiter who is that much behind looks for himself.
const BACKLOG: usize = 1024;

/// Connects when it is needed and is not connected. The crate's own manager gives up for ever on a server that refuses a
/// connection once, and stays with one that is silent.
pub(super) struct Link {
    client: Client,
    /// Where changes are published.
    channel: String,
    news: broadcast::Sender<News>,
    current: Mutex<Result<Open, Option<(Instant, Error)>>>,
}

#[derive(Clone, Debug)]
enum News {
    /// This connection's record or lease has changed.
    Of(Arc<str>),
    /// There may be news that did not arrive.
    Missed,
}

#[derive(Clone)]
struct Open {
    connection: MultiplexedConnection,
    cut: Arc<AtomicBool>,
}

impl Link {
    pub(super) fn new(client: Client, channel: String) -> Self {
        Self {
            client,
            channel,
            news: broadcast::Sender::new(BACKLOG),
            current: Mutex::new(Err(None)),
        }
    }

    pub(super) fn channel(&self) -> &str {
        &self.channel
    }

    /// Runs a script; once more if the connection was cut: each of them may be run twice.
    pub(super) async fn run<T: FromRedisValue>(
        &self,
        script: &ScriptInvocation<'_>,
    ) -> Result<T, Error> {
        let mut open = self.open().await?;
        let mut result = script.invoke_async(&mut open.connection).await;
        if result.as_ref().is_err_and(|error| open.is_cut_by(error)) {
            open = self.open().await?;
            result = script.invoke_async(&mut open.connection).await;
        }
        result.map_err(|error| {
            open.is_cut_by(&error);
            fault(&error)
        })
    }

    /// The connection as it is now, for what is done only once.
    pub(super) async fn connection(&self) -> Result<MultiplexedConnection, Error> {
        Ok(self.open().await?.connection)
    }

    /// What is told from now on.
    pub(super) fn listen(&self) -> Listener {
        Listener(self.news.subscribe())
    }

    async fn open(&self) -> Result<Open, Error> {
        let asked = Instant::now();
        let mut current = self.current.lock().await;
        match &*current {
            Ok(open) if !open.cut.load(SeqCst) => return Ok(open.clone()),
            // It failed for all who waited for it.
            Err(Some((at, error))) if *at > asked => return Err(error.clone()),
            _ => {}
        }
        let opened = self.connect().await;
        *current = opened
            .clone()
            .map_err(|error| Some((Instant::now(), error)));
        opened
    }

    /// Connects, and once more if that is cut off half-way.
    async fn connect(&self) -> Result<Open, Error> {
        let connected = match self.subscribed().await {
            Err(error) if error.is_connection_dropped() => self.subscribed().await,
            connected => connected,
        };
        connected.map_err(|error| fault(&error))
    }

    /// Subscribed before anything is looked at through it, so that no change is missed.
    async fn subscribed(&self) -> Result<Open, RedisError> {
        let news = self.news.clone();
        let hear = move |info: PushInfo| {
            let heard = match (info.kind, info.data.get(1)) {
                (PushKind::Message, Some(Value::BulkString(name))) => {
                    News::Of(String::from_utf8_lossy(name).into())
                }
                (PushKind::Disconnection, _) => News::Missed,
                _ => return Ok(()),
            };
            // Nobody may be waiting.
            drop(news.send(heard));
            Ok::<(), Infallible>(())
        };
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(TO_CONNECT))
            .set_response_timeout(Some(TO_ANSWER))
            .set_push_sender(hear);
        let connecting = self
            .client
            .get_multiplexed_async_connection_with_config(&config);
        let mut connection = connecting.await?;
        connection.subscribe(&self.channel).await?;
        Ok(Open {
            connection,
            cut: Arc::default(),
        })
    }
}

impl Open {
    /// Whether the connection is of no more use; whether it is worth another attempt at once.
    fn is_cut_by(&self, error: &RedisError) -> bool {
        let over = error.is_io_error() || error.is_unrecoverable_error();
        if over {
            self.cut.store(true, SeqCst);
        }
        over && !error.is_timeout()
    }
}

/// Hears of changes.
pub(super) struct Listener(broadcast::Receiver<News>);

impl Listener {
    /// Returns on news of `connection`, or when there may be some, or after `limit`.
    pub(super) async fn news_of(&mut self, connection: &str, limit: Duration) {
        let heard = async {
            while let Ok(News::Of(name)) = self.0.recv().await {
                if *name == *connection {
                    return;
                }
            }
        };
        drop(tokio::time::timeout(limit, heard).await);
    }
}
