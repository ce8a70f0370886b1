//! The firm login.

use auth_sandbox::{ExpiresIn, Sandbox};
use serde_json::{Value, json};
use std::time::Duration;
use time::macros::datetime;

use super::{call, code, login, refusal};
use crate::support::{client, status, text};

#[tokio::test]
async fn m9_firm_login_and_everything_that_is_no_success() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.myunisoft();
    let attempt = |mail: &str| {
        login(
            provider,
            json!({"mail": mail, "password": provider.password()}),
        )
    };
    let (ok, body) = attempt(provider.mail()).await;
    assert_eq!(
        (ok, &body["firm"]),
        (200, &json!({"id": 501, "label": provider.firm_label()}))
    );
    assert_eq!(
        status(call(provider, text(&body, "api_token"), "/society")).await,
        200
    );
    assert_eq!((provider.issued(), provider.uses(0)), (1, 1));

    // A client that takes every 200 for a success is left without a token.
    for (mail, expected) in [
        (provider.two_firms_mail(), "firm-selection"),
        (provider.otp_mail(), "require-otp"),
        (provider.cgu_mail(), "require-cgu-approval"),
        (provider.update_password_mail(), "update-password"),
    ] {
        let (status, body) = attempt(mail).await;
        assert_eq!((status, text(&body, "status")), (200, expected));
        assert_eq!(body.get("api_token"), None);
    }
    assert_eq!(provider.issued(), 1);

    let chosen = |firm: Value| {
        let mail = provider.two_firms_mail();
        login(
            provider,
            json!({"mail": mail, "password": provider.password(), "firm": firm}),
        )
    };
    for firm in [
        json!(provider.second_firm_id()),
        json!(provider.second_firm_label()),
    ] {
        assert_eq!(
            chosen(firm).await.1["firm"]["id"],
            json!(provider.second_firm_id())
        );
    }
    assert_eq!(chosen(json!(1)).await.0, 403);

    let (refused, body) = login(
        provider,
        json!({"mail": provider.mail(), "password": "made up"}),
    )
    .await;
    assert_eq!((refused, text(&body["error"], "code")), (401, "DROIT5"));
    provider.refuse_password(true);
    assert_eq!(attempt(provider.mail()).await.0, 401);
}

#[tokio::test]
async fn m9_firm_login_refuses_bearer_cookie_partner_secret_and_form() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.myunisoft();
    let url = format!("{}/api/authenticate/firm", provider.auth_url());
    let body = json!({"mail": provider.mail(), "password": provider.password()});
    let post = || client().post(&url);
    assert_eq!(
        status(post().json(&body).bearer_auth(provider.cabinet_key())).await,
        400
    );
    assert_eq!(
        status(post().json(&body).header("cookie", "session=1")).await,
        400
    );
    let secret = ("x-third-party-secret", provider.partner_secret());
    assert_eq!(
        status(post().json(&body).header(secret.0, secret.1)).await,
        400
    );
    assert_eq!(status(post().form(&[("mail", provider.mail())])).await, 415);
    assert_eq!(
        status(post().json(&json!({"email": provider.mail()}))).await,
        400
    );
    assert_eq!(provider.issued(), 0);
}

#[tokio::test]
async fn m9_firm_token_ends_after_four_hours() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.myunisoft();
    sandbox.clock().freeze();
    let (_, body) = login(
        provider,
        json!({"mail": provider.mail(), "password": provider.password()}),
    )
    .await;
    let token = text(&body, "api_token");
    sandbox.clock().advance(Duration::from_secs(4 * 3600 - 1));
    assert_eq!(status(call(provider, token, "/society")).await, 200);
    sandbox.clock().advance(Duration::from_secs(1));
    assert_eq!(
        code(call(provider, token, "/society")).await,
        refusal(401, "ERR-FIRM-TOKEN-NOT-FOUND")
    );
}

#[tokio::test]
async fn m10_forms_of_expires_in() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.myunisoft();
    sandbox.clock().freeze();
    sandbox.clock().set(datetime!(2026-07-01 10:00 UTC));
    for (how, expected) in [
        (ExpiresIn::FourHours, "2026-07-01 16:00:00"),
        (ExpiresIn::TenMinutes, "2026-07-01 12:10:00"),
        (ExpiresIn::Empty, ""),
        (ExpiresIn::Unparsable, "dans quatre heures"),
        (ExpiresIn::Ambiguous, "2026-10-25 02:30:00"),
        (ExpiresIn::Gap, "2027-03-28 02:30:00"),
    ] {
        provider.set_expires_in(how);
        let (_, body) = login(
            provider,
            json!({"mail": provider.mail(), "password": provider.password()}),
        )
        .await;
        assert_eq!(text(&body, "expiresIn"), expected);
    }
    sandbox.clock().set(datetime!(2026-12-01 10:00 UTC));
    provider.set_expires_in(ExpiresIn::FourHours);
    let (_, body) = login(
        provider,
        json!({"mail": provider.mail(), "password": provider.password()}),
    )
    .await;
    assert_eq!(text(&body, "expiresIn"), "2026-12-01 15:00:00");
}
