//! Clients, grants and what becomes of them.

use auth_sandbox::{Fault, FaultKind, IpCheck, Sandbox, When};
use serde_json::{Value, json};
use std::time::Duration;

use super::{basic, claims, code, endpoint, error, exchange, get, post, refresh, service, sign_in};
use crate::support::{answer, client, status, text};

#[tokio::test]
async fn d1_field_names_of_the_documentation_and_unencoded_basic_are_refused() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.dossierfacile();
    let token = || client().post(endpoint(provider, "token"));
    let documented = [
        ("grant_type", "client_credentials"),
        ("clientId", provider.client_id()),
        ("clientSecret", provider.client_secret()),
    ];
    let refused = "Invalid client or Invalid client credentials";
    assert_eq!(
        answer(token().form(&documented)).await,
        error(401, "invalid_client", refused)
    );
    let form = [("grant_type", "client_credentials")];
    let unencoded = token()
        .basic_auth(provider.client_id(), Some(provider.client_secret()))
        .form(&form);
    assert_eq!(
        answer(unencoded).await,
        error(401, "unauthorized_client", refused)
    );
    assert_eq!(
        status(token().header("Authorization", basic(provider)).form(&form)).await,
        200
    );
    let json = token()
        .header("Authorization", basic(provider))
        .json(&json!({"grant_type": "client_credentials"}));
    assert_eq!(status(json).await, 415);
    let query = format!(
        "{}?grant_type=client_credentials",
        endpoint(provider, "token")
    );
    let empty = client()
        .post(query)
        .header("Authorization", basic(provider))
        .form(&[("a", "b")]);
    assert_eq!(
        answer(empty).await,
        error(400, "invalid_request", "Missing form parameter: grant_type")
    );
    let twice = [
        ("grant_type", "client_credentials"),
        ("scope", "dfc"),
        ("scope", "dfc"),
    ];
    assert_eq!(
        answer(post(provider, &twice)).await,
        error(400, "invalid_request", "duplicated parameter")
    );
    let unsupported = post(provider, &[("grant_type", "password")]);
    assert_eq!(
        answer(unsupported).await,
        error(400, "unsupported_grant_type", "Unsupported grant_type")
    );
}

#[tokio::test]
async fn d4_lifetimes_of_token_idle_and_session() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.dossierfacile();
    sandbox.clock().freeze();
    let mut tokens = sign_in(provider).await;
    let profile = |tokens: &Value| status(get(provider, "/dfc/tenant/profile", tokens));
    sandbox.clock().advance(Duration::from_secs(299));
    assert_eq!(profile(&tokens).await, 200);
    sandbox.clock().advance(Duration::from_secs(1));
    assert_eq!(profile(&tokens).await, 401);

    // 20 slides of 1799 s fit into ten hours; the windows close with the session.
    for _ in 0..20 {
        let (ok, newer) = refresh(provider, &tokens).await;
        assert_eq!(ok, 200, "{newer}");
        tokens = newer;
        sandbox.clock().advance(Duration::from_secs(1780));
    }
    let (ok, last) = refresh(provider, &tokens).await;
    assert_eq!(
        (ok, &last["refresh_expires_in"], &last["expires_in"]),
        (200, &json!(100), &json!(100))
    );
    sandbox.clock().advance(Duration::from_secs(100));
    assert_eq!(
        refresh(provider, &last).await,
        error(400, "invalid_grant", "Token is not active")
    );

    let idle = sign_in(provider).await;
    sandbox.clock().advance(Duration::from_secs(1800));
    assert_eq!(refresh(provider, &idle).await.1["error"], "invalid_grant");
}

#[tokio::test]
async fn d5_rotation_off_keeps_the_old_token_and_on_kills_the_session() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.dossierfacile();
    let first = sign_in(provider).await;
    let (_, second) = refresh(provider, &first).await;
    assert_ne!(first["refresh_token"], second["refresh_token"]);
    assert_eq!(
        refresh(provider, &first).await.0,
        200,
        "without rotation the old token works on"
    );

    provider.set_rotation(true);
    let first = sign_in(provider).await;
    let (ok, second) = refresh(provider, &first).await;
    assert_eq!(ok, 200);
    // Who keeps the old one ends the session, for the holder of the new one too.
    let reused = error(
        400,
        "invalid_grant",
        "Maximum allowed refresh token reuse exceeded",
    );
    assert_eq!(refresh(provider, &first).await, reused);
    assert_eq!(
        refresh(provider, &second).await,
        error(400, "invalid_grant", "Session not active")
    );
}

#[tokio::test]
async fn each_refresh_token_that_comes_back_is_noted_with_its_successor() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.dossierfacile();
    provider.set_rotation(true);
    let first = sign_in(provider).await;
    let (_, second) = refresh(provider, &first).await;
    refresh(provider, &first).await;
    let spends = provider.spends();
    let noted: Vec<_> = spends.iter().map(|s| (s.token(), s.successor())).collect();
    let (one, two) = (
        text(&first, "refresh_token"),
        text(&second, "refresh_token"),
    );
    assert_eq!(noted, [(one, Some(two)), (one, None)]);
    assert!(!format!("{spends:?}").contains(one));
}

#[tokio::test]
async fn access_tokens_last_as_long_as_was_said() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.dossierfacile();
    provider.set_access_life(Duration::from_secs(2));
    let tokens = sign_in(provider).await;
    assert_eq!(tokens["expires_in"], 2);
    assert_eq!(
        status(get(provider, "/dfc/tenant/profile", &tokens)).await,
        200
    );
    sandbox.clock().advance(Duration::from_secs(2));
    assert_eq!(
        status(get(provider, "/dfc/tenant/profile", &tokens)).await,
        401
    );
}

