//! Over real sockets, against an imitation that refuses what the real one refuses.

#![allow(clippy::unwrap_used, reason = "what only tests call")]

use std::time::Duration;

use auth_core::{
    Authenticator, Call, Clock, ErrorKind, ExposeSecret, Grant, Moment, PersonTask, Provider,
    Request, StatusCode, Transport, Uri,
};
use auth_dossierfacile::{
    AuthorizationRequest, Builder, ClientAuthentication, DossierFacile, Profile, Settings, Status,
    discover,
};
use auth_reqwest::{Client, HttpTransport};
use auth_sandbox::{Fault, FaultKind, IpCheck, Sandbox, When};

const TOKEN: &str = "/auth/realms/dossier-facile/protocol/openid-connect/token";
const PROFILE: &str = "/dfc/tenant/profile";

/// A person's connection to the sandbox, on the sandbox's clock.
struct Connection {
    sandbox: Sandbox,
    provider: DossierFacile,
    authenticator: Authenticator,
    client: Client,
}

/// The sandbox's clock as the engine reads it.
struct SandboxClock(auth_sandbox::Clock);

impl Clock for SandboxClock {
    fn uptime(&self) -> Duration {
        (self.0.now() - time::OffsetDateTime::UNIX_EPOCH).unsigned_abs()
    }

    fn now(&self) -> Moment {
        Moment {
            wall: self.0.now(),
            uptime: self.uptime(),
        }
    }
}

fn transport() -> HttpTransport {
    HttpTransport::builder()
        .allow_loopback_http(true)
        .build()
        .unwrap()
}

fn user(sandbox: &Sandbox) -> Builder {
    let provider = sandbox.dossierfacile();
    DossierFacile::user(
        provider.client_id(),
        provider.client_secret(),
        provider.redirect_uri(),
    )
    .issuer(provider.issuer())
    .api_url(provider.api_url())
    .allow_loopback_http()
}

fn service(sandbox: &Sandbox) -> Builder {
    let provider = sandbox.dossierfacile();
    DossierFacile::service(provider.client_id(), provider.client_secret())
        .issuer(provider.issuer())
        .api_url(provider.api_url())
        .allow_loopback_http()
}

impl Connection {
    async fn new(configure: impl FnOnce(&Sandbox) -> Builder) -> Self {
        let sandbox = Sandbox::start().await.unwrap();
        sandbox.clock().freeze();
        let provider = configure(&sandbox).build().unwrap();
        let authenticator = Authenticator::builder(provider.clone(), transport())
            .clock(SandboxClock(sandbox.clock().clone()))
            .build();
        let client = Client::new(authenticator.clone()).unwrap();
        Self {
            sandbox,
            provider,
            authenticator,
            client,
        }
    }

    async fn signed_in() -> Self {
        let connection = Self::new(user).await;
        let grant = connection.grant().await;
        connection.authenticator.sign_in(grant).await.unwrap();
        connection
    }

    /// What a person's browser brings back.
    async fn grant(&self) -> Grant {
        let AuthorizationRequest { url, pending, .. } = self.provider.authorize().build().unwrap();
        let callback = self.imitation().answer_consent(&url).await.unwrap();
        pending.finish(&callback).unwrap()
    }

    fn imitation(&self) -> &auth_sandbox::DossierFacile {
        self.sandbox.dossierfacile()
    }

    fn advance(&self, seconds: u64) {
        self.sandbox.clock().advance(Duration::from_secs(seconds));
    }

    fn exchanges(&self) -> usize {
        self.imitation().count("POST", TOKEN)
    }

    async fn task(&self) -> PersonTask {
        let error = self.authenticator.headers().await.unwrap_err();
        error.person_task().unwrap().clone()
    }
}

#[tokio::test]
async fn d1_a_person_signs_in_and_shares_the_file() {
    let connection = Connection::signed_in().await;
    assert!(
        !connection.imitation().is_linked(),
        "signing in does not link"
    );
    let profile = connection.client.call(&Profile).await.unwrap();
    assert_eq!(
        profile.connected_tenant_id,
        connection.imitation().connected_tenant_id()
    );
    assert_eq!(profile.status, Some(Status::ToProcess));
    assert!(connection.imitation().is_linked());
    assert_eq!(connection.exchanges(), 1);
}

#[tokio::test]
async fn d1_client_secret_post_works_too() {
    let post = ClientAuthentication::Post;
    let connection = Connection::new(|sandbox| service(sandbox).client_authentication(post)).await;
    connection.authenticator.headers().await.unwrap();

    let connection = Connection::new(|sandbox| user(sandbox).client_authentication(post)).await;
    let grant = connection.grant().await;
    connection.authenticator.sign_in(grant).await.unwrap();
    connection.advance(301);
    connection.authenticator.headers().await.unwrap();
}

