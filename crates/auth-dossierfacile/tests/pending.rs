//! Authorizations that wait for their callback: each once, for a while, for the browser that began it.

#![allow(clippy::unwrap_used, reason = "what only tests call")]

mod support;

use std::{
    sync::{Arc, Barrier},
    thread,
    time::Duration,
};

use auth_core::{
    Delivery, Error, ErrorKind, ExposeSecret, Grant, PersonTask, testing::ManualClock,
};
use auth_dossierfacile::{
    BeginAgain, DossierFacile, PendingAuthorization, PendingAuthorizations, SealedAuthorization,
};
use support::{API, CLIENT, ISSUER, REDIRECT, SENT_AT, user};

const SESSION: &str = "canary-session";

fn begin() -> PendingAuthorization {
    user().authorize().build().unwrap().pending
}

fn callback(pending: &PendingAuthorization) -> String {
    format!("{REDIRECT}&code=c&state={}", pending.state())
}

/// Keeps a new one for [`SESSION`], and gives its callback.
fn kept(store: &PendingAuthorizations) -> String {
    let pending = begin();
    let url = callback(&pending);
    store.keep(SESSION, pending).unwrap();
    url
}

#[test]
fn what_is_kept_comes_back_once() {
    let store = PendingAuthorizations::new();
    let pending = begin();
    let (url, state) = (callback(&pending), pending.state().to_owned());
    store.keep(SESSION, pending).unwrap();
    let taken = store.take(SESSION, &url).unwrap();
    assert_eq!(taken.state(), state);
    assert!(taken.finish(&url).is_ok());
    assert_eq!(store.take(SESSION, &url).unwrap_err(), BeginAgain::Used);
}

#[test]
fn another_session_takes_nothing_away() {
    let store = PendingAuthorizations::new();
    let url = kept(&store);
    for other in ["", "canary-sessio", "canary-session2", "other"] {
        let refused = store.take(other, &url).unwrap_err();
        assert_eq!(refused, BeginAgain::OtherSession, "{other}");
    }
    assert!(store.take(SESSION, &url).is_ok());
    let refused = store.take("other", &url).unwrap_err();
    assert_eq!(refused, BeginAgain::OtherSession, "nor learns of it");
}

#[test]
fn a_callback_that_leads_nowhere_says_why() {
    let store = PendingAuthorizations::new();
    let _ = kept(&store);
    for (url, why) in [
        ("", BeginAgain::NoState),
        ("/retour?code=c", BeginAgain::NoState),
        ("/retour?code=c&state=a&state=b", BeginAgain::NoState),
        ("/retour?code=c&state=", BeginAgain::Unknown),
        ("/retour?code=c&state=guessed", BeginAgain::Unknown),
    ] {
        assert_eq!(store.take(SESSION, url).unwrap_err(), why, "{url}");
        let error = Error::from(why);
        assert_eq!(error.person_task(), Some(&PersonTask::SignIn));
        assert_eq!(error.delivery(), Delivery::NotDelivered);
    }
}

/// Shows S002-02.
#[test]
fn it_lives_for_a_day_and_no_longer() {
    let clock = ManualClock::default();
    let store = PendingAuthorizations::new().with_clock(clock.clone());
    let (within, after) = (kept(&store), kept(&store));
    clock.advance(Duration::from_secs(24 * 3600 - 1));
    assert!(store.take(SESSION, &within).is_ok());
    clock.advance(Duration::from_secs(1));
    assert_eq!(
        store.take(SESSION, &after).unwrap_err(),
        BeginAgain::Expired
    );
    assert_eq!(
        store.take(SESSION, &after).unwrap_err(),
        BeginAgain::Unknown
    );
}

#[test]
fn a_clock_that_is_set_back_makes_nothing_live_longer() {
    let clock = ManualClock::default();
    let store = PendingAuthorizations::new()
        .with_clock(clock.clone())
        .with_life(Duration::from_secs(60));
    let url = kept(&store);
    clock.advance(Duration::from_secs(60));
    clock.set_wall(SENT_AT - time::Duration::days(900));
    assert_eq!(store.take(SESSION, &url).unwrap_err(), BeginAgain::Expired);
}

#[test]
fn so_many_and_no_more_are_kept() {
    let clock = ManualClock::default();
    let store = PendingAuthorizations::new()
        .with_clock(clock.clone())
        .with_capacity(2);
    let urls: Vec<_> = (0..3)
        .map(|_| {
            clock.advance(Duration::from_secs(1));
            kept(&store)
        })
        .collect();
    assert_eq!(
        store.take(SESSION, &urls[0]).unwrap_err(),
        BeginAgain::Unknown,
        "the oldest gave way"
    );
    assert!(store.take(SESSION, &urls[1]).is_ok());
    assert!(store.take(SESSION, &urls[2]).is_ok());
}