#[tokio::test]
async fn d6_answer_lost_after_rotation() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.dossierfacile();
    provider.set_rotation(true);
    let tokens = sign_in(provider).await;
    let lost = Fault::new(FaultKind::DropAnswer).when(When::AfterStateChange);
    provider.fault(lost.on(
        "POST",
        "/auth/realms/dossier-facile/protocol/openid-connect/token",
    ));
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", text(&tokens, "refresh_token")),
    ];
    assert!(post(provider, &form).send().await.is_err());
    assert_eq!(provider.issued(), 2, "the pair was issued, nobody has it");
    // A client that simply tries again ends the session.
    assert_eq!(refresh(provider, &tokens).await.1["error"], "invalid_grant");
}

#[tokio::test]
async fn d7_consent_withdrawn_user_disabled_and_session_gone() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.dossierfacile();
    let tokens = sign_in(provider).await;
    provider.withdraw_consent();
    let withdrawn = error(
        400,
        "invalid_scope",
        "Client no longer has requested consent from user",
    );
    assert_eq!(refresh(provider, &tokens).await, withdrawn);

    let tokens = sign_in(provider).await;
    provider.disable_user();
    assert_eq!(
        refresh(provider, &tokens).await,
        error(400, "invalid_grant", "User disabled")
    );
    provider.enable_user();
    provider.end_session();
    assert_eq!(
        refresh(provider, &tokens).await,
        error(400, "invalid_grant", "Session not active")
    );
    let made_up = json!({"refresh_token": "made up"});
    assert_eq!(
        refresh(provider, &made_up).await,
        error(400, "invalid_grant", "Invalid refresh token")
    );
}

#[tokio::test]
async fn d7_tokens_given_back_end_the_session() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.dossierfacile();
    for (name, field, expected) in [("logout", "refresh_token", 204), ("revoke", "token", 200)] {
        let tokens = sign_in(provider).await;
        let userinfo = || {
            client()
                .get(endpoint(provider, "userinfo"))
                .bearer_auth(text(&tokens, "access_token"))
        };
        assert_eq!(status(userinfo()).await, 200);
        let back = client()
            .post(endpoint(provider, name))
            .header("Authorization", basic(provider));
        assert_eq!(
            status(back.form(&[(field, text(&tokens, "refresh_token"))])).await,
            expected
        );
        assert_eq!(
            refresh(provider, &tokens).await,
            error(400, "invalid_grant", "Session not active")
        );
        assert_eq!(status(userinfo()).await, 401);
    }
    let tokens = sign_in(provider).await;
    assert_eq!(
        status(get(provider, "/dfc/tenant/logout", &tokens)).await,
        200
    );
    assert_eq!(refresh(provider, &tokens).await.0, 400);
}

#[tokio::test]
async fn d8_client_refused_and_address_refused() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.dossierfacile();
    let tokens = sign_in(provider).await;
    let refused = "Invalid client or Invalid client credentials";
    let form = |id: &str, secret: &str| {
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", id),
            ("client_secret", secret),
        ];
        client().post(endpoint(provider, "token")).form(&form)
    };
    assert_eq!(
        answer(form(provider.client_id(), "made up")).await,
        error(401, "unauthorized_client", refused)
    );
    assert_eq!(
        answer(form("made-up", provider.client_secret())).await,
        error(401, "invalid_client", refused)
    );
    provider.set_client_disabled(true);
    assert_eq!(
        service(provider).await,
        error(401, "invalid_client", refused)
    );
    provider.set_client_disabled(false);

    provider.set_ip_check(IpCheck::Refused);
    let swapped = error(
        403,
        "Access denied from IpWhitelistExecutor",
        "invalid_client",
    );
    assert_eq!(service(provider).await, swapped);
    let code = code(provider).await;
    assert_eq!(answer(exchange(provider, &code)).await, swapped);
    let (ok, _) = refresh(provider, &tokens).await;
    assert_eq!(ok, 200, "the list is not asked on refresh");
    provider.set_ip_check(IpCheck::Undetermined);
    assert_eq!(service(provider).await.1["error_description"], "NA");
    provider.set_ip_check(IpCheck::Passed);
    assert_eq!(
        answer(exchange(provider, &code)).await.0,
        200,
        "the refusal left the code alone"
    );

    provider.set_service_enabled(false);
    let closed = error(
        400,
        "unauthorized_client",
        "Client not enabled to retrieve service account",
    );
    assert_eq!(service(provider).await, closed);
}

#[tokio::test]
async fn d9_service_token_has_no_second_half() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.dossierfacile();
    let (ok, tokens) = service(provider).await;
    assert_eq!(ok, 200);
    assert_eq!(
        (&tokens["refresh_expires_in"], &tokens["expires_in"]),
        (&json!(0), &json!(300))
    );
    assert_eq!(
        (tokens.get("refresh_token"), tokens.get("id_token")),
        (None, None)
    );
    assert_eq!(
        claims(text(&tokens, "access_token"))["client_id"],
        provider.client_id()
    );
    let (_, settings) = answer(get(provider, "/dfc/api/v1/settings", &tokens)).await;
    assert_eq!(settings["name"], provider.client_id());
    assert!(!text(&settings, "callbackApiKey").is_empty());
}
