//! HTTP over reqwest for the auth crates: the transport of token requests and a client that attaches credentials to calls.

mod bounded;
mod client;
mod encode;
mod exchange;
mod fault;
mod outgoing;
mod refusal;
mod request;
mod target;
mod timeouts;
mod tls;
mod transport;
mod wire;

pub use client::{Client, ClientBuilder};
pub use request::RequestBuilder;
pub use transport::{HttpTransport, HttpTransportBuilder};

pub use reqwest;
