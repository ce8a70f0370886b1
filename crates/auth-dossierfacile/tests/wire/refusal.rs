//! Refusals of the token endpoint.

use auth_core::{Actor, ErrorKind, Grant, PersonTask, Provider};
use serde_json::json;

use crate::support::{answer, code_grant, refresh_grant, service, user};

fn refusal(grant: &Grant, status: u16, code: &str, description: &str) -> auth_core::Error {
    let provider = if matches!(grant, Grant::Client) {
        service()
    } else {
        user()
    };
    let body = json!({"error": code, "error_description": description}).to_string();
    provider
        .token_response(grant, &answer(status, body))
        .unwrap_err()
}

#[test]
fn each_documented_refusal_has_its_class() {
    use ErrorKind::{Configuration, SignInRequired};
    let sign_in = SignInRequired(PersonTask::SignIn);
    let consent = SignInRequired(PersonTask::Consent);
    let (code, refresh, client) = (code_grant(), refresh_grant(), Grant::Client);
    let withdrawn = "Client no longer has requested consent from user";
    for (grant, status, error, description, kind) in [
        (
            &code,
            400,
            "invalid_grant",
            "Code not valid",
            sign_in.clone(),
        ),
        (
            &code,
            400,
            "invalid_grant",
            "Incorrect redirect_uri",
            sign_in.clone(),
        ),
        (
            &refresh,
            400,
            "invalid_grant",
            "Token is not active",
            sign_in.clone(),
        ),
        (
            &refresh,
            400,
            "invalid_grant",
            "Session not active",
            sign_in.clone(),
        ),
        (&refresh, 400, "invalid_grant", "User disabled", sign_in),
        (&refresh, 400, "invalid_scope", withdrawn, consent.clone()),
        (&refresh, 400, "invalid_scope", "", consent),
        (
            &client,
            400,
            "invalid_scope",
            "Invalid scopes",
            Configuration,
        ),
        (
            &refresh,
            401,
            "unauthorized_client",
            "Invalid client",
            Configuration,
        ),
        (
            &code,
            401,
            "invalid_client",
            "Invalid client",
            Configuration,
        ),
        (
            &refresh,
            400,
            "invalid_client",
            "Invalid client",
            Configuration,
        ),
        (
            &client,
            400,
            "unauthorized_client",
            "Client not enabled",
            Configuration,
        ),
        (
            &refresh,
            400,
            "unauthorized_client",
            "Client not allowed",
            Configuration,
        ),
    ] {
        let refused = refusal(grant, status, error, description);
        assert_eq!(*refused.kind(), kind, "{status} {error}");
        assert_eq!(refused.code(), Some(error));
        assert_eq!(refused.status().unwrap().as_u16(), status);
        assert!(!refused.is_delivery_uncertain());
    }
    let closed = refusal(&client, 400, "unauthorized_client", "Client not enabled");
    assert!(
        closed.to_string().contains("open the service access"),
        "{closed}"
    );
}

#[test]
fn d08_an_address_refusal_is_the_operators_and_never_the_persons() {
    for grant in [code_grant(), refresh_grant(), Grant::Client] {
        let swapped = refusal(
            &grant,
            403,
            "Access denied from IpWhitelistExecutor",
            "invalid_client",
        );
        assert_eq!(swapped.actor(), Actor::Operator);
        assert_eq!(swapped.code(), Some("invalid_client"));
        assert!(swapped.to_string().contains("network address"), "{swapped}");
        let unset = refusal(&grant, 400, "Unable to determine the address", "NA");
        assert_eq!(unset.actor(), Actor::Operator);
        assert_eq!(unset.code(), None);
    }
    for (status, description, kind) in [
        (429, "NA", ErrorKind::RateLimited),
        (503, "invalid_client", ErrorKind::Unavailable),
        (403, "NA", ErrorKind::InvalidResponse),
    ] {
        let other = refusal(&refresh_grant(), status, "anything", description);
        assert_eq!(*other.kind(), kind, "{status}");
    }
}

#[test]
fn a_path_without_a_token_endpoint_is_the_issuers() {
    for status in [404, 405] {
        for body in ["", r#"{"error":"Realm does not exist"}"#, "Not Found"] {
            for grant in [code_grant(), refresh_grant()] {
                let error = user()
                    .token_response(&grant, &answer(status, body))
                    .unwrap_err();
                assert_eq!(error.actor(), Actor::Operator, "{status} {body}");
                assert!(!error.is_delivery_uncertain());
                let text = error.to_string();
                assert!(text.contains("DOSSIERFACILE_ISSUER"), "{text}");
            }
        }
        let page = answer(status, "<html>gone</html>");
        let error = user().token_response(&refresh_grant(), &page).unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::InvalidResponse, "{status}");
    }
}

#[test]
fn nothing_but_a_documented_refusal_ends_a_grant() {
    let refused = json!({"error": "invalid_grant"}).to_string();
    for status in [302, 404, 405, 408, 429, 500, 502, 503] {
        let error = user()
            .token_response(&refresh_grant(), &answer(status, refused.clone()))
            .unwrap_err();
        assert!(error.person_task().is_none(), "{status}: {error}");
    }
    let error = refusal(&Grant::Client, 400, "invalid_grant", "");
    assert!(
        error.person_task().is_none(),
        "a client grant has no person"
    );
    let error = refusal(&refresh_grant(), 403, "invalid_grant", "");
    assert!(
        error.person_task().is_none(),
        "403 is no documented refusal of a grant"
    );
}
