//! MyUnisoft's cases, and clients that fail them.

mod keys;
mod limits;
mod login;

use auth_sandbox::MyUnisoft;
use reqwest::RequestBuilder;
use serde_json::Value;

use crate::support::{answer, client, text};

/// A call with key and secret, as it should be.
fn call(provider: &MyUnisoft, key: &str, path: &str) -> RequestBuilder {
    let call = client()
        .get(format!("{}{path}", provider.api_url()))
        .bearer_auth(key);
    call.header("X-Third-Party-Secret", provider.partner_secret())
}

async fn code(request: RequestBuilder) -> (u16, String) {
    let (status, body) = answer(request).await;
    (status, text(&body["error"], "code").to_owned())
}

fn refusal(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

async fn login(provider: &MyUnisoft, body: Value) -> (u16, Value) {
    let url = format!("{}/api/authenticate/firm", provider.auth_url());
    answer(client().post(url).json(&body)).await
}
