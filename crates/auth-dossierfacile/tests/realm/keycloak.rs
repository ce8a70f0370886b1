//! The form filler on Keycloak's pages: those of the tests' own realm, strict about every field and cookie, and variants
//! that themes and versions have. The words are ours; a Keycloak itself is tried with `cargo xtask e2e --issuer`.

use auth_reqwest::HttpTransport;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use crate::{
    filler::{Filler, Person},
    page::Page,
    realm::Realm,
};

const PERSON: Person<'_> = Person {
    username: "tenant@example.test",
    password: "correct horse",
    button: "accept",
};

#[tokio::test]
async fn a_wrong_password_is_given_once_and_the_page_says_why() {
    let Some(realm) = Realm::own("a password that is wrong").await else {
        return;
    };
    let url = realm.user().await.authorize().build().unwrap().url;
    let mut filler = Filler::new(&realm.transport, &realm.redirect_uri);
    let error = filler.walk(&url, PERSON).await.unwrap_err();
    assert!(error.contains("the login was refused"), "{error}");
    assert!(error.contains("Identifiants refusés."), "{error}");
    assert!(!error.contains(PERSON.password), "{error}");
    assert_eq!(realm.seen().await.unwrap().pages, ["login", "login again"]);
}

/// Answers every request alike, and walks a person through it: how that ended, and what was sent.
async fn walked(answer: &'static str) -> (String, Vec<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let start = format!("http://{}/realms/a/auth", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let mut requests = Vec::new();
        let mut buffer = vec![0; 4096];
        // Two at most: one for the page, one for what was filled in.
        while requests.len() < 2 {
            let (mut stream, _) = listener.accept().await.unwrap();
            let read = stream.read(&mut buffer).await.unwrap();
            let request = String::from_utf8_lossy(&buffer[..read]).into_owned();
            let ends = request.contains("GET /end ");
            requests.push(request);
            let (head, body) = answer.split_once("\n\n").unwrap();
            let length = body.len();
            let answer = format!(
                "HTTP/1.1 {head}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
            );
            stream.write_all(answer.as_bytes()).await.unwrap();
            if ends {
                requests.pop();
                break;
            }
        }
        requests
    });
    let transport = HttpTransport::builder()
        .allow_loopback_http(true)
        .build()
        .unwrap();
    let mut filler = Filler::new(&transport, "https://partner.example.test/callback");
    let error = filler.walk(&start, PERSON).await.unwrap_err();
    // The server may still wait for a request that was not made.
    let end = start.replace("/realms/a/auth", "/end").parse().unwrap();
    let end = auth_core::Request::new(auth_core::Method::GET, end);
    let _ = auth_core::Transport::send(&transport, end).await;
    (error, server.await.unwrap())
}

#[tokio::test]
async fn a_password_goes_to_the_providers_origin_alone() {
    let form = "200 OK\n\n<form id=kc-form-login method=post action='https://elsewhere.example.test/take'>\
                <input name=username><input name=password type=password></form>";
    let redirect = "302 Found\r\nlocation: https://fc.example.test/authorize\n\n";
    for (answer, elsewhere) in [
        (form, "https://elsewhere.example.test"),
        (redirect, "https://fc.example.test"),
    ] {
        let (error, requests) = walked(answer).await;
        assert!(
            error.contains(elsewhere) && error.contains("use a browser"),
            "{error}"
        );
        assert_eq!(requests.len(), 1, "{requests:?}");
    }
}

#[tokio::test]
async fn a_page_that_asks_for_more_ends_the_walk() {
    for (answer, words) in [
        (
            "200 OK\n\n<title>Code</title><form id=kc-otp-login-form><input name=otp></form>",
            "page `Code`",
        ),
        (
            "400 Bad Request\n\n<title>Oups</title><div id=kc-error-message><p class=instruction>Session expirée</p></div>",
            "HTTP 400",
        ),
        (
            "400 Bad Request\n\n<div id=kc-error-message><p class=instruction>Session expir&eacute;e</p></div>",
            "Session expirée",
        ),
    ] {
        let (error, requests) = walked(answer).await;
        assert!(
            error.contains(words) && error.contains("only a person"),
            "{error}"
        );
        assert_eq!(requests.len(), 1);
    }
}

#[test]
fn what_a_browser_would_send_is_sent() {
    let page = Page::read(
        "<FORM ID='kc-form-login' ACTION='/a?x=1&amp;y=2' method=post>\
         <input name=username value=old disabled><input name=password type=PASSWORD>\
         <input type=hidden name=credentialId><input type=checkbox name=rememberMe>\
         <input type=checkbox name=authorize checked><input type=radio name=r value=1><input type=radio name=r value=2 checked>\
         <button type=button name=show></button><input type=submit name=other><button name=login id=kc-login>Go</button></FORM>\
         <input name=outside>",
    );
    let form = page.login().unwrap();
    assert_eq!(form.action, "/a?x=1&y=2");
    let filled = [("username", "new"), ("password", "é &=")];
    assert_eq!(
        form.sent(&filled, "login"),
        "password=%C3%A9+%26%3D&credentialId=&authorize=on&r=2&login="
    );
}

#[test]
fn pages_are_told_apart_by_their_forms() {
    let script = "<script>x = '<form id=kc-form-login><input name=password>'</script><!-- <form><input name=accept> -->";
    let page = Page::read(script);
    assert!(page.login().is_none() && page.consent().is_none());
    let consent = "<form class=form-actions><input type=hidden name=code value=c><input name=cancel type=submit value=No>\
                   <input name=accept type=submit value=Yes></form>";
    let page = Page::read(consent);
    assert!(page.login().is_none());
    assert_eq!(
        page.consent().unwrap().sent(&[], "cancel"),
        "code=c&cancel=No"
    );
}

#[test]
fn messages_are_read_wherever_a_theme_puts_them() {
    for html in [
        "<span id=input-error aria-live=polite>\n Non,\n  <b>pas</b> ça </span>",
        "<span id=input-error-password>Non, pas ça</span>",
        "<div class='alert alert-error'><span class='icon'></span><span class='kc-feedback-text'>Non, pas &ccedil;a</span></div>",
        "<span class='pf-v5-c-alert__title kc-x'>Non, pas ça</span><span id=input-error>Plus tard</span>",
    ] {
        assert_eq!(
            Page::read(html).problem.as_deref(),
            Some("Non, pas ça"),
            "{html}"
        );
    }
    assert_eq!(
        Page::read("<span id=input-error> </span><span id=x>Oui</span>").problem,
        None
    );
}
