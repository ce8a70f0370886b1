//! Schemes that carry their credentials in the same header.

use serde_json::json;

use super::fixtures::GUICHET;
use super::*;

async fn guichet() -> (Tried, String, String) {
    let tried = Tried::start(&GUICHET).await;
    let login = json!({"login": tried.input("login"), "password": tried.input("password")});
    let (_, body) = answer(tried.post("api", "/login").json(&login)).await;
    let key = tried.input("api_key").to_owned();
    (tried, key, text(&body, "/token"))
}

impl Tried {
    /// What a call with this bearer meets: the status, and the code of a refusal.
    async fn meets(&self, path: &str, bearer: &str) -> (u16, Option<String>) {
        let (status, body) = answer(self.get("api", path).bearer_auth(bearer)).await;
        (status, body["code"].as_str().map(str::to_owned))
    }
}

fn renew() -> (u16, Option<String>) {
    (401, Some("EXPIRED".to_owned()))
}

fn generate_key() -> (u16, Option<String>) {
    (401, Some("REVOKED".to_owned()))
}

#[tokio::test]
async fn a_call_that_names_its_scheme_is_opened_by_no_other() {
    let (tried, key, token) = guichet().await;
    let good = (200, None);
    assert_eq!(tried.meets("/key-only", &key).await, good);
    assert_eq!(tried.meets("/account-only", &token).await, good);
    assert_eq!(tried.meets("/both", &key).await, good);
    assert_eq!(tried.meets("/both", &token).await, good);
    assert_eq!(tried.meets("/key-only", &token).await, generate_key());
    assert_eq!(tried.meets("/account-only", &key).await, renew());
}

#[tokio::test]
async fn a_key_is_generated_anew_and_a_token_renewed() {
    let (tried, key, token) = guichet().await;
    assert_eq!(tried.meets("/key-only", "made-up").await, generate_key());
    tried.provider.revoke(&key);
    tried.advance(600);
    // Where both open a call, the one that it held says what is refused.
    for path in ["/key-only", "/both"] {
        assert_eq!(tried.meets(path, &key).await, generate_key(), "{path}");
    }
    for path in ["/account-only", "/both"] {
        assert_eq!(tried.meets(path, &token).await, renew(), "{path}");
    }
}
