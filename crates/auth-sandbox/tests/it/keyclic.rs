//! Keyclic's cases, and clients that fail them.

use std::time::Duration;

use auth_sandbox::{ErrorFormat, Generation, Keyclic, Sandbox, TokenForm};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::RequestBuilder;
use serde_json::{Value, json};

use crate::support::{answer, client, status, text};

fn login(provider: &Keyclic) -> RequestBuilder {
    let url = format!("{}/security/login", provider.api_url());
    let body = json!({"login": provider.login(), "password": provider.password()});
    client()
        .post(url)
        .header("X-Keyclic-App", provider.app())
        .json(&body)
}

fn feedbacks(provider: &Keyclic, token: &str) -> RequestBuilder {
    let call = client().get(format!("{}/feedbacks", provider.api_url()));
    call.header("X-Keyclic-App", provider.app())
        .bearer_auth(token)
}

async fn token(provider: &Keyclic) -> String {
    let (ok, body) = answer(login(provider)).await;
    assert_eq!(ok, 200, "{body}");
    text(&body, "accessToken").to_owned()
}

fn claims(token: &str) -> Value {
    let claims = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap()
}

#[tokio::test]
async fn k01_three_generations_and_an_empty_answer() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.keyclic();
    for (generation, members) in [
        (
            Generation::V2018,
            vec!["administratorOf", "id", "login", "memberOf", "roles"],
        ),
        (Generation::V2021, vec!["id", "login"]),
    ] {
        provider.set_generation(generation);
        let (_, body) = answer(login(provider)).await;
        assert_eq!(text(&body, "tokenType"), "Bearer");
        let credentials = body["credentials"].as_object().unwrap();
        assert_eq!(credentials.keys().collect::<Vec<_>>(), members);
        assert_eq!(body.get("idToken"), None);
    }
    provider.set_generation(Generation::V2024);
    let (_, body) = answer(login(provider)).await;
    assert_eq!(body.get("credentials"), None);
    assert_eq!(
        status(feedbacks(provider, text(&body, "accessToken"))).await,
        200
    );
    // The identity token is no bearer.
    assert_eq!(
        status(feedbacks(provider, text(&body, "idToken"))).await,
        401
    );

    provider.set_generation(Generation::NoContent);
    let empty = login(provider).send().await.unwrap();
    assert_eq!(empty.status(), 204);
    assert!(empty.bytes().await.unwrap().is_empty());
    assert_eq!(provider.issued(), 4);
}

#[tokio::test]
async fn k02_application_key_missing_or_unknown() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.keyclic();
    let url = format!("{}/security/login", provider.api_url());
    let body = json!({"login": provider.login(), "password": provider.password()});
    // One paragraph of the documentation exempts the login from the header.
    assert_eq!(status(client().post(&url).json(&body)).await, 400);
    let made_up = client()
        .post(&url)
        .header("X-Keyclic-App", "com.example")
        .json(&body);
    assert_eq!(status(made_up).await, 403);
    assert_eq!(provider.issued(), 0);
    let token = token(provider).await;
    let naive = client()
        .get(format!("{}/feedbacks", provider.api_url()))
        .bearer_auth(&token);
    assert_eq!(status(naive).await, 400);
    // Clients generated from the specification send the token without its scheme.
    let bare = client().get(format!("{}/feedbacks", provider.api_url()));
    let bare = bare
        .header("X-Keyclic-App", provider.app())
        .header("Authorization", &token);
    assert_eq!(status(bare).await, 401);
    assert_eq!(status(feedbacks(provider, &token)).await, 200);
}

#[tokio::test]
async fn k03_token_lives_by_its_exp() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.keyclic();
    sandbox.clock().freeze();
    let now = sandbox.clock().now().unix_timestamp();
    let expiring = token(provider).await;
    assert_eq!(
        (&claims(&expiring)["iat"], &claims(&expiring)["exp"]),
        (&json!(now), &json!(now + 86_400))
    );
    assert_eq!(
        expiring.rsplit('.').next().map(str::len),
        Some(683),
        "an RSA-4096 signature"
    );
    provider.set_token_form(TokenForm::WithoutExp);
    let endless = token(provider).await;
    assert_eq!(claims(&endless).get("exp"), None);
    provider.set_token_form(TokenForm::Opaque);
    let opaque = token(provider).await;
    assert!(!opaque.contains('.'));
    provider.set_token_form(TokenForm::ExpiredAtIssue);
    let expired = token(provider).await;
    assert_eq!(claims(&expired)["exp"], now - 3600);

    sandbox.clock().advance(Duration::from_secs(86_399));
    let mut accepted = Vec::new();
    for token in [&expiring, &endless, &opaque, &expired] {
        accepted.push(status(feedbacks(provider, token)).await);
    }
    assert_eq!(accepted, [200, 200, 200, 401]);
    sandbox.clock().advance(Duration::from_secs(1));
    accepted.clear();
    for token in [&expiring, &endless, &opaque, &expired] {
        accepted.push(status(feedbacks(provider, token)).await);
    }
    assert_eq!(accepted, [401, 200, 401, 401]);
}

