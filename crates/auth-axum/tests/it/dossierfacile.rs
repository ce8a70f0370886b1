//! The example server of DossierFacile, from the browser's first step to the withdrawal, under all that may come.

#[path = "../../examples/dossierfacile.rs"]
#[allow(dead_code, reason = "its main has no part here")]
mod example;

use auth_axum::dossierfacile::Callback;
use auth_dossierfacile::{Cause, DossierFacile, Effect, Lookup, Notice, WebhookVerifier};
use auth_reqwest::{Client, HttpTransport};
use auth_sandbox::{Fault, FaultKind, Flaw, Gate, Sandbox, When};
use axum::{
    Router,
    body::Body,
    extract::FromRequestParts,
    http::{Request, header},
    response::Response,
};
use futures_util::{FutureExt, Stream, StreamExt};
use tokio::sync::mpsc;
use tower::ServiceExt;

use crate::support::{Logged, serve};

const PROFILE: &str = "/dfc/tenant/profile";

fn app(realm: &auth_sandbox::DossierFacile) -> example::App {
    let user = DossierFacile::user(
        realm.client_id(),
        realm.client_secret(),
        realm.redirect_uri(),
    )
    .issuer(realm.issuer())
    .api_url(realm.api_url())
    .allow_loopback_http()
    .build()
    .unwrap();
    let transport = HttpTransport::builder()
        .allow_loopback_http(true)
        .build()
        .unwrap();
    let verifier = WebhookVerifier::new(realm.webhook_key()).unwrap();
    example::App::new(user, transport, verifier)
}

fn service(realm: &auth_sandbox::DossierFacile) -> Client {
    let service = DossierFacile::service(realm.client_id(), realm.client_secret())
        .issuer(realm.issuer())
        .api_url(realm.api_url())
        .allow_loopback_http()
        .build()
        .unwrap();
    Client::connect(service).unwrap()
}

/// What is to be looked at already.
fn waiting(notices: &mut (impl Stream<Item = Notice> + Unpin)) -> Vec<Notice> {
    std::iter::from_fn(|| notices.next().now_or_never().flatten()).collect()
}

/// A browser at the example server; it sends its cookie as browsers do.
struct Browser {
    server: Router,
    cookie: String,
}

impl Browser {
    fn new(app: &example::App) -> Self {
        Self {
            server: example::server(app.clone()),
            cookie: "theme=dark".to_owned(),
        }
    }

    async fn visit(&mut self, path: &str) -> Response {
        let request = Request::get(path).header(header::COOKIE, &self.cookie);
        let request = request.body(Body::empty()).unwrap();
        let answer = self.server.clone().oneshot(request).await.unwrap();
        if let Some(cookie) = answer.headers().get(header::SET_COOKIE) {
            let cookie = cookie.to_str().unwrap();
            assert!(cookie.starts_with("__Host-auth-session="), "{cookie}");
            assert!(
                cookie.ends_with("; Path=/; HttpOnly; Secure; SameSite=Lax"),
                "{cookie}"
            );
            self.cookie = format!("theme=dark; {}", cookie.split(';').next().unwrap());
        }
        answer
    }

    /// Begins a sign-in, and gives the path of the callback that the realm sends the browser to.
    async fn sign_in(&mut self, realm: &auth_sandbox::DossierFacile) -> String {
        let answer = self.visit("/connect").await;
        assert_eq!(answer.status(), 303);
        let url = answer.headers()[header::LOCATION].to_str().unwrap();
        let callback = realm.answer_consent(url).await.unwrap();
        format!("/retour?{}", callback.split_once('?').unwrap().1)
    }
}

