//! A server that people connect their rental file to, and that learns by webhooks what becomes of it:
//! `cargo run -p auth-axum --features dossierfacile --example dossierfacile`.

use std::{
    collections::HashMap,
    future::IntoFuture,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use auth_axum::dossierfacile::{BrowserSession, Callback, Webhook};
use auth_core::{Actor, Authenticator, Error};
use auth_dossierfacile::{
    CatchUp, DossierFacile, Effect, Inbox, Link, Lookup, PendingAuthorizations, WebhookVerifier,
    look_up,
};
use auth_reqwest::{Client, HttpTransport};
use auth_sandbox::Sandbox;
use axum::{
    Router,
    extract::{FromRef, State},
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
    routing::{get, post},
};
use futures_util::StreamExt;
use time::OffsetDateTime;
use tokio::{net::TcpListener, time::sleep};

/// What the routes share.
#[derive(Clone)]
pub(crate) struct App {
    user: DossierFacile,
    transport: HttpTransport,
    pending: Arc<PendingAuthorizations>,
    verifier: WebhookVerifier,
    pub(crate) inbox: Inbox,
    /// Who is connected, by the identifier that webhooks name them by; calls for a person go through the link.
    links: Arc<Mutex<HashMap<u64, Link>>>,
}

impl App {
    pub(crate) fn new(
        user: DossierFacile,
        transport: HttpTransport,
        verifier: WebhookVerifier,
    ) -> Self {
        Self {
            user,
            transport,
            pending: Arc::new(PendingAuthorizations::new()),
            verifier,
            inbox: Inbox::default(),
            links: Arc::default(),
        }
    }

    pub(crate) fn is_connected(&self, tenant_id: u64) -> bool {
        self.links()
            .get(&tenant_id)
            .is_some_and(|link| !link.is_ended())
    }

    fn links(&self) -> MutexGuard<'_, HashMap<u64, Link>> {
        self.links.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl FromRef<App> for WebhookVerifier {
    fn from_ref(app: &App) -> Self {
        app.verifier.clone()
    }
}

impl FromRef<App> for Arc<PendingAuthorizations> {
    fn from_ref(app: &App) -> Self {
        Arc::clone(&app.pending)
    }
}

pub(crate) fn server(app: App) -> Router {
    Router::new()
        .route("/connect", get(connect))
        .route("/retour", get(came_back))
        .route("/webhook", post(told))
        .with_state(app)
}

/// Sends the browser to DossierFacile.
async fn connect(State(app): State<App>, browser: BrowserSession) -> Response {
    let begun = app.user.authorize().build().and_then(|request| {
        app.pending.keep(browser.value(), request.pending)?;
        Ok(request.url)
    });
    match begun {
        Ok(url) => (browser, Redirect::to(&url)).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// The browser is back.
async fn came_back(State(app): State<App>, Callback(callback): Callback) -> Response {
    let again = Html("<p>That did not work. <a href=\"/connect\">Begin again</a></p>");
    let Ok(returned) = callback else {
        return (StatusCode::BAD_REQUEST, again).into_response();
    };
    let person = Authenticator::new(
        app.user.clone(),
        app.user.check_id_tokens(app.transport.clone()),
    );
    let connected = async {
        let signed_in = returned.sign_in(&person).await?;
        let since = OffsetDateTime::now_utc();
        // This is what shares the file: only now the person is connected.
        let connected = signed_in.connect(&Client::new(person.clone())?).await?;
        let tenant_id = connected.tenant_id;
        // What came before the answer was here, as the first webhook does, has waited for this.
        let link = app.inbox.connected(tenant_id, &person, since);
        Ok::<_, Error>((tenant_id, link))
    };
    match connected.await {
        // Revoked already.
        Ok((_, link)) if link.is_ended() => again.into_response(),
        Ok((tenant_id, link)) => {
            app.links().insert(tenant_id, link);
            Html("<p>Your rental file is connected.</p>").into_response()
        }
        Err(_) => (StatusCode::BAD_GATEWAY, again).into_response(),
    }
}

/// Ends tokens before it answers, if they are to end; all else comes later.
async fn told(State(app): State<App>, Webhook(event): Webhook) -> StatusCode {
    app.inbox.receive(event, OffsetDateTime::now_utc());
    StatusCode::NO_CONTENT
}

/// Works through what came, each thing once: `each` is told what is true of a person's file now.
pub(crate) async fn work(app: App, service: Client, mut each: impl FnMut(u64, Lookup)) {
    let mut notices = app.inbox.notices();
    while let Some(notice) = notices.next().await {
        let tenant_id = notice.tenant_id;
        match notice.effect() {
            // The tokens are gone; here the rest is erased, too.
            Effect::Revoked | Effect::Erased => {}
            _ => match read(&service, tenant_id).await {
                Ok(found) => {
                    if !matches!(found, Lookup::Linked(_)) {
                        app.inbox.end(tenant_id);
                    }
                    each(tenant_id, found);
                }
                Err(error) => eprintln!("the file of {tenant_id} was not read: {error}"),
            },
        }
        app.links().retain(|_, link| !link.is_ended());
    }
}

/// Reads one person's file; what time cures is tried again, but not for ever: others wait.
async fn read(service: &Client, tenant_id: u64) -> Result<Lookup, Error> {
    for _ in 0..5 {
        match look_up(service, tenant_id).await {
            Err(error) if error.actor() == Actor::Wait => {
                sleep(error.retry_after().unwrap_or(Duration::from_secs(10))).await;
            }
            found => return found,
        }
    }
    look_up(service, tenant_id).await
}

/// Reads the list for what no webhook told; after a restart the inbox is told first who is connected.
pub(crate) async fn catch_up(inbox: Inbox, service: Client) {
    let mut catch_up = CatchUp::new(None); // or the cursor that was kept
    loop {
        sleep(catch_up.due_in(OffsetDateTime::now_utc())).await;
        let now = OffsetDateTime::now_utc();
        if let Err(error) = catch_up.run(&service, &inbox, now).await {
            eprintln!("the list was not read: {error}");
        }
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let sandbox = Sandbox::start().await?;
    let realm = sandbox.dossierfacile();
    let user = DossierFacile::user(
        realm.client_id(),
        realm.client_secret(),
        realm.redirect_uri(),
    )
    .issuer(realm.issuer())
    .api_url(realm.api_url())
    .allow_loopback_http()
    .build()?;
    let transport = HttpTransport::builder().allow_loopback_http(true).build()?;
    let app = App::new(user, transport, WebhookVerifier::new(realm.webhook_key())?);

    let service = DossierFacile::service(realm.client_id(), realm.client_secret())
        .issuer(realm.issuer())
        .api_url(realm.api_url())
        .allow_loopback_http()
        .build()?;
    let service = Client::connect(service)?;
    tokio::spawn(catch_up(app.inbox.clone(), service.clone()));
    tokio::spawn(work(app.clone(), service, |tenant_id, found| {
        println!("{tenant_id}: {found:?}");
    }));

    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    tokio::spawn(axum::serve(listener, server(app.clone())).into_future());
    println!("people connect at {url}/connect; without a browser here, only webhooks come:");

    let tenant = realm.connected_tenant_id();
    let verified = realm.webhook(&realm.event("VERIFIED_ACCOUNT"));
    println!(
        "of somebody not known yet: {}",
        verified.send(&format!("{url}/webhook")).await?.status
    );
    println!("connected: {}", app.is_connected(tenant));
    Ok(())
}