#[tokio::test]
async fn d2_a_refused_consent_is_the_persons() {
    let connection = Connection::new(user).await;
    let AuthorizationRequest { url, pending, .. } =
        connection.provider.authorize().build().unwrap();
    let callback = connection
        .imitation()
        .answer_consent_denied(&url)
        .await
        .unwrap();
    let error = pending.finish(&callback).unwrap_err();
    assert_eq!(error.person_task(), Some(&PersonTask::Consent));
    assert_eq!(connection.exchanges(), 0);
}

#[tokio::test]
async fn d2_a_callback_for_somebody_else_is_never_exchanged() {
    let connection = Connection::new(user).await;
    let mine = connection.provider.authorize().build().unwrap();
    let theirs = connection.provider.authorize().build().unwrap();
    let callback = connection
        .imitation()
        .answer_consent(&theirs.url)
        .await
        .unwrap();
    let error = mine.pending.finish(&callback).unwrap_err();
    assert_eq!(error.person_task(), Some(&PersonTask::SignIn));
    assert_eq!(connection.exchanges(), 0);
}

#[tokio::test]
async fn d3_a_code_works_once_and_for_a_minute() {
    let connection = Connection::new(user).await;
    let grant = connection.grant().await;
    connection
        .authenticator
        .sign_in(grant.clone())
        .await
        .unwrap();
    let error = connection.authenticator.sign_in(grant).await.unwrap_err();
    assert_eq!(error.person_task(), Some(&PersonTask::SignIn));
    assert_eq!(error.code(), Some("invalid_grant"));
    assert_eq!(
        connection.exchanges(),
        2,
        "a refused exchange is not repeated"
    );

    let late = connection.grant().await;
    connection.advance(61);
    let error = connection.authenticator.sign_in(late).await.unwrap_err();
    assert_eq!(error.person_task(), Some(&PersonTask::SignIn));
}

#[tokio::test]
async fn d3_a_code_without_its_verifier_is_refused() {
    let connection = Connection::new(user).await;
    let Grant::AuthorizationCode(mut stolen) = connection.grant().await else {
        panic!("another grant");
    };
    stolen.code_verifier = None;
    let grant = Grant::AuthorizationCode(stolen);
    let error = connection.authenticator.sign_in(grant).await.unwrap_err();
    assert_eq!(error.person_task(), Some(&PersonTask::SignIn));
}

#[tokio::test]
async fn d4_tokens_are_renewed_until_the_session_ends() {
    let connection = Connection::signed_in().await;
    for renewals in 1..=3 {
        connection.advance(301);
        connection.client.call(&Profile).await.unwrap();
        assert_eq!(connection.exchanges(), 1 + renewals);
    }
    connection.advance(1801);
    assert_eq!(connection.task().await, PersonTask::SignIn);
    let grant = connection.grant().await;
    connection.authenticator.sign_in(grant).await.unwrap();
    connection.client.call(&Profile).await.unwrap();
}

#[tokio::test]
async fn d4_ten_hours_are_the_end_whatever_was_renewed() {
    let connection = Connection::signed_in().await;
    for _ in 0..23 {
        connection.advance(1500);
        connection.authenticator.headers().await.unwrap();
    }
    connection.advance(1501);
    assert_eq!(connection.task().await, PersonTask::SignIn);
}

#[tokio::test]
async fn d5_a_hundred_callers_make_one_refresh_under_rotation() {
    let connection = Connection::signed_in().await;
    connection.imitation().set_rotation(true);
    for renewals in 1..=2 {
        connection.advance(301);
        let callers: Vec<_> = (0..100)
            .map(|_| {
                let authenticator = connection.authenticator.clone();
                tokio::spawn(async move { authenticator.headers().await.map(drop) })
            })
            .collect();
        for caller in callers {
            caller.await.unwrap().unwrap();
        }
        assert_eq!(connection.exchanges(), 1 + renewals);
    }
}

#[tokio::test]
async fn d6_a_lost_refresh_is_never_repeated_where_tokens_may_rotate() {
    let connection = Connection::signed_in().await;
    connection.imitation().set_rotation(true);
    connection.advance(301);
    let lost = Fault::new(FaultKind::DropAnswer)
        .on("POST", TOKEN)
        .when(When::AfterStateChange);
    connection.imitation().fault(lost);
    let task = connection.task().await;
    assert!(
        matches!(task, PersonTask::SignInAfterLostAnswer(_)),
        "{task:?}"
    );
    assert_eq!(connection.task().await, task, "it stays so");
    assert_eq!(connection.exchanges(), 2);
}

