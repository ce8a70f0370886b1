//! Against a certified OpenID provider that nobody here wrote, in the shape of DossierFacile's realm.
//!
//! Needs Node.js and `npm ci` in `tests/realm`; without them it says so, and fails where `CI` is set.

#![allow(clippy::unwrap_used, reason = "what only tests call")]

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use auth_core::{
    Authenticator, Error, ErrorKind, Grant, HeaderValue, Method, PersonTask, Provider, Request,
    Response, TokenSet, Transport, Uri,
    http::header::{COOKIE, LOCATION, SET_COOKIE},
    testing::ManualClock,
};
use auth_dossierfacile::{AuthorizationRequest, Builder, DossierFacile, discover};
use auth_reqwest::{Client, HttpTransport};
use serde::Deserialize;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/realm");
const USERINFO: &str = "/auth/realms/dossier-facile/protocol/openid-connect/userinfo";

/// What the realm says of itself when it listens.
#[derive(Deserialize)]
struct Sample {
    origin: String,
    issuer: String,
    client_id: String,
    client_secret: String,
    redirect_uri: String,
    email: String,
    password: String,
    subject: String,
}

struct Realm {
    sample: Sample,
    transport: HttpTransport,
    /// Ends when it is dropped, since its standard input closes.
    process: Child,
}

impl Drop for Realm {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}

fn realm() -> Option<Realm> {
    if !Path::new(FOLDER)
        .join("node_modules/oidc-provider")
        .exists()
    {
        return missing("npm packages of tests/realm are not installed");
    }
    let started = Command::new("node")
        .arg("realm.mjs")
        .current_dir(FOLDER)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let Ok(mut process) = started else {
        return missing("node not found");
    };
    let mut line = String::new();
    let mut stdout = BufReader::new(process.stdout.take().unwrap());
    stdout.read_line(&mut line).unwrap();
    let sample = serde_json::from_str(&line).unwrap();
    let transport = HttpTransport::builder()
        .allow_loopback_http(true)
        .build()
        .unwrap();
    Some(Realm {
        sample,
        transport,
        process,
    })
}

#[expect(
    clippy::explicit_write,
    reason = "the test harness captures eprintln!, and a skipped test is to be seen"
)]
fn missing(what: &str) -> Option<Realm> {
    assert!(std::env::var_os("CI").is_none(), "{what}");
    writeln!(std::io::stderr(), "not run: {what}").unwrap();
    None
}

impl Realm {
    fn at(&self, builder: Builder) -> Builder {
        builder
            .issuer(&self.sample.issuer)
            .api_url(&self.sample.origin)
            .allow_loopback_http()
    }

    async fn user(&self) -> DossierFacile {
        let Sample {
            client_id,
            client_secret,
            redirect_uri,
            ..
        } = &self.sample;
        let builder = DossierFacile::user(client_id, client_secret.as_str(), redirect_uri);
        discover(self.at(builder), &self.transport).await.unwrap()
    }

    async fn service(&self, client_secret: &str) -> DossierFacile {
        let builder = DossierFacile::service(&self.sample.client_id, client_secret);
        discover(self.at(builder), &self.transport).await.unwrap()
    }

    /// Takes a person's browser through login and consent.
    async fn grant(&self, provider: &DossierFacile) -> Result<Grant, Error> {
        self.answer(provider, "accept").await
    }

    async fn answer(&self, provider: &DossierFacile, button: &'static str) -> Result<Grant, Error> {
        let AuthorizationRequest { url, pending, .. } = provider
            .authorize()
            .login_hint(&self.sample.email)
            .build()
            .unwrap();
        let mut browser = Browser {
            realm: self,
            cookies: BTreeMap::new(),
        };
        let callback = browser.walk(url, button).await;
        pending.finish(&callback)
    }