#[test]
fn a_blank_session_binds_to_nobody() {
    let store = PendingAuthorizations::new();
    for blank in ["", " "] {
        let error = store.keep(blank, begin()).unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::Configuration);
    }
}

#[test]
fn of_two_callbacks_at_once_one_wins() {
    for _ in 0..200 {
        let store = Arc::new(PendingAuthorizations::new());
        let url = kept(&store);
        let start = Arc::new(Barrier::new(4));
        let threads: Vec<_> = (0..4)
            .map(|_| {
                let (store, url, start) = (Arc::clone(&store), url.clone(), Arc::clone(&start));
                thread::spawn(move || {
                    start.wait();
                    store.take(SESSION, &url).err()
                })
            })
            .collect();
        let mut outcomes: Vec<_> = threads.into_iter().map(|t| t.join().unwrap()).collect();
        outcomes.sort_by_key(Option::is_some);
        let used = Some(BeginAgain::Used);
        assert_eq!(outcomes, [None, used, used, used]);
    }
}

#[test]
fn a_sealed_one_opens_for_its_session_within_a_day() {
    let pending = begin();
    let (url, state) = (callback(&pending), pending.state().to_owned());
    let sealed = user().seal(&pending, SESSION, SENT_AT);
    // What a database gives back.
    let sealed = SealedAuthorization::from(sealed.expose_secret().to_owned());
    let last = SENT_AT + time::Duration::hours(24) - time::Duration::SECOND;
    let opened = user().open(&sealed, SESSION, last).unwrap();
    assert_eq!(opened.state(), state);
    let before = pending.finish(&url).unwrap();
    let after = opened.finish(&url).unwrap();
    let (Grant::AuthorizationCode(before), Grant::AuthorizationCode(after)) = (before, after)
    else {
        panic!("other grants");
    };
    assert_eq!(before.nonce, after.nonce);
    assert_eq!(before.redirect_uri, after.redirect_uri);
    assert_eq!(
        before.code_verifier.unwrap().expose_secret(),
        after.code_verifier.unwrap().expose_secret()
    );

    let late = last + time::Duration::SECOND;
    let refused = user().open(&sealed, SESSION, late).unwrap_err();
    assert_eq!(refused, BeginAgain::Expired);
    for other in ["", "canary-sessio", "other"] {
        let refused = user().open(&sealed, other, SENT_AT).unwrap_err();
        assert_eq!(refused, BeginAgain::Altered, "{other}");
    }
    let other_client = DossierFacile::user(CLIENT, "another secret", REDIRECT)
        .issuer(ISSUER)
        .api_url(API)
        .build()
        .unwrap();
    let refused = other_client.open(&sealed, SESSION, SENT_AT).unwrap_err();
    assert_eq!(refused, BeginAgain::Altered);
}

#[test]
fn an_altered_seal_is_refused_wherever_it_was_altered() {
    let blank = user().seal(&begin(), " ", SENT_AT);
    let why = user().open(&blank, " ", SENT_AT).unwrap_err();
    assert_eq!(why, BeginAgain::Altered, "it would bind to nobody");
    let sealed = user().seal(&begin(), SESSION, SENT_AT);
    let text = sealed.expose_secret();
    let refused = |text: String| {
        let altered = SealedAuthorization::from(text.clone());
        let why = user().open(&altered, SESSION, SENT_AT).unwrap_err();
        assert_eq!(why, BeginAgain::Altered, "{text}");
    };
    for at in 0..text.len() {
        let mut altered = text.as_bytes().to_vec();
        altered[at] = if altered[at] == b'A' { b'B' } else { b'A' };
        refused(String::from_utf8(altered).unwrap());
        refused(text[..at].to_owned());
    }
    refused(format!("{text}."));
    refused(format!("{text}A"));
    refused(text.replacen("dfpa1", "dfpa2", 1));
}

#[test]
fn neither_a_store_nor_a_sealed_one_shows_anything() {
    let store = PendingAuthorizations::new();
    let pending = begin();
    let sealed = user().seal(&pending, SESSION, SENT_AT);
    let state = pending.state().to_owned();
    store.keep(SESSION, pending).unwrap();
    let shown = format!("{store:?} {sealed:?}");
    assert!(!shown.contains("canary") && !shown.contains(&state));
    assert!(!shown.contains(sealed.expose_secret()));
}
