//! Who is refused what, and who acts on it: D7 to D10.

use std::time::Duration;

use auth_core::{Actor, Authenticator, ErrorKind, PersonTask};
use auth_dossierfacile::{Builder, DossierFacile, Profile, Settings};
use auth_reqwest::Client;
use auth_sandbox::{IpCheck, Sandbox, tells_apart};

use crate::{
    careless::{Careless, answer, status, text},
    connection::{Connection, PROFILE, SETTINGS, TOKEN, service, transport, user},
};

/// What a refusal led to.
#[derive(Debug, Default)]
struct Seen {
    /// Token requests from the refusal on.
    requests: usize,
    /// Who was told to act.
    told: Option<Actor>,
    /// Whether the grant is still there when what was wrong is right again.
    kept: bool,
}

async fn frozen() -> Sandbox {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.clock().freeze();
    sandbox
}

#[tokio::test]
async fn d07_each_way_to_lose_a_grant_asks_the_person_once() {
    type Lose = fn(&auth_sandbox::DossierFacile);
    let ways: [(Lose, PersonTask); 3] = [
        (
            auth_sandbox::DossierFacile::withdraw_consent,
            PersonTask::Consent,
        ),
        (
            auth_sandbox::DossierFacile::disable_user,
            PersonTask::SignIn,
        ),
        (auth_sandbox::DossierFacile::end_session, PersonTask::SignIn),
    ];
    for (lose, task) in ways {
        let sandbox = frozen().await;
        let realm = sandbox.dossierfacile();
        let by_hand = Careless::new(realm);
        let tokens = by_hand.signed_in().await;
        lose(realm);
        sandbox.clock().advance(Duration::from_secs(301));
        let mut careless = Seen::default();
        for _ in 0..5 {
            // What the guide does not name passes by itself.
            let (status, _) = answer(by_hand.refresh(text(&tokens, "refresh_token"))).await;
            assert_eq!(status, 400);
            careless.requests += 1;
            careless.told = Some(Actor::Wait);
        }

        let connection = Connection::signed_in().await;
        lose(connection.imitation());
        connection.advance(301);
        let mut careful = Seen::default();
        for _ in 0..5 {
            let error = connection.authenticator.headers().await.unwrap_err();
            careful.told = Some(error.actor());
            assert_eq!(error.person_task(), Some(&task));
        }
        careful.requests = connection.exchanges() - 1;
        let rule = |seen: &Seen| seen.requests == 1 && seen.told == Some(Actor::Person);
        tells_apart(rule, &careless, &careful);
    }
}

#[tokio::test]
async fn d08_a_refused_client_is_the_operators_and_costs_no_grant() {
    let sandbox = frozen().await;
    let realm = sandbox.dossierfacile();
    let by_hand = Careless::new(realm);
    let mut tokens = Some(by_hand.signed_in().await);
    realm.set_client_disabled(true);
    sandbox.clock().advance(Duration::from_secs(301));
    let mut careless = Seen::default();
    if let Some(held) = &tokens {
        let (status, refused) = answer(by_hand.refresh(text(held, "refresh_token"))).await;
        careless.requests += 1;
        assert_eq!((status, text(&refused, "error")), (401, "invalid_client"));
        // Whatever is refused by a 4xx was revoked: delete it, and ask the person.
        tokens = None;
        careless.told = Some(Actor::Person);
    }
    careless.kept = tokens.is_some();

    let connection = Connection::signed_in().await;
    connection.imitation().set_client_disabled(true);
    connection.advance(301);
    let mut careful = Seen::default();
    for _ in 0..5 {
        let error = connection.authenticator.headers().await.unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::Configuration);
        careful.told = Some(error.actor());
    }
    careful.requests = connection.exchanges() - 1;
    connection.imitation().set_client_disabled(false);
    connection.authenticator.retry();
    careful.kept = connection.authenticator.headers().await.is_ok();
    let rule = |seen: &Seen| seen.kept && seen.requests == 1 && seen.told == Some(Actor::Operator);
    tells_apart(rule, &careless, &careful);
}

fn with_wrong_secret(sandbox: &Sandbox) -> Builder {
    let realm = sandbox.dossierfacile();
    DossierFacile::service(realm.client_id(), "wrong")
        .issuer(realm.issuer())
        .api_url(realm.api_url())
        .allow_loopback_http()
}