#[tokio::test]
async fn d6_a_lost_refresh_is_repeated_where_tokens_are_known_to_stay() {
    let connection = Connection::new(|sandbox| user(sandbox).refresh_tokens_rotate(false)).await;
    let grant = connection.grant().await;
    connection.authenticator.sign_in(grant).await.unwrap();
    connection.advance(301);
    let lost = Fault::new(FaultKind::DropAnswer)
        .on("POST", TOKEN)
        .when(When::AfterStateChange);
    connection.imitation().fault(lost);
    let error = connection.authenticator.headers().await.unwrap_err();
    assert!(error.person_task().is_none(), "{error}");
    connection.advance(61);
    connection.authenticator.headers().await.unwrap();
    assert_eq!(connection.exchanges(), 3);
}

#[tokio::test]
async fn d7_withdrawn_consent_a_disabled_account_and_an_ended_session_need_the_person() {
    type Revoke = fn(&auth_sandbox::DossierFacile);
    let ways: [(Revoke, PersonTask); 3] = [
        (
            auth_sandbox::DossierFacile::withdraw_consent,
            PersonTask::Consent,
        ),
        (
            auth_sandbox::DossierFacile::disable_user,
            PersonTask::SignIn,
        ),
        (auth_sandbox::DossierFacile::end_session, PersonTask::SignIn),
    ];
    for (revoke, task) in ways {
        let connection = Connection::signed_in().await;
        revoke(connection.imitation());
        connection.advance(301);
        assert_eq!(connection.task().await, task);
        assert_eq!(connection.task().await, task, "it is remembered");
        assert_eq!(connection.exchanges(), 2, "and not asked again");
    }
}

#[tokio::test]
async fn d12_nothing_calls_the_profile_on_its_own() {
    let connection = Connection::signed_in().await;
    connection.client.call(&Profile).await.unwrap();
    connection.imitation().withdraw_consent();
    for _ in 0..4 {
        connection.advance(301);
        let _ = connection.authenticator.headers().await;
    }
    assert_eq!(connection.imitation().count("GET", PROFILE), 1);
    assert!(!connection.imitation().is_linked());
}

#[tokio::test]
async fn d8_a_refused_client_keeps_the_grant() {
    let connection = Connection::signed_in().await;
    connection.imitation().set_client_disabled(true);
    connection.advance(301);
    let error = connection.authenticator.headers().await.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Configuration);
    assert_eq!(error.code(), Some("invalid_client"));

    connection.imitation().set_client_disabled(false);
    connection.authenticator.retry();
    connection.authenticator.headers().await.unwrap();
}

#[tokio::test]
async fn d8_a_wrong_secret_and_a_refused_address_are_the_operators() {
    let connection = Connection::new(|sandbox| {
        let imitation = sandbox.dossierfacile();
        DossierFacile::service(imitation.client_id(), "wrong")
            .issuer(imitation.issuer())
            .api_url(imitation.api_url())
            .allow_loopback_http()
    })
    .await;
    let error = connection.authenticator.headers().await.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Configuration);
    assert_eq!(error.code(), Some("unauthorized_client"));

    for check in [IpCheck::Refused, IpCheck::Undetermined] {
        let connection = Connection::new(service).await;
        connection.imitation().set_ip_check(check);
        let error = connection.authenticator.headers().await.unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::Configuration, "{check:?}");
        assert!(error.to_string().contains("network address"), "{error}");
    }
}

#[tokio::test]
async fn d9_a_service_token_is_obtained_again_when_it_ends() {
    let connection = Connection::new(service).await;
    let settings = connection.client.call(&Settings).await.unwrap();
    assert_eq!(settings.name, connection.imitation().client_id());
    assert!(
        !settings
            .callback_api_key
            .unwrap()
            .expose_secret()
            .is_empty()
    );
    connection.client.call(&Settings).await.unwrap();
    assert_eq!(connection.exchanges(), 1);
    connection.advance(301);
    connection.client.call(&Settings).await.unwrap();
    assert_eq!(connection.exchanges(), 2);
}

#[tokio::test]
async fn service_access_that_is_not_open_is_the_operators() {
    let connection = Connection::new(service).await;
    connection.imitation().set_service_enabled(false);
    let error = connection.authenticator.headers().await.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Configuration);
    assert!(error.to_string().contains("service access"), "{error}");
}

#[tokio::test]
async fn a_missing_scope_is_told_at_sign_in() {
    let connection = Connection::new(user).await;
    connection.imitation().set_dfc_scope(false);
    let grant = connection.grant().await;
    let error = connection.authenticator.sign_in(grant).await.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Configuration);
    assert!(error.to_string().contains("dfc"), "{error}");
}

#[tokio::test]
async fn d10_a_call_of_the_other_half_is_not_sent() {
    let service = Connection::new(service).await;
    let error = service.client.call(&Profile).await.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Configuration);
    assert_eq!(service.imitation().requests().len(), service.exchanges());

    let user = Connection::signed_in().await;
    let error = user.client.call(&Settings).await.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Configuration);
    assert_eq!(user.imitation().count("GET", "/dfc/api/v1/settings"), 0);
}

