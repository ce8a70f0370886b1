//! Spoilt answers of the firm login.

use std::time::Duration;

use auth_core::{ErrorKind, SharedAuthenticator};
use auth_sandbox::{Fault, FaultKind, Sandbox};

use crate::connect::{LOGIN, authenticator, connect, get, login};

#[tokio::test]
async fn hostile_login_answers_are_typed_errors_and_the_next_login_works() {
    for kind in [
        FaultKind::Html(502),
        FaultKind::Status(500),
        FaultKind::EmptyBody,
        FaultKind::TruncatedJson,
        FaultKind::DuplicateMembers,
        FaultKind::Redirect("http://127.0.0.1:9/".into()),
        FaultKind::Reset,
        FaultKind::DropAnswer,
        FaultKind::Gzip,
        FaultKind::RemoveMember("api_token".into()),
        FaultKind::ReplaceMember("api_token".into(), 7.into()),
    ] {
        let sandbox = Sandbox::start().await.unwrap();
        sandbox.clock().freeze();
        let shown = format!("{kind:?}");
        sandbox
            .myunisoft()
            .fault(Fault::new(kind).on("POST", LOGIN));
        let provider = login(&sandbox, sandbox.myunisoft().mail()).build().unwrap();
        let auth = SharedAuthenticator::from(authenticator(&sandbox, provider));
        let error = auth.headers().await.unwrap_err();
        assert!(
            matches!(
                error.kind(),
                ErrorKind::InvalidResponse | ErrorKind::Unavailable
            ),
            "{shown}: {error:?}"
        );
        assert!(!format!("{error:?}").contains(sandbox.myunisoft().password()));
        sandbox.clock().advance(Duration::from_secs(120));
        auth.headers().await.unwrap();
    }
}

#[tokio::test]
async fn tolerated_login_answers_lose_no_token() {
    for kind in [
        FaultKind::Bom,
        FaultKind::WrongContentType,
        FaultKind::RemoveMember("expiresIn".into()),
        FaultKind::ReplaceMember("expiresIn".into(), (-1).into()),
        FaultKind::ReplaceMember("firm".into(), "text".into()),
    ] {
        let sandbox = Sandbox::start().await.unwrap();
        let shown = format!("{kind:?}");
        sandbox
            .myunisoft()
            .fault(Fault::new(kind).on("POST", LOGIN));
        let provider = login(&sandbox, sandbox.myunisoft().mail()).build().unwrap();
        let client = connect(&sandbox, provider);
        assert_eq!(get(&client, "/society").await.unwrap(), 200, "{shown}");
        assert_eq!(sandbox.myunisoft().count("POST", LOGIN), 1);
    }
}