    async fn exchange(&self, provider: &DossierFacile, grant: &Grant) -> Result<TokenSet, Error> {
        let request = provider.token_request(grant).unwrap();
        let answer = self.transport.send(request).await.unwrap();
        provider.token_response(grant, &answer)
    }

    /// Why the realm refused grants, which its answers hide.
    async fn causes(&self) -> String {
        let uri = format!("{}/causes", self.sample.origin).parse().unwrap();
        let answer = self
            .transport
            .send(Request::new(Method::GET, uri))
            .await
            .unwrap();
        String::from_utf8(answer.body().to_vec()).unwrap()
    }
}

/// Keeps cookies and fills forms; follows no redirect by itself.
struct Browser<'a> {
    realm: &'a Realm,
    cookies: BTreeMap<String, String>,
}

impl Browser<'_> {
    async fn walk(&mut self, mut url: String, button: &'static str) -> String {
        let realm = self.realm;
        for _ in 0..12 {
            let request = |method| Request::new(method, url.parse::<Uri>().unwrap());
            let mut answer = self.visit(request(Method::GET)).await;
            if answer.status().is_success() {
                let page = String::from_utf8(answer.body().to_vec()).unwrap();
                let form = request(Method::POST);
                answer = self
                    .visit(if page.contains("password") {
                        assert!(
                            page.contains(&realm.sample.email),
                            "the hint pre-fills the page"
                        );
                        form.field("username", &realm.sample.email)
                            .field("password", &realm.sample.password)
                    } else {
                        form.field(button, "Oui")
                    })
                    .await;
            }
            assert!(answer.status().is_redirection(), "{}", answer.status());
            let location = answer.header(LOCATION.as_str()).unwrap();
            if location.starts_with(&realm.sample.redirect_uri) {
                return location.to_owned();
            }
            url = if location.starts_with('/') {
                format!("{}{location}", realm.sample.origin)
            } else {
                location.to_owned()
            };
        }
        panic!("the realm sends the browser in circles");
    }

    async fn visit(&mut self, request: Request) -> Response {
        let sent: Vec<_> = self
            .cookies
            .iter()
            .map(|(n, v)| format!("{n}={v}"))
            .collect();
        let cookies = HeaderValue::try_from(sent.join("; ")).unwrap();
        let answer = self
            .realm
            .transport
            .send(request.header(COOKIE, cookies))
            .await
            .unwrap();
        for cookie in answer.headers().get_all(SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }
}

fn renewal(tokens: &TokenSet) -> Grant {
    Grant::RefreshToken(tokens.refresh_token().unwrap().clone())
}

#[tokio::test]
async fn a_person_signs_in_and_the_token_is_renewed_twice() {
    let Some(realm) = realm() else { return };
    let provider = realm.user().await;
    let clock = ManualClock::at(time::OffsetDateTime::now_utc());
    let authenticator = Authenticator::builder(provider.clone(), realm.transport.clone())
        .clock(clock.clone())
        .build();
    let client = Client::new(authenticator.clone()).unwrap();

    let grant = realm.grant(&provider).await.unwrap();
    let mut generation = authenticator.sign_in(grant).await.unwrap().generation();
    for renewals in 0..=2 {
        let answer = client.get(USERINFO).send().await.unwrap();
        assert!(
            answer.status().is_success(),
            "after {renewals} renewals: {}",
            answer.status()
        );
        clock.advance(Duration::from_secs(301));
        let next = authenticator.headers().await.unwrap().generation();
        assert!(next > generation);
        generation = next;
    }
    assert_eq!(realm.causes().await, "[]");
}

#[tokio::test]
async fn an_exchange_says_who_signed_in_and_for_how_long() {
    let Some(realm) = realm() else { return };
    let provider = realm.user().await;
    let grant = realm.grant(&provider).await.unwrap();
    let tokens = realm.exchange(&provider, &grant).await.unwrap();
    assert_eq!(tokens.attributes()["subject"], realm.sample.subject);
    assert_eq!(tokens.attributes()["email"], realm.sample.email);
    assert!(
        tokens
            .scope()
            .unwrap()
            .split(' ')
            .any(|scope| scope == "dfc")
    );
    assert!(tokens.refresh_expires_at() > tokens.expiry().instant());
}

