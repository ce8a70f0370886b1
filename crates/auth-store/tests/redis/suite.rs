//! What every token store must hold to.

use auth_core::{
    ConnectionId,
    testing::store::{Beneath, Case},
};
use auth_store::{
    RedisStore,
    testing::{self, Redis},
};
use redis::{AsyncCommands, aio::MultiplexedConnection};

use crate::keys;

/// The server as its operator sees it.
struct Server(MultiplexedConnection);

fn key(connection: &ConnectionId) -> String {
    format!("auth:record:{}", connection.as_str())
}

impl Beneath for Server {
    async fn everything(&self) -> Vec<u8> {
        let mut server = self.0.clone();
        let mut everything = Vec::new();
        for key in server.keys::<_, Vec<Vec<u8>>>("*").await.unwrap() {
            if let Ok(fields) = server.hgetall::<_, Vec<Vec<u8>>>(&key).await {
                everything.extend(fields.concat());
            }
            everything.extend(key);
        }
        everything
    }

    async fn raw(&self, connection: &ConnectionId) -> Vec<u8> {
        let mut server = self.0.clone();
        server.hget(key(connection), "sealed").await.unwrap()
    }

    async fn plant(&self, connection: &ConnectionId, bytes: &[u8]) {
        let mut server = self.0.clone();
        let planted = server.hset(key(connection), "sealed", bytes).await;
        let _: i64 = planted.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_store_holds_to_every_rule() {
    let Some(server) = testing::found(Redis::start()) else {
        return;
    };
    let client = redis::Client::open(server.url()).unwrap();
    let beneath = client.get_multiplexed_async_connection().await.unwrap();
    let url = server.url();
    let case = Case::new(async || RedisStore::open(url.clone(), keys()).await);
    case.sealed(Server(beneath)).check().await.unwrap();
}