/// Why the partner's own sign-in is refused.
#[derive(Clone, Copy, Debug)]
enum Why {
    WrongSecret,
    UnknownClient,
    Address(IpCheck),
    NotOpen,
}

/// Shows S002-33.
#[tokio::test]
async fn d08_a_refused_service_is_asked_for_once_and_not_in_a_loop() {
    for why in [
        Why::WrongSecret,
        Why::UnknownClient,
        // A 403, with `error` and `error_description` swapped.
        Why::Address(IpCheck::Refused),
        Why::Address(IpCheck::Undetermined),
        Why::NotOpen,
    ] {
        let refuse = |realm: &auth_sandbox::DossierFacile| match why {
            Why::WrongSecret => {}
            Why::UnknownClient => realm.set_client_disabled(true),
            Why::Address(check) => realm.set_ip_check(check),
            Why::NotOpen => realm.set_service_enabled(false),
        };
        let sandbox = frozen().await;
        let realm = sandbox.dossierfacile();
        refuse(realm);
        let by_hand = Careless::new(realm);
        let mut careless = Seen::default();
        for _ in 0..5 {
            let request = match why {
                Why::WrongSecret => by_hand.bare(&[
                    ("grant_type", "client_credentials"),
                    ("client_id", realm.client_id()),
                    ("client_secret", "wrong"),
                ]),
                _ => by_hand.service(),
            };
            let (status, refused) = answer(request).await;
            assert!((400..404).contains(&status), "{why:?}");
            careless.requests += 1;
            // The one code that this author knows.
            let known = text(&refused, "error") == "invalid_grant";
            careless.told = Some(if known { Actor::Operator } else { Actor::Wait });
        }

        let connection = match why {
            Why::WrongSecret => Connection::new(with_wrong_secret).await,
            _ => Connection::new(service).await,
        };
        refuse(connection.imitation());
        let mut careful = Seen::default();
        for _ in 0..5 {
            let error = connection.authenticator.headers().await.unwrap_err();
            careful.told = Some(error.actor());
        }
        careful.requests = connection.exchanges();
        let rule = |seen: &Seen| seen.requests == 1 && seen.told == Some(Actor::Operator);
        tells_apart(rule, &careless, &careful);
    }
}

#[tokio::test]
async fn d08_an_address_that_is_refused_at_a_sign_in_is_the_operators() {
    for check in [IpCheck::Refused, IpCheck::Undetermined] {
        let connection = Connection::new(user).await;
        let grant = connection.grant().await;
        connection.imitation().set_ip_check(check);
        let error = connection.authenticator.sign_in(grant).await.unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::Configuration, "{check:?}");
        // Nobody looks at the address of a refresh.
        let connection = Connection::signed_in().await;
        connection.imitation().set_ip_check(check);
        connection.advance(301);
        connection.authenticator.headers().await.unwrap();
    }
}

#[tokio::test]
async fn d09_a_refresh_lifetime_of_zero_is_no_end() {
    let sandbox = frozen().await;
    let by_hand = Careless::new(sandbox.dossierfacile());
    let mut tokens = serde_json::Value::Null;
    for _ in 0..5 {
        // Whatever ends at once is over.
        if tokens["refresh_expires_in"].as_u64().unwrap_or_default() == 0 {
            tokens = answer(by_hand.service()).await.1;
        }
        assert_eq!(
            status(by_hand.call(SETTINGS, text(&tokens, "access_token"))).await,
            200
        );
    }
    let connection = Connection::new(service).await;
    for _ in 0..5 {
        connection.client.call(&Settings).await.unwrap();
    }
    let exchanges = |sandbox: &Sandbox| sandbox.dossierfacile().count("POST", TOKEN);
    tells_apart(
        |exchanges: &usize| *exchanges == 1,
        &exchanges(&sandbox),
        &exchanges(&connection.sandbox),
    );
}

/// How often the API refused, and how many tokens were asked for.
#[derive(Debug)]
struct Forbidden {
    answers: usize,
    exchanges: usize,
}

