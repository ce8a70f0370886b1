//! A key for an imitation of Sinao on loopback, and what becomes of calls with it:
//! `cargo run -p auth-reqwest --example quickstart`.

use std::error::Error as StdError;

use auth_core::{
    AccessToken, Error, ErrorKind, Expiry, Facts, Grant, HeaderName, HeaderSet, OriginPolicy,
    PersonTask, Provider, RefreshPolicy, Renewal, Request, Response, SecretKind, SignIn, TokenSet,
    Verdict,
};
use auth_reqwest::Client;
use auth_sandbox::Sandbox;

/// The least that a provider is: a key in a header. The provider crates know much more of theirs.
struct Key(Facts);

impl Key {
    fn new(api_url: &str, key: &str) -> Result<Self, Box<dyn StdError>> {
        let api = api_url.parse()?;
        let origins = OriginPolicy::new()
            .with_loopback_http(true)
            .allow(&api, &[SecretKind::AccessToken])?;
        let key = TokenSet::new(AccessToken::new(key), Expiry::Never);
        Ok(Self(Facts::new(
            "sinao",
            "key",
            api,
            origins,
            RefreshPolicy::new(Renewal::None),
            SignIn::Static(Box::new(key)),
        )))
    }
}

impl Provider for Key {
    fn facts(&self) -> &Facts {
        &self.0
    }

    fn token_request(&self, _: &Grant) -> Result<Request, Error> {
        Err(Error::new(
            ErrorKind::Configuration,
            "a key is not obtained by a request",
        ))
    }

    fn token_response(&self, _: &Grant, response: &Response) -> Result<TokenSet, Error> {
        Err(response.unexpected())
    }

    fn headers(&self, tokens: &TokenSet) -> Result<HeaderSet, Error> {
        HeaderSet::new().secret(HeaderName::from_static("api-key"), tokens.access_token())
    }

    fn verdict(&self, response: &Response) -> Verdict {
        match response.status().as_u16() {
            401 => Verdict::NeedsPerson(PersonTask::GenerateKey),
            403 => Verdict::Forbidden,
            429 => Verdict::RateLimited(None),
            _ => Verdict::Accepted,
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn StdError>> {
    let sandbox = Sandbox::start().await?;
    let sinao = sandbox.sinao();

    let client = Client::connect(Key::new(&sinao.api_url(), sinao.api_key())?)?;
    let me: serde_json::Value = client.get("/me").send().await?.json().await?;
    println!("GET /me: {}", me["email"]);

    let missing = client.get("/no-such-thing").send().await?;
    println!(
        "GET /no-such-thing: {}, which is yours to judge",
        missing.status()
    );

    if let Err(error) = client.get("https://example.org/me").send().await {
        println!("GET https://example.org/me: {error}");
    }

    let stranger = Client::connect(Key::new(&sinao.api_url(), "made-up")?)?;
    if let Err(error) = stranger.get("/me").send().await {
        println!(
            "GET /me with a made-up key: {error}; {:?} acts",
            error.actor()
        );
    }
    Ok(())
}
