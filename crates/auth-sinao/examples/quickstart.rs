//! Both ways in, against the imitation on loopback: `cargo run -p auth-sinao --example quickstart`.

use std::error::Error;

use auth_core::{Authenticator, Grant};
use auth_reqwest::{Client, HttpTransport};
use auth_sandbox::Sandbox;
use auth_sinao::{Me, Sinao, log_out};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::start().await?;
    let sinao = sandbox.sinao();
    let transport = HttpTransport::builder().allow_loopback_http(true).build()?;

    let key = Sinao::api_key(sinao.api_key())
        .api_url(sinao.api_url())
        .allow_loopback_http()
        .build()?;
    let client = Client::new(Authenticator::new(key, transport.clone()))?;
    let user = client.call(&Me).await?;
    println!(
        "by key:   {} calls",
        user.email.as_deref().unwrap_or("somebody")
    );

    let login = Sinao::login(sinao.email())
        .api_url(sinao.api_url())
        .allow_loopback_http()
        .build()?;
    let authenticator = Authenticator::new(login, transport);
    let client = Client::new(authenticator.clone())?;
    if let Err(error) = client.call(&Me).await {
        println!("by login: {error}");
    }
    let signed_in = authenticator
        .sign_in(Grant::password(sinao.password()))
        .await?;
    if let Some(end) = signed_in.expires_at() {
        println!("by login: signed in, the token ends on {}", end.date());
    }
    let user = client.call(&Me).await?;
    println!(
        "by login: {} calls",
        user.email.as_deref().unwrap_or("somebody")
    );

    sandbox
        .clock()
        .advance(std::time::Duration::from_secs(25 * 3600));
    client.call(&Me).await?;
    println!(
        "a day later: the API rejected the token, {} renewal, the call was repeated",
        sinao.count("GET", "/v1/refresh")
    );

    log_out(&client, &authenticator).await?;
    if let Err(error) = client.call(&Me).await {
        println!("logged out: {error}");
    }
    Ok(())
}