#[tokio::test]
async fn d10_the_apis_own_refusals_are_understood() {
    let connection = Connection::new(|sandbox| service(sandbox).any_scope()).await;
    let transport = transport();
    let request = connection.provider.token_request(&Grant::Client).unwrap();
    let answer = transport.send(request).await.unwrap();
    let tokens = connection
        .provider
        .token_response(&Grant::Client, &answer)
        .unwrap();
    let ask = async |token: &auth_core::AccessToken, path: &str| {
        let uri: Uri = format!("{}{path}", connection.imitation().api_url())
            .parse()
            .unwrap();
        let request = Request::new(auth_core::Method::GET, uri)
            .bearer(token)
            .unwrap();
        transport.send(request).await.unwrap()
    };
    let settings = Settings.request().unwrap().uri().to_string();

    let wrong_half = ask(tokens.access_token(), PROFILE).await;
    assert_eq!(wrong_half.status(), StatusCode::FORBIDDEN);
    assert_eq!(
        connection.provider.verdict(&wrong_half),
        auth_core::Verdict::Forbidden
    );

    let made_up = ask(&"made-up".into(), &settings).await;
    assert_eq!(
        (made_up.status(), made_up.body()),
        (StatusCode::UNAUTHORIZED, &b""[..])
    );
    assert_eq!(
        connection.provider.verdict(&made_up),
        auth_core::Verdict::Rejected
    );

    assert!(
        ask(tokens.access_token(), &settings)
            .await
            .status()
            .is_success()
    );
}

#[tokio::test]
async fn d16_d17_spoilt_answers_to_a_service_sign_in() {
    let renamed =
        |name: &str, value: serde_json::Value| FaultKind::ReplaceMember(name.to_owned(), value);
    for (fault, kind) in [
        (FaultKind::Bom, None),
        (FaultKind::WrongContentType, None),
        (renamed("expires_in", "300".into()), None),
        (renamed("token_type", "bearer".into()), None),
        (FaultKind::RemoveMember("expires_in".to_owned()), None),
        (FaultKind::Html(200), Some(ErrorKind::InvalidResponse)),
        (FaultKind::Html(502), Some(ErrorKind::Unavailable)),
        (FaultKind::TruncatedJson, Some(ErrorKind::InvalidResponse)),
        (
            FaultKind::DuplicateMembers,
            Some(ErrorKind::InvalidResponse),
        ),
        (FaultKind::EmptyBody, Some(ErrorKind::InvalidResponse)),
        (
            FaultKind::TooManyRequests(Vec::new()),
            Some(ErrorKind::RateLimited),
        ),
        (
            FaultKind::Redirect("http://127.0.0.1:9/".to_owned()),
            Some(ErrorKind::InvalidResponse),
        ),
    ] {
        let connection = Connection::new(service).await;
        connection
            .imitation()
            .fault(Fault::new(fault.clone()).on("POST", TOKEN));
        let outcome = connection.authenticator.headers().await;
        assert_eq!(
            outcome.err().map(|error| error.kind().clone()),
            kind,
            "{fault:?}"
        );
        connection.authenticator.retry();
        connection.authenticator.headers().await.unwrap();
    }
}

#[tokio::test]
async fn d18_who_signed_in_is_told_whatever_was_hinted() {
    let connection = Connection::new(user).await;
    let request = connection
        .provider
        .authorize()
        .login_hint("somebody-else@tenants.example")
        .login_edit_disabled()
        .build()
        .unwrap();
    let callback = connection
        .imitation()
        .answer_consent(&request.url)
        .await
        .unwrap();
    let grant = request.pending.finish(&callback).unwrap();
    let wire = connection.provider.token_request(&grant).unwrap();
    let answer = transport().send(wire).await.unwrap();
    let tokens = connection.provider.token_response(&grant, &answer).unwrap();
    assert!(!tokens.attributes()["subject"].is_empty());
    assert_ne!(
        tokens.attributes().get("email").map(String::as_str),
        Some("somebody-else@tenants.example")
    );
}

#[tokio::test]
async fn d19_discovery_finds_the_realm_and_only_it() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = discover(user(&sandbox), &transport()).await.unwrap();
    assert_eq!(provider.facts().scheme, "user");
    let request = provider.authorize().build().unwrap();
    let callback = sandbox
        .dossierfacile()
        .answer_consent(&request.url)
        .await
        .unwrap();
    assert!(request.pending.finish(&callback).is_ok());

    let wrong = user(&sandbox).issuer(
        sandbox
            .dossierfacile()
            .issuer()
            .replace("dossier-facile", "other"),
    );
    let error = discover(wrong, &transport()).await.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Configuration);
}
