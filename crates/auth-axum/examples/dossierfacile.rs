//! A server that people connect their rental file to, and that learns by webhooks what becomes of it:
//! `cargo run -p auth-axum --features dossierfacile --example dossierfacile`.

use std::{
    collections::{HashMap, HashSet},
    error::Error,
    future::IntoFuture,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use auth_axum::dossierfacile::{BrowserSession, Callback, Webhook};
use auth_core::Authenticator;
use auth_dossierfacile::{
    DossierFacile, Effect, Event, EventKey, PendingAuthorizations, WebhookVerifier,
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
use tokio::net::TcpListener;

/// What the routes share.
#[derive(Clone)]
pub(crate) struct App {
    user: DossierFacile,
    transport: HttpTransport,
    pending: Arc<PendingAuthorizations>,
    verifier: WebhookVerifier,
    people: Arc<Mutex<People>>,
}

/// Who is connected, and what was told of them; in a database, where it lasts.
#[derive(Default)]
pub(crate) struct People {
    /// By the identifier that webhooks name them by.
    connected: HashMap<u64, Authenticator>,
    /// Told before the person was known here: the first webhook comes before the answer of the profile call.
    early: HashMap<u64, Vec<Event>>,
    seen: HashSet<EventKey>,
    /// Whose file to read again, by the service scheme.
    pub(crate) to_read: Vec<u64>,
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
            people: Arc::default(),
        }
    }

    pub(crate) fn people(&self) -> MutexGuard<'_, People> {
        self.people.lock().unwrap_or_else(PoisonError::into_inner)
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

impl People {
    pub(crate) fn is_connected(&self, tenant_id: u64) -> bool {
        self.connected.contains_key(&tenant_id)
    }

    fn connect(&mut self, tenant_id: u64, authenticator: Authenticator) {
        self.connected.insert(tenant_id, authenticator);
        for event in self.early.remove(&tenant_id).unwrap_or_default() {
            self.learn(event);
        }
    }

    /// Events come in any order, twice, and of people who never came here.
    fn learn(&mut self, event: Event) {
        let tenant_id = event.on_tenant_id;
        if event.key().is_some_and(|key| !self.seen.insert(key)) {
            return;
        }
        match event.effect() {
            // The key suffices to end tokens, and for nothing else.
            Effect::Revoked | Effect::Erased => match self.connected.remove(&tenant_id) {
                Some(person) => person.forget(),
                None => self.keep_early(event),
            },
            _ if self.is_connected(tenant_id) => self.to_read.push(tenant_id),
            _ => self.keep_early(event),
        }
    }

    /// No more people than can be on their way at once, and few events of each.
    fn keep_early(&mut self, event: Event) {
        if self.early.len() < 1000 || self.early.contains_key(&event.on_tenant_id) {
            let early = self.early.entry(event.on_tenant_id).or_default();
            if early.len() < 10 {
                // Seen again when the person is known.
                if let Some(key) = event.key() {
                    self.seen.remove(&key);
                }
                early.push(event);
            }
        }
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
        // This is what shares the file: only now the person is connected.
        signed_in.connect(&Client::new(person.clone())?).await
    };
    match connected.await {
        Ok(connected) => {
            app.people().connect(connected.tenant_id, person);
            Html("<p>Your rental file is connected.</p>").into_response()
        }
        Err(_) => (StatusCode::BAD_GATEWAY, again).into_response(),
    }
}

/// Ends tokens before it answers; all else comes later.
async fn told(State(app): State<App>, Webhook(event): Webhook) -> StatusCode {
    app.people().learn(event);
    StatusCode::NO_CONTENT
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
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
    println!("connected: {}", app.people().is_connected(tenant));
    Ok(())
}
