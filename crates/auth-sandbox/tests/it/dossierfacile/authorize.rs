//! The way to a code, and the code.

use auth_sandbox::Sandbox;
use serde_json::json;
use std::time::Duration;

use super::{
    VERIFIER, authorize_url, claims, code, endpoint, error, exchange, get, parameter, post, refresh,
};
use crate::support::{answer, client, status, text};

#[tokio::test]
async fn d1_code_becomes_tokens_with_basic_and_with_form_credentials() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.dossierfacile();
    let callback = provider
        .answer_consent(&authorize_url(provider, &[]))
        .await
        .unwrap();
    assert!(callback.starts_with(provider.redirect_uri()));
    assert_eq!(parameter(&callback, "state"), "a state");
    assert_eq!(parameter(&callback, "iss"), provider.issuer());

    let (ok, tokens) = answer(exchange(provider, &parameter(&callback, "code"))).await;
    assert_eq!(ok, 200, "{tokens}");
    assert_eq!(tokens["expires_in"], 300);
    assert_eq!(tokens["refresh_expires_in"], 1800);
    assert_eq!(tokens["not-before-policy"], 0);
    assert_eq!(tokens["scope"], "openid dfc");
    assert_eq!(
        tokens["session_state"],
        parameter(&callback, "session_state")
    );
    let id_token = claims(text(&tokens, "id_token"));
    assert_eq!(
        (&id_token["nonce"], &id_token["aud"]),
        (&json!("a nonce"), &json!(provider.client_id()))
    );
    assert_eq!(
        claims(text(&tokens, "access_token"))["azp"],
        provider.client_id()
    );

    let (_, profile) = answer(get(provider, "/dfc/tenant/profile", &tokens)).await;
    assert_eq!(profile["connectedTenantId"], provider.connected_tenant_id());
    assert_eq!((provider.issued(), provider.uses(0)), (1, 1));

    let code = code(provider).await;
    let form = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", provider.redirect_uri()),
        ("code_verifier", VERIFIER),
        ("client_id", provider.client_id()),
        ("client_secret", provider.client_secret()),
    ];
    assert_eq!(
        status(client().post(endpoint(provider, "token")).form(&form)).await,
        200
    );
}

#[tokio::test]
async fn d2_answers_on_the_callback() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.dossierfacile();
    for (changes, expected) in [
        (vec![("prompt", "none")], "login_required"),
        (vec![("scope", "openid dossier")], "invalid_scope"),
        (
            vec![("response_type", "token")],
            "unsupported_response_type",
        ),
        (vec![("response_type", "")], "invalid_request"),
        (vec![("code_challenge_method", "plain")], "invalid_request"),
        (vec![("code_challenge", "")], "invalid_request"),
    ] {
        let callback = provider
            .answer_consent(&authorize_url(provider, &changes))
            .await
            .unwrap();
        assert_eq!(parameter(&callback, "error"), expected);
        assert_eq!(parameter(&callback, "state"), "a state");
        assert_eq!(parameter(&callback, "iss"), provider.issuer());
        assert_eq!(parameter(&callback, "code"), "");
    }
    let denied = provider
        .answer_consent_denied(&authorize_url(provider, &[]))
        .await
        .unwrap();
    assert_eq!(
        (parameter(&denied, "error"), parameter(&denied, "code")),
        ("access_denied".into(), String::new())
    );

    // Nowhere to redirect to: the person gets a page, the partner nothing.
    let trailing = format!("{}/", provider.redirect_uri());
    for change in [
        ("redirect_uri", trailing.as_str()),
        ("client_id", "made-up"),
    ] {
        assert!(
            provider
                .answer_consent(&authorize_url(provider, &[change]))
                .await
                .is_err()
        );
        assert_eq!(
            status(client().get(authorize_url(provider, &[change]))).await,
            400
        );
    }
}

#[tokio::test]
async fn d2_forms_work_once_in_their_own_browser_with_the_right_password() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.dossierfacile();
    let page = client()
        .get(authorize_url(provider, &[("login_hint", "a@b.example")]))
        .send()
        .await
        .unwrap();
    let cookie = page.headers()["set-cookie"]
        .to_str()
        .unwrap()
        .split(';')
        .next()
        .unwrap()
        .to_owned();
    let page = page.text().await.unwrap();
    assert!(page.contains("value=\"a@b.example\""));
    let action = |page: &str| {
        page.split("action=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .replace("&amp;", "&")
    };
    let right = [
        ("username", provider.email()),
        ("password", provider.password()),
    ];
    let stranger = client().post(action(&page)).form(&right);
    assert_eq!(status(stranger).await, 400);

    let send = |action: String, form: [(&str, &str); 2]| {
        client().post(action).header("cookie", &cookie).form(&form)
    };
    let wrong = send(
        action(&page),
        [("username", provider.email()), ("password", "made up")],
    );
    let again = wrong.send().await.unwrap().text().await.unwrap();
    assert!(again.contains("invalide"));
    // The hint is gone after a wrong password.
    assert!(!again.contains("a@b.example"));
    assert_eq!(
        status(send(action(&page), right)).await,
        400,
        "this form was used"
    );
    let consent = send(action(&again), right)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(consent.contains("name=\"accept\""));
    let accepted = send(action(&consent), [("accept", "Oui"), ("", "")])
        .send()
        .await
        .unwrap();
    assert_eq!(accepted.status(), 302);

    provider.disable_user();
    assert!(
        provider
            .answer_consent(&authorize_url(provider, &[]))
            .await
            .is_err()
    );
}

#[tokio::test]
async fn d3_codes_are_for_one_use_one_minute_one_redirect_and_one_verifier() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.dossierfacile();
    sandbox.clock().freeze();
    let not_valid = error(400, "invalid_grant", "Code not valid");
    let used = code(provider).await;
    let (ok, tokens) = answer(exchange(provider, &used)).await;
    assert_eq!(ok, 200);
    assert_eq!(answer(exchange(provider, &used)).await, not_valid);
    // A code seen twice was stolen: the tokens it gave die with their session.
    assert_eq!(
        refresh(provider, &tokens).await,
        error(400, "invalid_grant", "Session not active")
    );

    let late = code(provider).await;
    sandbox.clock().advance(Duration::from_secs(60));
    assert_eq!(answer(exchange(provider, &late)).await, not_valid);
    assert_eq!(answer(exchange(provider, "made up")).await, not_valid);

    let other = |code: String, redirect_uri: &str, verifier: &str| {
        post(
            provider,
            &[
                ("grant_type", "authorization_code"),
                ("code", &code),
                ("redirect_uri", redirect_uri),
                ("code_verifier", verifier),
            ],
        )
    };
    let elsewhere = other(code(provider).await, "https://partner.example/", VERIFIER);
    assert_eq!(
        answer(elsewhere).await,
        error(400, "invalid_grant", "Incorrect redirect_uri")
    );
    let guess = "a".repeat(43);
    let guessed = other(code(provider).await, provider.redirect_uri(), &guess);
    assert_eq!(
        answer(guessed).await,
        error(
            400,
            "invalid_grant",
            "PKCE verification failed: Code mismatch"
        )
    );
    let code = code(provider).await;
    let form = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", provider.redirect_uri()),
    ];
    let without = answer(post(provider, &form)).await;
    assert_eq!(
        without,
        error(400, "invalid_grant", "PKCE code verifier not specified")
    );
}
