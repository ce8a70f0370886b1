//! Both schemes against the sandbox, offline: `cargo run -p auth-dossierfacile --example quickstart`.

use std::error::Error;

use auth_core::Authenticator;
use auth_dossierfacile::{
    AuthorizationRequest, Builder, DossierFacile, PendingAuthorizations, Settings,
};
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
    let transport = HttpTransport::builder().allow_loopback_http(true).build()?;
    let person = Authenticator::new(user.clone(), user.check_id_tokens(transport));
    let client = Client::new(person.clone())?;
    let store = PendingAuthorizations::new();
    let (hint, session) = (realm.email(), "session of this browser");

    let request = user.authorize().login_hint(hint).build()?;
    let AuthorizationRequest { url, pending, .. } = request;
    store.keep(session, pending)?;
    println!("user:    the browser goes to {}", realm.issuer());
    let callback = realm.answer_consent(&url).await?;
    println!("user:    the person signed in and agreed");

    let pending = store.take(session, &callback)?;
    let signed_in = pending.sign_in(&person, &callback).await?;
    println!(
        "user:    {:?}, {:?}",
        signed_in.identity,
        signed_in.login_hint()
    );
    let connected = signed_in.connect(&client).await?;
    println!(
        "user:    tenant {} is connected, file {:?}",
        connected.tenant_id,
        connected.profile.status()
    );

    realm.withdraw_consent();
    person.invalidate();
    match person.headers().await {
        Ok(_) => return Err("the withdrawn consent went unnoticed".into()),
        Err(error) => println!("revoked: {error}"),
    }
    Ok(())
}