#[tokio::test]
async fn the_service_token_is_obtained_with_a_secret_full_of_signs() {
    let Some(realm) = realm() else { return };
    let provider = realm.service(&realm.sample.client_secret).await;
    let tokens = realm.exchange(&provider, &Grant::Client).await.unwrap();
    assert!(tokens.expiry().instant().is_some());
    assert!(tokens.refresh_token().is_none());

    let wrong = realm.service("wrong").await;
    let error = realm.exchange(&wrong, &Grant::Client).await.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Configuration);
    assert_eq!(error.code(), Some("invalid_client"));
}

#[tokio::test]
async fn a_second_use_of_a_refresh_token_ends_the_session_and_the_person_signs_in_again() {
    let Some(realm) = realm() else { return };
    let provider = realm.user().await;
    let grant = realm.grant(&provider).await.unwrap();
    let first = realm.exchange(&provider, &grant).await.unwrap();
    let second = realm.exchange(&provider, &renewal(&first)).await.unwrap();
    let third = realm.exchange(&provider, &renewal(&second)).await.unwrap();

    for dead in [&first, &third] {
        let error = realm.exchange(&provider, &renewal(dead)).await.unwrap_err();
        assert_eq!(error.person_task(), Some(&PersonTask::SignIn));
        assert_eq!(error.code(), Some("invalid_grant"));
    }
    assert!(realm.causes().await.contains("refresh token already used"));
}

#[tokio::test]
async fn a_revoked_session_is_noticed_by_the_next_call() {
    let Some(realm) = realm() else { return };
    let provider = realm.user().await;
    let authenticator = Authenticator::new(provider.clone(), realm.transport.clone());
    let client = Client::new(authenticator.clone()).unwrap();
    let grant = realm.grant(&provider).await.unwrap();
    authenticator.sign_in(grant.clone()).await.unwrap();
    assert!(
        client
            .get(USERINFO)
            .send()
            .await
            .unwrap()
            .status()
            .is_success()
    );

    // A second use of the code revokes what the first one gave (RFC 6749 §4.1.2).
    let error = realm.exchange(&provider, &grant).await.unwrap_err();
    assert_eq!(error.person_task(), Some(&PersonTask::SignIn));

    let error = client.get(USERINFO).send().await.unwrap_err();
    assert_eq!(error.person_task(), Some(&PersonTask::SignIn));
}

#[tokio::test]
async fn a_stolen_code_is_worth_nothing_without_its_verifier_and_nonce() {
    let Some(realm) = realm() else { return };
    let provider = realm.user().await;
    let stolen = async || match realm.grant(&provider).await.unwrap() {
        Grant::AuthorizationCode(code) => code,
        other => panic!("{other:?}"),
    };
    let mut code = stolen().await;
    code.code_verifier = Some("x".repeat(43).into());
    let error = realm
        .exchange(&provider, &Grant::AuthorizationCode(code))
        .await
        .unwrap_err();
    assert_eq!(error.code(), Some("invalid_grant"));

    let code = stolen().await.with_nonce("another");
    let error = realm
        .exchange(&provider, &Grant::AuthorizationCode(code))
        .await
        .unwrap_err();
    assert_eq!(error.person_task(), Some(&PersonTask::SignIn));
    assert!(error.to_string().contains("nonce"), "{error}");
}

#[tokio::test]
async fn a_refused_consent_asks_for_consent() {
    let Some(realm) = realm() else { return };
    let provider = realm.user().await;
    let error = realm.answer(&provider, "cancel").await.unwrap_err();
    assert_eq!(error.person_task(), Some(&PersonTask::Consent));
}
