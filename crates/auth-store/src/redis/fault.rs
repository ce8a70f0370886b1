//! What went wrong with the server, without a word of its own text and without the URL.

use auth_core::{Error, ErrorKind};
use redis::RedisError;

use super::script::foreign;

pub(super) fn fault(error: &RedisError) -> Error {
    #[cfg(feature = "redis-tls")]
    if let Some(error) = crate::tls::refusal("the Redis server", error) {
        return error;
    }
    let code = error.code().unwrap_or_default();
    let (what, advice) = match (error.kind(), code) {
        (redis::ErrorKind::AuthenticationFailed, _) | (_, "WRONGPASS") => (
            "the Redis server refuses the user or the password",
            "set both in the URL as the server knows them: rediss://USER:PASSWORD@HOST:PORT",
        ),
        (_, "NOAUTH") => (
            "the Redis server asks for a password",
            "set it in the URL: rediss://USER:PASSWORD@HOST:PORT",
        ),
        (_, "NOPERM") => (
            "the Redis user may not do what the store needs",
            "allow it `+@scripting +@hash +@keyspace +@pubsub +@string`, and the store's prefix as keys and as channels",
        ),
        (_, "OOM") => (
            "the Redis server has no memory left",
            "raise its maxmemory; what it holds still stands",
        ),
        (_, "MISCONF") => (
            "the Redis server cannot write to its disk",
            "make room on its disk; what it holds still stands",
        ),
        (_, "READONLY") => (
            "the Redis server is a replica that takes no writes",
            "point the URL to the primary",
        ),
        (_, "MOVED" | "ASK" | "CLUSTERDOWN" | "CROSSSLOT") => (
            "the Redis server belongs to a cluster",
            "use a server that is none: the store needs one place where it all stands",
        ),
        (_, "LOADING" | "BUSY" | "MASTERDOWN" | "TRYAGAIN") => (
            "the Redis server is not ready",
            "wait until it has started; what it holds still stands",
        ),
        (redis::ErrorKind::RESP3NotSupported, _) => (
            "the Redis server is older than version 6",
            "update it, or use Valkey",
        ),
        (redis::ErrorKind::Parse | redis::ErrorKind::UnexpectedReturnType, _)
        | (_, "WRONGTYPE") => return foreign(),
        _ if error.is_timeout() => (
            "the Redis server did not answer in time",
            "look at its load and at the network in between; and whether its port is one for redis:// or for rediss://",
        ),
        _ if error.is_io_error() => (
            "the Redis server cannot be reached",
            "check that it runs, and the URL's host, port and scheme",
        ),
        _ => (
            "the Redis server refused the operation",
            "look into its log, and check that it is Redis 6 or later, or Valkey",
        ),
    };
    Error::new(ErrorKind::Store, what)
        .advise(advice)
        .with_code(code)
}
