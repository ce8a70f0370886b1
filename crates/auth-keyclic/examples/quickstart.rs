//! A login and what follows, against the imitation on loopback: `cargo run -p auth-keyclic --example quickstart`.

use std::{error::Error, time::Duration};

use auth_keyclic::{AppKey, Feedbacks, Keyclic};
use auth_reqwest::Client;
use auth_sandbox::Sandbox;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::start().await?;
    let keyclic = sandbox.keyclic();
    let login = || {
        Keyclic::login(keyclic.login())
            .api_url(keyclic.api_url())
            .allow_loopback_http()
    };

    let client = Client::connect(login().password(keyclic.password()).build()?)?;
    let page = client.call(&Feedbacks).await?;
    println!(
        "logged in: {} feedbacks of {}",
        page.items.len(),
        AppKey::app()
    );
    let city = client.with(AppKey::city()).call(&Feedbacks).await?;
    println!(
        "the same token, another application: {} feedbacks of {}, {} login in all",
        city.items.len(),
        AppKey::city(),
        keyclic.issued()
    );

    sandbox.clock().advance(Duration::from_secs(25 * 3600));
    client.call(&Feedbacks).await?;
    println!(
        "a day later: the API rejected the token, {} logins in all, the call was repeated",
        keyclic.issued()
    );

    let mistaken = Client::connect(login().password("not the password").build()?)?;
    for _ in 0..2 {
        if let Err(error) = mistaken.call(&Feedbacks).await {
            println!("a wrong password: {error}");
        }
    }
    Ok(())
}
