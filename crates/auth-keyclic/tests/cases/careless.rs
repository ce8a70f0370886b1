//! What integrators write by hand: plain requests, and each case's own mistake made with them.

use auth_sandbox::Keyclic;
use reqwest::{RequestBuilder, header::AUTHORIZATION};
use serde_json::{Value, json};

pub(crate) fn http() -> reqwest::Client {
    // Built with the rest of the workspace, reqwest brings no provider of its own; the second call says so and may.
    rustls::crypto::ring::default_provider()
        .install_default()
        .ok();
    reqwest::Client::new()
}

pub(crate) fn post(keyclic: &Keyclic, path: &str, body: &Value) -> RequestBuilder {
    let post = http().post(format!("{}{path}", keyclic.api_url()));
    post.header("X-Keyclic-App", keyclic.app()).json(body)
}

pub(crate) fn login(keyclic: &Keyclic) -> RequestBuilder {
    let body = json!({"login": keyclic.login(), "password": keyclic.password()});
    post(keyclic, "/security/login", &body)
}

pub(crate) fn feedbacks(keyclic: &Keyclic, token: &str) -> RequestBuilder {
    http()
        .get(format!("{}/feedbacks", keyclic.api_url()))
        .header("X-Keyclic-App", keyclic.app())
        .header(AUTHORIZATION, format!("Bearer {token}"))
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

/// A token by a login; an empty one where the answer has none.
pub(crate) async fn token(keyclic: &Keyclic) -> String {
    let (_, body) = answer(login(keyclic)).await;
    body["accessToken"].as_str().unwrap_or_default().to_owned()
}
