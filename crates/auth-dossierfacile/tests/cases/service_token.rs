//! The service scheme, refusals of the client, and spoilt answers: D8 to D10, D16, D17.

use auth_core::{
    AccessToken, Call, ErrorKind, ExposeSecret, Grant, Method, Provider, Request, StatusCode,
    Transport, Uri, Verdict,
};
use auth_dossierfacile::{DossierFacile, Profile, Settings};
use auth_sandbox::{Fault, FaultKind, IpCheck};

use crate::connection::{Connection, PROFILE, TOKEN, service, transport};

#[tokio::test]
async fn d08_a_refused_client_keeps_the_grant() {
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
async fn d08_a_wrong_secret_and_a_refused_address_are_the_operators() {
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
async fn d09_a_service_token_is_obtained_again_when_it_ends() {
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
    let ask = async |token: &AccessToken, path: &str| {
        let uri: Uri = format!("{}{path}", connection.imitation().api_url())
            .parse()
            .unwrap();
        let request = Request::new(Method::GET, uri).bearer(token).unwrap();
        transport.send(request).await.unwrap()
    };
    let settings = Settings.request().unwrap().uri().to_string();

    let wrong_half = ask(tokens.access_token(), PROFILE).await;
    assert_eq!(wrong_half.status(), StatusCode::FORBIDDEN);
    assert_eq!(connection.provider.verdict(&wrong_half), Verdict::Forbidden);

    let made_up = ask(&"made-up".into(), &settings).await;
    assert_eq!(
        (made_up.status(), made_up.body()),
        (StatusCode::UNAUTHORIZED, &b""[..])
    );
    assert_eq!(connection.provider.verdict(&made_up), Verdict::Rejected);

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