fn forbidden(sandbox: &Sandbox) -> Forbidden {
    let requests = sandbox.dossierfacile().requests();
    let answers = requests.iter().filter(|seen| seen.status == Some(403));
    Forbidden {
        answers: answers.count(),
        exchanges: sandbox.dossierfacile().count("POST", TOKEN),
    }
}

#[tokio::test]
async fn d10_a_call_of_the_other_half_costs_neither_call_nor_token() {
    let rule = |seen: &Forbidden| seen.answers == 0 && seen.exchanges <= 1;
    // A service at the person's half. Whatever is refused needs another token.
    let sandbox = frozen().await;
    let by_hand = Careless::new(sandbox.dossierfacile());
    for _ in 0..3 {
        let tokens = answer(by_hand.service()).await.1;
        assert_eq!(status(by_hand.profile(&tokens)).await, 403);
    }
    let ours = Connection::new(service).await;
    for _ in 0..3 {
        let error = ours.client.call(&Profile).await.unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::Configuration);
    }
    tells_apart(rule, &forbidden(&sandbox), &forbidden(&ours.sandbox));

    // A person at the service's half.
    let sandbox = frozen().await;
    let by_hand = Careless::new(sandbox.dossierfacile());
    let mut tokens = by_hand.signed_in().await;
    for _ in 0..3 {
        let refused = by_hand.call(SETTINGS, text(&tokens, "access_token"));
        assert_eq!(status(refused).await, 403);
        tokens = answer(by_hand.refresh(text(&tokens, "refresh_token")))
            .await
            .1;
    }
    let ours = Connection::signed_in().await;
    for _ in 0..3 {
        let error = ours.client.call(&Settings).await.unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::Configuration);
    }
    tells_apart(rule, &forbidden(&sandbox), &forbidden(&ours.sandbox));
}

#[tokio::test]
async fn d10_a_missing_scope_is_told_before_the_api_refuses() {
    let sandbox = frozen().await;
    sandbox.dossierfacile().set_dfc_scope(false);
    let by_hand = Careless::new(sandbox.dossierfacile());
    for _ in 0..3 {
        let tokens = by_hand.signed_in().await;
        let refused = by_hand.profile(&tokens).send().await.unwrap();
        assert_eq!(refused.status(), 403);
        assert!(refused.headers().contains_key("www-authenticate"));
        assert!(refused.bytes().await.unwrap().is_empty());
    }
    let ours = Connection::new(user).await;
    ours.imitation().set_dfc_scope(false);
    let grant = ours.grant().await;
    let error = ours.authenticator.sign_in(grant).await.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Configuration);
    assert!(error.to_string().contains("dfc"), "{error}");
    tells_apart(
        |seen: &Forbidden| seen.answers == 0 && seen.exchanges == 1,
        &forbidden(&sandbox),
        &forbidden(&ours.sandbox),
    );
}

#[tokio::test]
async fn d10_a_refusal_without_a_word_is_a_token_to_renew() {
    let sandbox = frozen().await;
    let by_hand = Careless::new(sandbox.dossierfacile());
    let tokens = by_hand.signed_in().await;
    sandbox.clock().advance(Duration::from_secs(301));
    let refused = by_hand.profile(&tokens).send().await.unwrap();
    assert_eq!(refused.status(), 401);
    assert!(!refused.headers().contains_key("www-authenticate"));
    // The reason is read from the body, which is not there.
    let careless = refused.json::<serde_json::Value>().await.is_ok();

    // The token ends at the API before this machine's clock says so.
    let ours = frozen().await;
    let provider = user(&ours).build().unwrap();
    let person = Authenticator::new(provider.clone(), transport());
    let request = provider.authorize().build().unwrap();
    let callback = ours.dossierfacile().answer_consent(&request.url).await;
    let grant = request.pending.finish(&callback.unwrap()).unwrap();
    person.sign_in(grant).await.unwrap();
    ours.clock().advance(Duration::from_secs(301));
    // The profile call is never repeated by itself: it tells, and the next one has another token.
    let client = Client::new(person).unwrap();
    let first = client.call(&Profile).await;
    let careful = first.is_ok() || client.call(&Profile).await.is_ok();
    tells_apart(|served: &bool| *served, &careless, &careful);
    assert!(ours.dossierfacile().count("GET", PROFILE) <= 2);
}
