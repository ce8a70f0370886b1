//! A server whose route calls Sinao by the connection in its state:
//! `cargo run -p auth-axum --example sinao`.

use std::{error::Error, time::Duration};

use auth_core::Actor;
use auth_reqwest::Client;
use auth_sandbox::Sandbox;
use auth_sinao::{Me, Sinao};
use axum::{
    Router,
    body::Body,
    extract::State,
    http::{Request, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use tower::ServiceExt;

/// The server; all its routes share one connection, so that there is one login and one renewal for all.
pub(crate) fn server(sinao: Client) -> Router {
    Router::new()
        .route("/account", get(account))
        .with_state(sinao)
}

/// Whose account it is. Whatever the hour, the call carries a credential that is right.
async fn account(State(sinao): State<Client>) -> Response {
    match sinao.call(&Me).await {
        Ok(user) => user.email.unwrap_or_default().into_response(),
        Err(error) => failed(&error),
    }
}

/// Visitors learn whether it is worth to come back; the log says who must do what, and holds no secret.
fn failed(error: &auth_core::Error) -> Response {
    eprintln!("{error}");
    let pause = error.retry_after().unwrap_or(Duration::from_secs(60));
    match error.actor() {
        Actor::Wait => {
            let after = (header::RETRY_AFTER, pause.as_secs().max(1).to_string());
            (StatusCode::SERVICE_UNAVAILABLE, [after]).into_response()
        }
        _ => StatusCode::BAD_GATEWAY.into_response(),
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::start().await?;
    let sinao = sandbox.sinao();

    // A server acts as an application, by key; `Sinao::from_env()?` reads it from the environment.
    let key = Sinao::api_key(sinao.api_key())
        .api_url(sinao.api_url())
        .allow_loopback_http()
        .build()?;
    let by_key = server(Client::connect(key)?);
    println!("by key: {}", visit(&by_key).await?);

    // Without one it logs in as somebody whose password it keeps.
    let login = Sinao::login(sinao.email())
        .password(sinao.password())
        .api_url(sinao.api_url())
        .allow_loopback_http()
        .build()?;
    let by_login = server(Client::connect(login)?);
    println!("by login: {}", visit(&by_login).await?);
    let day = Duration::from_secs(25 * 3600);
    sandbox.clock().advance(day);
    println!("a day later: {}", visit(&by_login).await?);

    sinao.revoke_api_key();
    println!("the key is deleted: {}", visit(&by_key).await?);
    Ok(())
}

/// In earnest `axum::serve` takes the server.
async fn visit(server: &Router) -> Result<StatusCode, Box<dyn Error>> {
    let request = Request::get("/account").body(Body::empty())?;
    Ok(server.clone().oneshot(request).await?.status())
}
