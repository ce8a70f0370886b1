//! What integrators write by hand: plain requests, and each case's own mistake made with them.

use auth_sandbox::MyUnisoft;
use reqwest::RequestBuilder;
use serde_json::{Value, json};

pub(crate) fn http() -> reqwest::Client {
    // Built with the rest of the workspace, reqwest brings no provider of its own; the second call says so and may.
    rustls::crypto::ring::default_provider()
        .install_default()
        .ok();
    reqwest::Client::new()
}

/// A call with key and partner secret.
pub(crate) fn get(it: &MyUnisoft, path: &str, key: &str) -> RequestBuilder {
    without_secret(it, path, key).header("X-Third-Party-Secret", it.partner_secret())
}

pub(crate) fn without_secret(it: &MyUnisoft, path: &str, key: &str) -> RequestBuilder {
    http()
        .get(format!("{}{path}", it.api_url()))
        .header("Authorization", format!("Bearer {key}"))
}

pub(crate) fn login(it: &MyUnisoft, path: &str, mail: &str, password: &str) -> RequestBuilder {
    let body = json!({"mail": mail, "password": password});
    http().post(format!("{}{path}", it.auth_url())).json(&body)
}

/// The status and the JSON body; `null` for a body that is none.
pub(crate) async fn answer(request: RequestBuilder) -> (u16, Value) {
    let answer = request.send().await.unwrap();
    let status = answer.status().as_u16();
    let body = answer.bytes().await.unwrap();
    (status, serde_json::from_slice(&body).unwrap_or_default())
}

pub(crate) async fn status(request: RequestBuilder) -> u16 {
    answer(request).await.0
}