#[tokio::test]
async fn d11_d12_a_person_connects_is_told_of_early_and_leaves() {
    let sandbox = Sandbox::start().await.unwrap();
    let realm = sandbox.dossierfacile();
    let app = app(realm);
    let url = serve(example::server(app.clone())).await + "/webhook";
    let tenant = realm.connected_tenant_id();
    let mut notices = app.inbox.notices();

    // The webhook of the first profile call is there before the call is answered.
    let gate = Gate::new();
    let hold = Fault::new(FaultKind::Hold(gate.clone())).on("GET", PROFILE);
    realm.fault(hold.when(When::AfterStateChange));
    let mut browser = Browser::new(&app);
    let callback = browser.sign_in(realm).await;
    let coming_back = tokio::spawn(async move { browser.visit(&callback).await });
    let early = realm.next_webhook().await.webhook;
    assert_eq!(early.send(&url).await.unwrap().status, 204);
    assert!(!app.is_connected(tenant));
    assert_eq!(waiting(&mut notices), []);
    gate.open();
    assert_eq!(coming_back.await.unwrap().status(), 200);
    assert!(app.is_connected(tenant));
    let matched = waiting(&mut notices);
    assert_eq!(matched.len(), 1, "parked, then matched: {matched:?}");
    assert!(matched[0].known && matched[0].tenant_id == tenant);
    assert_eq!(matched[0].effect(), Effect::None);

    // A copy of it, and one of somebody else, change nothing; a newer one is another thing to read.
    assert_eq!(early.send(&url).await.unwrap().status, 204);
    let stranger = realm
        .event("VERIFIED_ACCOUNT")
        .replace(&tenant.to_string(), "99");
    assert_eq!(
        realm.webhook(&stranger).send(&url).await.unwrap().status,
        204
    );
    assert_eq!(waiting(&mut notices), []);
    let unknown = realm.webhook(&realm.event("TOMORROW_ACCOUNT"));
    assert_eq!(unknown.send(&url).await.unwrap().status, 204);
    let newer = waiting(&mut notices);
    assert_eq!(newer.len(), 1, "{newer:?}");
    assert_eq!(newer[0].tenant_id, tenant);

    // The person withdraws: the tokens end, and nobody looks at the profile again.
    realm.withdraw_consent();
    let revoked = realm.next_webhook().await.webhook;
    for _ in 0..2 {
        assert_eq!(revoked.send(&url).await.unwrap().status, 204);
    }
    assert!(!app.is_connected(tenant));
    let left = waiting(&mut notices);
    assert_eq!(left.len(), 1, "told once: {left:?}");
    assert_eq!(left[0].effect(), Effect::Revoked);
    assert_eq!(realm.count("GET", PROFILE), 1);
    assert!(!realm.is_linked());
}

#[tokio::test]
async fn d15_a_revocation_before_the_answer_ends_the_connection_that_follows() {
    let sandbox = Sandbox::start().await.unwrap();
    let realm = sandbox.dossierfacile();
    let app = app(realm);
    let url = serve(example::server(app.clone())).await + "/webhook";
    // Out of order, and of a person whose profile has not been answered yet.
    let revoked = realm.webhook(&realm.event("ACCESS_REVOKED"));
    let deliver = FaultKind::Deliver(revoked, url);
    realm.fault(
        Fault::new(deliver)
            .on("GET", PROFILE)
            .when(When::AfterStateChange),
    );
    let mut browser = Browser::new(&app);
    let callback = browser.sign_in(realm).await;
    assert_eq!(browser.visit(&callback).await.status(), 200);
    assert!(!app.is_connected(realm.connected_tenant_id()));
}

