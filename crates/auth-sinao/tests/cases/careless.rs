//! What integrators write by hand: plain requests, and each case's own mistake made with them.

use auth_sandbox::Sinao;
use reqwest::{RequestBuilder, multipart::Form};
use serde_json::Value;

pub(crate) fn http() -> reqwest::Client {
    // Built with the rest of the workspace, reqwest brings no provider of its own; the second call says so and may.
    rustls::crypto::ring::default_provider()
        .install_default()
        .ok();
    reqwest::Client::new()
}

pub(crate) fn get(sinao: &Sinao, path: &str) -> RequestBuilder {
    let get = http().get(format!("{}{path}", sinao.api_url()));
    get.header("Accept", "application/json")
}

pub(crate) fn post(sinao: &Sinao, path: &str) -> RequestBuilder {
    let post = http().post(format!("{}{path}", sinao.api_url()));
    post.header("Accept", "application/json")
}

/// A login as Sinao's own sample has it.
pub(crate) fn login(sinao: &Sinao, email: &str, password: &str) -> RequestBuilder {
    let form = Form::new().text("email", email.to_owned());
    post(sinao, "/login").multipart(form.text("password", password.to_owned()))
}

/// The status and the JSON body; `null` for a body that is none.
pub(crate) async fn answer(request: RequestBuilder) -> (u16, Value) {
    let answer = request.send().await.expect("answer");
    let status = answer.status().as_u16();
    let body = answer.bytes().await.expect("body");
    (status, serde_json::from_slice(&body).unwrap_or_default())
}

pub(crate) async fn status(request: RequestBuilder) -> u16 {
    answer(request).await.0
}

/// The token of an answer; an empty one where it has none.
pub(crate) fn token_in(body: &Value) -> String {
    body["access_token"].as_str().unwrap_or_default().to_owned()
}

/// A token by a login of the sample account.
pub(crate) async fn token(sinao: &Sinao) -> String {
    token_in(
        &answer(login(sinao, sinao.email(), sinao.password()))
            .await
            .1,
    )
}

pub(crate) fn me(sinao: &Sinao, token: &str) -> RequestBuilder {
    get(sinao, "/me").bearer_auth(token)
}

pub(crate) fn refresh(sinao: &Sinao, token: &str) -> RequestBuilder {
    get(sinao, "/refresh").bearer_auth(token)
}