#[tokio::test]
async fn k03_server_clock_is_wrong() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.keyclic();
    sandbox.clock().freeze();
    provider.set_clock_skew(-7200);
    let answered = login(provider).send().await.unwrap();
    let date = httpdate::parse_http_date(answered.headers()["date"].to_str().unwrap()).unwrap();
    let behind = std::time::SystemTime::from(sandbox.clock().now())
        .duration_since(date)
        .unwrap();
    assert_eq!(behind.as_secs(), 7200);
    let body: Value = answered.json().await.unwrap();
    let issued_at = claims(text(&body, "accessToken"))["iat"].as_i64().unwrap();
    assert_eq!(issued_at, sandbox.clock().now().unix_timestamp() - 7200);
}

#[tokio::test]
async fn k04_tokens_die_before_their_exp() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.keyclic();
    let old = token(provider).await;
    provider.revoke_tokens();
    assert_eq!(status(feedbacks(provider, &old)).await, 401);
    let new = token(provider).await;
    assert_eq!(status(feedbacks(provider, &new)).await, 200);
    assert_eq!((provider.uses(0), provider.uses(1)), (0, 1));
}

#[tokio::test]
async fn k05_login_refused() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.keyclic();
    let url = format!("{}/security/login", provider.api_url());
    let post = || client().post(&url).header("X-Keyclic-App", provider.app());
    let wrong = json!({"login": provider.login(), "password": "made up"});
    assert_eq!(status(post().json(&wrong)).await, 401);
    let misnamed = json!({"username": provider.login(), "password": provider.password()});
    assert_eq!(status(post().json(&misnamed)).await, 400);
    assert_eq!(
        status(post().form(&[("login", provider.login())])).await,
        400
    );
    provider.refuse_password(true);
    assert_eq!(status(login(provider)).await, 401);
    assert_eq!(provider.count("POST", "/security/login"), 4);
}

#[tokio::test]
async fn k07_forms_of_errors() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.keyclic();
    let refused = || feedbacks(provider, "made up");
    assert_eq!(answer(refused()).await.1["title"], "Unauthorized");
    provider.set_error_format(ErrorFormat::VndError);
    assert_eq!(answer(refused()).await.1["total"], 1);
    provider.set_error_format(ErrorFormat::Empty);
    assert!(
        refused()
            .send()
            .await
            .unwrap()
            .bytes()
            .await
            .unwrap()
            .is_empty()
    );
    provider.set_error_format(ErrorFormat::Html);
    assert!(
        refused()
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap()
            .contains("<html>")
    );
    provider.set_error_format(ErrorFormat::Problem);
    let (unknown, body) = answer(client().get(format!("{}/people", provider.api_url()))).await;
    assert_eq!((unknown, text(&body, "title")), (404, "Not Found"));
    let wrong_method = client().delete(format!("{}/feedbacks", provider.api_url()));
    assert_eq!(status(wrong_method).await, 405);
}

#[tokio::test]
async fn k11_one_token_two_applications() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.keyclic();
    let token = token(provider).await;
    let mut seen = Vec::new();
    for app in [provider.app(), provider.second_app()] {
        let call = client().get(format!("{}/feedbacks", provider.api_url()));
        let (_, body) = answer(call.header("X-Keyclic-App", app).bearer_auth(&token)).await;
        seen.push(body["_embedded"]["items"][0]["id"].clone());
    }
    assert_ne!(seen[0], seen[1]);
    assert_eq!(provider.uses(0), 2);
}

#[tokio::test]
async fn k12_two_reasons_for_403() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.keyclic();
    let token = token(provider).await;
    provider.set_organization_required(true);
    let (refused, body) = answer(feedbacks(provider, &token)).await;
    assert_eq!(
        (refused, text(&body, "detail")),
        (403, "The header X-Organization-Id is required.")
    );
    let with =
        || feedbacks(provider, &token).header("X-Organization-Id", provider.organization_id());
    assert_eq!(status(with()).await, 200);
    provider.set_forbidden(true);
    let (refused, body) = answer(with()).await;
    assert_eq!((refused, text(&body, "detail")), (403, "Access denied."));
}

