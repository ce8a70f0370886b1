//! Both schemes against the sandbox, offline: `cargo run -p auth-dossierfacile --example quickstart`.

use std::error::Error;

use auth_core::Authenticator;
use auth_dossierfacile::{AuthorizationRequest, Builder, DossierFacile, Profile, Settings};
use auth_reqwest::{Client, HttpTransport};
use auth_sandbox::Sandbox;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::start().await?;
    let realm = sandbox.dossierfacile();
    let (id, secret) = (realm.client_id(), realm.client_secret());
    let at_sandbox = |builder: Builder| {
        builder
            .issuer(realm.issuer())
            .api_url(realm.api_url())
            .allow_loopback_http()
            .build()
    };

    let service = Client::connect(at_sandbox(DossierFacile::service(id, secret))?)?;
    let settings = service.call(&Settings).await?;
    println!("service: signed in as {}", settings.name);

    let user = at_sandbox(DossierFacile::user(id, secret, realm.redirect_uri()))?;
    let AuthorizationRequest { url, pending, .. } = user.authorize().build()?;
    println!("user:    the browser goes to {}", realm.issuer());
    let callback = realm.answer_consent(&url).await?;
    println!("user:    the person signed in and agreed");

    let transport = HttpTransport::builder().allow_loopback_http(true).build()?;
    let person = Authenticator::new(user, transport);
    let headers = person.sign_in(pending.finish(&callback)?).await?;
    if let Some(end) = headers.expires_at() {
        println!("user:    token good until {end}");
    }
    let client = Client::new(person.clone())?;
    let profile = client.call(&Profile).await?;
    println!(
        "user:    tenant {} is connected, file {:?}",
        profile.connected_tenant_id,
        profile.status()
    );

    realm.withdraw_consent();
    person.invalidate();
    match person.headers().await {
        Ok(_) => return Err("the withdrawn consent went unnoticed".into()),
        Err(error) => println!("revoked: {error}"),
    }
    Ok(())
}
