//! Spoilt answers of the login.

use std::time::Duration;

use auth_core::ErrorKind;
use auth_sandbox::{Fault, FaultKind};

use crate::connect::{LOGIN, authenticator, builder, frozen};

#[tokio::test]
async fn hostile_login_answers_are_typed_errors_and_the_next_login_works() {
    for kind in [
        FaultKind::Html(200),
        FaultKind::Html(502),
        FaultKind::Status(500),
        FaultKind::EmptyBody,
        FaultKind::TruncatedJson,
        FaultKind::DuplicateMembers,
        FaultKind::Redirect("http://127.0.0.1:9/".into()),
        FaultKind::Reset,
        FaultKind::DropAnswer,
        FaultKind::Gzip,
        FaultKind::HugeBody(64 << 20),
        FaultKind::RemoveMember("accessToken".into()),
        FaultKind::ReplaceMember("accessToken".into(), 7.into()),
        FaultKind::ReplaceMember("tokenType".into(), "mac".into()),
    ] {
        let sandbox = frozen().await;
        let shown = format!("{kind:?}");
        sandbox.keyclic().fault(Fault::new(kind).on("POST", LOGIN));
        let auth = authenticator(&sandbox, builder(&sandbox));
        let error = auth.headers().await.unwrap_err();
        assert!(
            matches!(
                error.kind(),
                ErrorKind::InvalidResponse | ErrorKind::Unavailable
            ),
            "{shown}: {error:?}"
        );
        assert!(!format!("{error:?}").contains(sandbox.keyclic().password()));
        sandbox.clock().advance(Duration::from_secs(120));
        auth.headers().await.unwrap();
    }
}

#[tokio::test]
async fn tolerated_login_answers_lose_no_token() {
    for kind in [
        FaultKind::Bom,
        FaultKind::WrongContentType,
        FaultKind::RemoveMember("tokenType".into()),
        FaultKind::ReplaceMember("credentials".into(), "text".into()),
        FaultKind::ReplaceMember("idToken".into(), 7.into()),
    ] {
        let sandbox = frozen().await;
        let shown = format!("{kind:?}");
        sandbox.keyclic().fault(Fault::new(kind).on("POST", LOGIN));
        let auth = authenticator(&sandbox, builder(&sandbox));
        assert!(auth.headers().await.is_ok(), "{shown}");
        assert_eq!(sandbox.keyclic().count("POST", LOGIN), 1);
    }
}
