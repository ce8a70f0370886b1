//! The exchange of a code, and where it goes: D1, D3, D17, D19.

use auth_core::{Error, ErrorKind, Grant, PersonTask};
use auth_dossierfacile::{ClientAuthentication, discover};
use auth_sandbox::{Fault, FaultKind, Sandbox, tells_apart};
use serde::Deserialize;
use serde_json::json;

use crate::{
    careless::{Careless, answer, status},
    connection::{Connection, DISCOVERY, TOKEN, service, transport, user},
};

/// What came of asking for a token.
#[derive(Debug)]
struct Seen {
    granted: bool,
    requests: usize,
    /// Whether the application was told to begin again.
    begins_again: bool,
}

impl Seen {
    fn of(outcome: &Result<(), Error>, connection: &Connection) -> Self {
        let task = outcome.as_ref().err().and_then(Error::person_task);
        Self {
            granted: outcome.is_ok(),
            requests: connection.exchanges(),
            begins_again: task == Some(&PersonTask::SignIn),
        }
    }
}

#[tokio::test]
async fn d01_the_client_proves_itself_as_the_realm_reads_it() {
    let post = ClientAuthentication::Post;
    for authentication in [ClientAuthentication::Basic, post] {
        let connection =
            Connection::new(|sandbox| service(sandbox).client_authentication(authentication)).await;
        let outcome = connection.authenticator.headers().await.map(drop);
        let careful = Seen::of(&outcome, &connection);

        let sandbox = Sandbox::start().await.unwrap();
        let realm = sandbox.dossierfacile();
        let by_hand = Careless::new(realm);
        let (id, secret) = (realm.client_id(), realm.client_secret());
        let grant = ("grant_type", "client_credentials");
        for request in [
            // As the guide spells the fields.
            by_hand.bare(&[grant, ("clientId", id), ("clientSecret", secret)]),
            // As most libraries write Basic: without form-encoding the two halves first.
            by_hand.bare(&[grant]).basic_auth(id, Some(secret)),
        ] {
            let before = realm.count("POST", TOKEN);
            let (status, _) = answer(request).await;
            assert_eq!(status, 401);
            let careless = Seen {
                granted: false,
                requests: realm.count("POST", TOKEN) - before,
                begins_again: false,
            };
            let rule = |seen: &Seen| seen.granted && seen.requests == 1;
            tells_apart(rule, &careless, &careful);
        }
    }
}

/// What makes a code worthless.
#[derive(Clone, Copy, Debug)]
enum Worthless {
    Used,
    TooOld,
    OtherRedirect,
    OtherVerifier,
}

#[tokio::test]
async fn d03_a_worthless_code_is_tried_once_and_the_person_begins_again() {
    for why in [
        Worthless::Used,
        Worthless::TooOld,
        Worthless::OtherRedirect,
        Worthless::OtherVerifier,
    ] {
        let sandbox = Sandbox::start().await.unwrap();
        let realm = sandbox.dossierfacile();
        let by_hand = Careless::new(realm);
        let code = by_hand.code().await;
        if let Worthless::Used = why {
            status(by_hand.exchange(&code)).await;
        }
        if let Worthless::TooOld = why {
            sandbox.clock().advance(std::time::Duration::from_secs(61));
        }
        let before = realm.count("POST", TOKEN);
        // Whatever fails is tried three times, it may be the network.
        for _ in 0..3 {
            let wrong = [
                ("grant_type", "authorization_code"),
                ("code", code.as_str()),
                ("redirect_uri", "https://partner.example.test/other"),
                (
                    "code_verifier",
                    "of another request, and long enough for it",
                ),
            ];
            let request = match why {
                Worthless::Used | Worthless::TooOld => by_hand.exchange(&code),
                Worthless::OtherRedirect => by_hand.ask(&wrong[..3]),
                Worthless::OtherVerifier => by_hand.ask(&wrong),
            };
            assert_eq!(status(request).await, 400);
        }
        let careless = Seen {
            granted: false,
            requests: realm.count("POST", TOKEN) - before,
            begins_again: false,
        };

        let connection = Connection::new(user).await;
        let Grant::AuthorizationCode(mut grant) = connection.grant().await else {
            panic!("another grant");
        };
        let sign_in = async |grant| {
            let grant = Grant::AuthorizationCode(grant);
            connection.authenticator.sign_in(grant).await.map(drop)
        };
        let before = match why {
            Worthless::Used => {
                sign_in(grant.clone()).await.unwrap();
                1
            }
            Worthless::TooOld => {
                connection.advance(61);
                0
            }
            Worthless::OtherRedirect => {
                grant.redirect_uri = "https://partner.example.test/other".to_owned();
                0
            }
            Worthless::OtherVerifier => {
                grant.code_verifier = Some("x".repeat(43).into());
                0
            }
        };
        let outcome = sign_in(grant).await;
        let mut careful = Seen::of(&outcome, &connection);
        careful.requests -= before;
        let rule = |seen: &Seen| !seen.granted && seen.requests == 1 && seen.begins_again;
        tells_apart(rule, &careless, &careful);
    }
}