fn post(provider: &Keyclic, path: &str, body: &Value) -> RequestBuilder {
    let post = client().post(format!("{}{path}", provider.api_url()));
    post.header("X-Keyclic-App", provider.app()).json(body)
}

#[tokio::test]
async fn k08_a_json_patch_is_refused_and_both_partial_objects_are_not() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.keyclic();
    let token = token(provider).await;
    let patch = |content_type: &str, body: Value| {
        let url = format!("{}/people/{}", provider.api_url(), provider.person_id());
        let patch = client().patch(url).header("X-Keyclic-App", provider.app());
        let patch = patch.header("Content-Type", content_type);
        patch.bearer_auth(&token).body(body.to_string())
    };
    // As the documentation calls it.
    let operations = json!([{"op": "replace", "path": "/familyName", "value": "Nom"}]);
    for content_type in ["application/json-patch+json", "application/json"] {
        assert_eq!(status(patch(content_type, operations.clone())).await, 400);
    }
    let (ok, _) = answer(patch(
        "application/json;charset=UTF-8",
        json!({"familyName": "Nom"}),
    ))
    .await;
    assert_eq!(ok, 200);
    let merge = patch("application/merge-patch+json", json!({"jobTitle": "Agent"}));
    let (ok, person) = answer(merge).await;
    assert_eq!((ok, text(&person, "familyName")), (200, "Nom"));
    assert_eq!(text(&person, "jobTitle"), "Agent");
    for unknown in [json!({"surname": "Nom"}), json!({"email": 7})] {
        assert_eq!(status(patch("application/json", unknown)).await, 400);
    }
}

#[tokio::test]
async fn k09_a_change_is_requested_by_email_or_by_username() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.keyclic();
    let request = |body: &Value| post(provider, "/security/password/change-request", body);
    let email = json!({"email": provider.login()});
    let username = json!({"username": provider.login()});
    assert_eq!(status(request(&email)).await, 204);
    assert_eq!(status(request(&json!({}))).await, 400);
    provider.set_username_required(true);
    assert_eq!(status(request(&email)).await, 400);
    assert_eq!(status(request(&username)).await, 204);
    let token = provider.change_token().unwrap();
    // Who has no account is not told.
    assert_eq!(status(request(&json!({"username": "nobody"}))).await, 204);
    assert_eq!(provider.change_token(), Some(token.clone()));

    let path = format!("/security/password/change/{token}");
    assert_eq!(status(post(provider, &path, &json!({}))).await, 400);
    let change = || post(provider, &path, &json!({"password": "another"}));
    assert_eq!(status(change()).await, 204);
    assert_eq!(status(change()).await, 404);
    assert_eq!(status(login(provider)).await, 401);
}

#[tokio::test]
async fn k10_an_external_token_is_traded_or_refused() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.keyclic();
    let trade = |grant: &str, token: &str| {
        post(
            provider,
            "/auth/token",
            &json!({"grantType": grant, "idToken": token}),
        )
    };
    assert_eq!(status(trade("external_auth", "made up")).await, 401);
    assert_eq!(
        status(trade("password", provider.external_token())).await,
        401
    );
    let (ok, body) = answer(trade("external_auth", provider.external_token())).await;
    assert_eq!(ok, 200);
    assert_eq!(
        status(feedbacks(provider, text(&body, "accessToken"))).await,
        200
    );
}

#[tokio::test]
async fn k02_k07_calls_without_a_token_want_an_application_and_refuse_in_every_form() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.keyclic();
    let register = json!({"email": "nouveau@ville.example", "password": "another"});
    let url = format!("{}/security/register", provider.api_url());
    assert_eq!(status(client().post(&url).json(&register)).await, 400);
    assert_eq!(
        status(post(provider, "/security/register", &register)).await,
        201
    );
    let again = || post(provider, "/security/register", &register);
    let (refused, body) = answer(again()).await;
    assert_eq!((refused, text(&body, "title")), (400, "Bad Request"));
    provider.set_error_format(ErrorFormat::VndError);
    let (refused, body) = answer(again()).await;
    assert_eq!(
        (refused, body["_embedded"]["errors"].is_array()),
        (400, true)
    );
    provider.set_register_needs_token(true);
    assert_eq!(status(again()).await, 401);
    let profile = json!({"username": provider.login()});
    let (ok, body) = answer(post(provider, "/auth/profile", &profile)).await;
    assert_eq!((ok, &body["types"][0]), (200, &json!("password")));
    let application = |app| {
        let call = client().get(format!("{}/applications/{app}", provider.api_url()));
        call.header("X-Keyclic-App", provider.app())
    };
    assert_eq!(status(application(provider.second_app())).await, 200);
    assert_eq!(status(application("com.example")).await, 404);
}
