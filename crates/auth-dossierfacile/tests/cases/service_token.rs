//! The service scheme, and spoilt answers: D9, D10, D16, D17.

use auth_core::{
    AccessToken, Call, ErrorKind, ExposeSecret, Grant, Method, Provider, Request, StatusCode,
    Transport, Uri, Verdict,
};
use auth_dossierfacile::Settings;
use auth_sandbox::{Fault, FaultKind};

use crate::connection::{Connection, PROFILE, TOKEN, service, transport};

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