/// An answer as the guide shows it, and nothing but that.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Strict {
    access_token: String,
    token_type: String,
    expires_in: u64,
    #[serde(rename = "refresh_token")]
    _refresh_token: String,
    #[serde(rename = "refresh_expires_in")]
    _refresh_expires_in: u64,
    #[serde(rename = "id_token")]
    _id_token: String,
    #[serde(rename = "scope")]
    _scope: String,
    #[serde(rename = "not-before-policy")]
    _not_before_policy: u64,
    #[serde(rename = "session_state")]
    _session_state: String,
}

#[tokio::test]
async fn d17_an_answer_that_is_spelt_otherwise_is_still_an_answer() {
    let replaced = |name: &str, value| FaultKind::ReplaceMember(name.to_owned(), value);
    let removed = |name: &str| FaultKind::RemoveMember(name.to_owned());
    for fault in [
        replaced("expires_in", json!("300")),
        replaced("token_type", json!("bearer")),
        replaced("not-before-policy", json!("1764000000")),
        replaced("new-member", json!({"of": "the future"})),
        replaced("refresh_expires_in", json!("1800")),
        removed("session_state"),
        removed("not-before-policy"),
        removed("scope"),
    ] {
        let spell = || Fault::new(fault.clone()).on("POST", TOKEN);
        let sandbox = Sandbox::start().await.unwrap();
        let by_hand = Careless::new(sandbox.dossierfacile());
        let code = by_hand.code().await;
        sandbox.dossierfacile().fault(spell());
        let (_, body) = answer(by_hand.exchange(&code)).await;
        let read = serde_json::from_value::<Strict>(body).ok();
        let read = read.filter(|read| {
            read.token_type == "Bearer" && read.expires_in > 0 && !read.access_token.is_empty()
        });

        let connection = Connection::new(user).await;
        let grant = connection.grant().await;
        connection.imitation().fault(spell());
        let signed_in = connection.authenticator.sign_in(grant).await.is_ok();
        // The lifetime was read as well: it is served again, and not after its end.
        let served = connection.authenticator.headers().await.is_ok();
        connection.advance(301);
        let renewed = connection.authenticator.headers().await.is_ok();
        let lived = connection.exchanges() == 2;
        let rule = |all: &[bool]| all.iter().all(|one| *one);
        tells_apart(
            |seen: &Vec<bool>| rule(seen),
            &vec![read.is_some()],
            &vec![signed_in, served, renewed, lived],
        );
    }
}

/// What a stranger's server got of ours.
#[derive(Debug)]
struct Leaked {
    requests: usize,
}

#[tokio::test]
async fn d19_a_redirect_of_the_token_endpoint_takes_no_secret_along() {
    let (sandbox, elsewhere) = (
        Sandbox::start().await.unwrap(),
        Sandbox::start().await.unwrap(),
    );
    let there = format!(
        "{}/protocol/openid-connect/token",
        elsewhere.dossierfacile().issuer()
    );
    let leaked = || Leaked {
        requests: elsewhere.dossierfacile().requests().len(),
    };
    let redirect = || Fault::new(FaultKind::Redirect(there.clone())).on("POST", TOKEN);
    let by_hand = Careless::new(sandbox.dossierfacile());
    let code = by_hand.code().await;
    sandbox.dossierfacile().fault(redirect());
    status(by_hand.exchange(&code)).await;
    let careless = leaked();

    let connection = Connection::new(user).await;
    let grant = connection.grant().await;
    connection.imitation().fault(redirect());
    let error = connection.authenticator.sign_in(grant).await.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::InvalidResponse);
    let careful = Leaked {
        requests: leaked().requests - careless.requests,
    };
    tells_apart(|leaked: &Leaked| leaked.requests == 0, &careless, &careful);
}

#[tokio::test]
async fn d19_metadata_of_another_issuer_are_not_followed() {
    for (member, below) in [
        ("issuer", ""),
        ("token_endpoint", "/protocol/openid-connect/token"),
        ("jwks_uri", "/protocol/openid-connect/certs"),
    ] {
        let (sandbox, elsewhere) = (
            Sandbox::start().await.unwrap(),
            Sandbox::start().await.unwrap(),
        );
        let other = format!("{}{below}", elsewhere.dossierfacile().issuer());
        let realm = sandbox.dossierfacile();
        let spell = || {
            let fault = FaultKind::ReplaceMember(member.to_owned(), json!(other));
            Fault::new(fault).on("GET", DISCOVERY)
        };
        realm.fault(spell());
        let by_hand = Careless::new(realm);
        let url = format!("{}/.well-known/openid-configuration", realm.issuer());
        let (_, metadata) = answer(by_hand.http().get(url)).await;
        // Whatever it names is the realm.
        let believes = metadata[member] == json!(other);

        realm.fault(spell());
        let outcome = discover(user(&sandbox), &transport()).await;
        let kind = outcome.as_ref().err().map(|error| error.kind().clone());
        let known = [ErrorKind::Configuration, ErrorKind::OriginRefused];
        assert!(kind.is_none_or(|kind| known.contains(&kind)), "{member}");
        tells_apart(|believes: &bool| !believes, &believes, &outcome.is_ok());
        assert!(elsewhere.dossierfacile().requests().is_empty());
    }
}
