//! A plain client that knows nothing of the providers.

use reqwest::RequestBuilder;
use serde_json::Value;

/// A client that follows no redirect and unpacks nothing.
pub(crate) fn client() -> reqwest::Client {
    // Built with the rest of the workspace, reqwest brings no provider of its own; the second call says so and may.
    rustls::crypto::ring::default_provider()
        .install_default()
        .ok();
    let builder = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
    // Other crates' tests bring the feature: what was sent is looked at here, not what it unpacks to.
    builder.no_gzip().build().unwrap()
}

/// The status and the JSON body; `null` for a body that is none.
pub(crate) async fn answer(request: RequestBuilder) -> (u16, Value) {
    let answer = request.send().await.unwrap();
    let status = answer.status().as_u16();
    (
        status,
        serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap_or_default(),
    )
}

/// The status alone.
pub(crate) async fn status(request: RequestBuilder) -> u16 {
    answer(request).await.0
}

/// A text member of a JSON object.
pub(crate) fn text<'a>(body: &'a Value, name: &str) -> &'a str {
    body[name]
        .as_str()
        .unwrap_or_else(|| panic!("no text member {name} in {body}"))
}
