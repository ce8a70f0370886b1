//! The imitation of invented providers over real sockets: what it accepts, and every kind of
//! request that it refuses.

mod accounts;
mod calls;
mod codes;
mod descriptions;
mod fixtures;
mod renewals;
mod shared_header;
mod switches;
mod token_requests;

#[expect(dead_code, reason = "some of it is for the tests beside the library")]
#[path = "../../tests/it/support.rs"]
mod support;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::RequestBuilder;
use serde_json::Value;

use super::Described;
use crate::description::Description;
use support::{answer, client, status};

/// A running imitation with a client for it.
struct Tried {
    provider: Described,
    http: reqwest::Client,
}

impl Tried {
    async fn start(description: &'static Description) -> Self {
        let provider = Described::imitate(description).await.unwrap();
        provider.clock().freeze();
        Self {
            provider,
            http: client(),
        }
    }

    fn get(&self, base: &str, path: &str) -> RequestBuilder {
        self.http.get(self.provider.url(base) + path)
    }

    fn post(&self, base: &str, path: &str) -> RequestBuilder {
        self.http.post(self.provider.url(base) + path)
    }

    fn input(&self, id: &str) -> &str {
        self.provider.input(id).unwrap()
    }

    /// A right token request's form, to [`fixtures::ACME`].
    fn acme_form(&self) -> Vec<(&str, &str)> {
        vec![
            ("grant_type", "client_credentials"),
            ("client_id", self.input("client_id")),
            ("client_secret", self.input("client_secret")),
            ("scope", "openid"),
        ]
    }

    fn basic(&self) -> String {
        format!("Basic {}", self.joined("client_id", "client_secret"))
    }

    /// Two inputs as a header holds them in base64.
    fn joined(&self, first: &str, second: &str) -> String {
        STANDARD.encode(format!("{}:{}", self.input(first), self.input(second)))
    }

    fn advance(&self, seconds: u64) {
        self.provider
            .clock()
            .advance(std::time::Duration::from_secs(seconds));
    }
}

/// The text at a JSON pointer.
fn text(body: &Value, pointer: &str) -> String {
    let found = body.pointer(pointer).and_then(Value::as_str);
    found
        .unwrap_or_else(|| panic!("no text {pointer} in {body}"))
        .to_owned()
}