#[tokio::test]
async fn d15_without_the_key_nothing_gets_in() {
    let sandbox = Sandbox::start().await.unwrap();
    let realm = sandbox.dossierfacile();
    let app = app(realm);
    let url = serve(example::server(app.clone())).await + "/webhook";
    let (logged, _guard) = Logged::begin();
    let event = realm.event("VERIFIED_ACCOUNT");
    // Of somebody known: what gets in is seen.
    app.inbox.know(realm.connected_tenant_id());
    let mut notices = app.inbox.notices();
    for flaw in [Flaw::NoProof, Flaw::WrongSecret] {
        let webhook = realm.flawed_webhook(&event, Some(flaw)).unwrap();
        assert_eq!(webhook.send(&url).await.unwrap().status, 401, "{flaw:?}");
    }
    assert_eq!(waiting(&mut notices), []);
    // With the key and without sense: acknowledged, and told.
    let odd = realm.webhook(r#"{"canary":1}"#);
    assert_eq!(odd.send(&url).await.unwrap().status, 204);
    assert_eq!(waiting(&mut notices), []);
    assert_eq!(realm.webhook(&event).send(&url).await.unwrap().status, 204);
    assert!(matches!(
        waiting(&mut notices)[..],
        [Notice {
            cause: Cause::Event(_),
            ..
        }]
    ));
    let logged = logged.text();
    assert!(logged.contains("its key is right"), "{logged}");
    for secret in ["canary", "lastUpdateDate", &realm.webhook_key()] {
        assert!(!logged.contains(secret), "{secret} in {logged}");
    }
}

#[tokio::test]
async fn d11_d15_what_comes_is_read_again_and_nobody_who_left_stays_connected() {
    let sandbox = Sandbox::start().await.unwrap();
    let realm = sandbox.dossierfacile();
    let app = app(realm);
    let url = serve(example::server(app.clone())).await + "/webhook";
    let tenant = realm.connected_tenant_id();
    let (tell, mut told) = mpsc::unbounded_channel();
    tokio::spawn(example::work(
        app.clone(),
        service(realm),
        move |who, found| {
            tell.send((who, found)).unwrap();
        },
    ));

    // No webhook arrives: the list tells that somebody has connected.
    let mut browser = Browser::new(&app);
    let callback = browser.sign_in(realm).await;
    assert_eq!(browser.visit(&callback).await.status(), 200);
    tokio::spawn(example::catch_up(app.inbox.clone(), service(realm)));
    let (who, found) = told.recv().await.unwrap();
    assert_eq!(who, tenant);
    assert!(matches!(found, Lookup::Linked(_)), "{found:?}");

    // The webhook of the withdrawal is lost; the next thing told of the person shows it.
    realm.withdraw_consent();
    assert!(app.is_connected(tenant));
    let unknown = realm.webhook(&realm.event("TOMORROW_ACCOUNT"));
    assert_eq!(unknown.send(&url).await.unwrap().status, 204);
    let (who, found) = told.recv().await.unwrap();
    assert_eq!(who, tenant);
    assert!(matches!(found, Lookup::NotLinked), "{found:?}");
    assert!(!app.is_connected(tenant));
    assert_eq!(realm.count("GET", PROFILE), 1);
}

#[tokio::test]
async fn d02_a_callback_of_another_browser_used_or_forgotten_begins_again_and_sends_nothing() {
    let sandbox = Sandbox::start().await.unwrap();
    let realm = sandbox.dossierfacile();
    let app = app(realm);
    let tenant = realm.connected_tenant_id();
    let (mut begun, mut other) = (Browser::new(&app), Browser::new(&app));
    let callback = begun.sign_in(realm).await;
    other.visit("/connect").await; // it has a session of its own
    let mut nobody = Browser::new(&app);
    // After a restart the store is empty.
    let mut restarted = Browser::new(&self::app(realm));
    restarted.cookie = begun.cookie.clone();
    let altered = callback.replace("state=", "state=x");
    for (browser, path) in [
        (&mut other, &callback),
        (&mut nobody, &callback),
        (&mut restarted, &callback),
        (&mut begun, &altered),
    ] {
        assert_eq!(browser.visit(path).await.status(), 400, "{path}");
    }
    assert_eq!(begun.visit("/retour").await.status(), 400);
    assert_eq!(realm.issued(), 0, "no code was exchanged");
    assert_eq!(begun.visit(&callback).await.status(), 200);
    assert!(app.is_connected(tenant));
    assert_eq!(begun.visit(&callback).await.status(), 400, "once only");
    assert_eq!(realm.issued(), 1);
}

#[tokio::test]
async fn a_callback_shows_no_code() {
    let sandbox = Sandbox::start().await.unwrap();
    let realm = sandbox.dossierfacile();
    let app = app(realm);
    let mut browser = Browser::new(&app);
    let callback = browser.sign_in(realm).await;
    let request = Request::get(&callback).header(header::COOKIE, &browser.cookie);
    let (mut parts, ()) = request.body(()).unwrap().into_parts();
    let taken = Callback::from_request_parts(&mut parts, &app).await;
    let shown = format!("{taken:?}");
    assert_eq!(shown, "Ok(Callback(Ok(Returned([redacted]))))");
}

#[tokio::test]
async fn a_browser_keeps_its_session_and_two_have_two() {
    let sandbox = Sandbox::start().await.unwrap();
    let app = app(sandbox.dossierfacile());
    let (mut one, mut other) = (Browser::new(&app), Browser::new(&app));
    one.visit("/connect").await;
    other.visit("/connect").await;
    let first = one.cookie.clone();
    one.visit("/connect").await;
    assert_eq!(one.cookie, first);
    assert_ne!(one.cookie, other.cookie);
    // What was not given out here is replaced.
    one.cookie = "__Host-auth-session=guessable".to_owned();
    one.visit("/connect").await;
    assert!(!one.cookie.contains("guessable"));
}
