//! Calls as values: the request of each exactly as the wire wants it, and every variant of its answer.

#![expect(clippy::expect_used, reason = "what only tests call")]

mod support;

use auth_core::{
    Body, Call, Delivery, Encoding, ErrorKind, ExposeSecret, Method, PersonTask, Provider, Request,
    SecretKind,
};
use auth_sinao::{
    ApiKeys, ChangePassword, CreateApiKey, DeleteApiKey, Logout, Me, Register, SendPassword,
};
use support::{answer, fields, keyed, login};

const REFUSED: ErrorKind = ErrorKind::SignInRequired(PersonTask::CorrectCredentials);

fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    pairs.iter().map(own).collect()
}

fn encoding(request: &Request) -> Option<Encoding> {
    match request.body() {
        Body::Fields(encoding, _) => Some(*encoding),
        _ => None,
    }
}

fn request(call: &impl Call) -> Request {
    call.request().expect("request")
}

fn register() -> Register {
    Register::agreeing_to_terms("a@b.test", "canary-password")
}

fn change() -> ChangePassword {
    ChangePassword::new("canary-mailed", "canary-password")
}

#[test]
fn register_posts_a_multipart_body() {
    let sent = request(&register().field("firstname", "Prénom"));
    assert_eq!(
        (sent.method(), sent.uri().path()),
        (&Method::POST, "/register")
    );
    assert_eq!(encoding(&sent), Some(Encoding::Multipart));
    assert_eq!(
        fields(&sent),
        owned(&[
            ("email", "a@b.test"),
            ("password", "canary-password"),
            ("cgu", "1"),
            ("firstname", "Prénom")
        ])
    );
    assert_eq!(sent.carries(), [SecretKind::Password]);
    let sent = request(&register().encoding(Encoding::Json));
    assert_eq!(encoding(&sent), Some(Encoding::Json));
}

#[test]
fn a_forgotten_password_is_asked_for_and_changed_in_bodies() {
    let sent = request(&SendPassword::new("a@b.test").hostname_alias("factures.test"));
    assert_eq!(sent.uri(), "/sendpassword");
    assert_eq!(
        fields(&sent),
        owned(&[("email", "a@b.test"), ("hostname_alias", "factures.test")])
    );
    assert_eq!(sent.carries(), []);
    assert_eq!(fields(&request(&SendPassword::new("a@b.test"))).len(), 1);

    let sent = request(&change());
    assert_eq!(sent.uri(), "/changepassword");
    assert_eq!(
        fields(&sent),
        owned(&[
            ("forgotten_password_token", "canary-mailed"),
            ("password", "canary-password")
        ])
    );
    assert_eq!(
        sent.carries(),
        [SecretKind::OneTimeCode, SecretKind::Password]
    );
}

#[test]
fn keys_are_listed_made_and_deleted_below_their_application() {
    let sent = request(&ApiKeys::of(3301));
    assert_eq!(
        (sent.method(), sent.uri().to_string().as_str()),
        (&Method::GET, "/apps/3301/apikeys")
    );
    assert!(sent.is_repeatable());
    assert_eq!(
        request(&ApiKeys::of(3301).limit(50)).uri(),
        "/apps/3301/apikeys?limit=50"
    );

    let sent = request(&CreateApiKey::of(3301));
    assert_eq!(
        (sent.method(), sent.uri().to_string().as_str()),
        (&Method::POST, "/apps/3301/apikeys")
    );
    assert_eq!(encoding(&sent), None);
    let sent = request(&CreateApiKey::of(3301).name("Paie").partner(12));
    assert_eq!(encoding(&sent), Some(Encoding::Multipart));
    assert_eq!(
        fields(&sent),
        owned(&[("name", "Paie"), ("api_partner_id", "12")])
    );

    let sent = request(&DeleteApiKey::of(3301, "k/1"));
    assert_eq!(
        (sent.method(), sent.uri().to_string().as_str()),
        (&Method::DELETE, "/apps/3301/apikeys/k%2F1")
    );
    let error = DeleteApiKey::of(3301, "").request().expect_err("no key");
    assert_eq!(*error.kind(), ErrorKind::Configuration);
}

#[test]
fn each_call_says_whether_it_needs_a_credential_and_may_be_repeated() {
    let said = [
        (Me.needs_credential(), request(&Me).is_repeatable()),
        (Logout.needs_credential(), request(&Logout).is_repeatable()),
        (
            register().needs_credential(),
            request(&register()).is_repeatable(),
        ),
        (
            change().needs_credential(),
            request(&change()).is_repeatable(),
        ),
        (
            SendPassword::new("a@b.test").needs_credential(),
            request(&SendPassword::new("a@b.test")).is_repeatable(),
        ),
        (
            ApiKeys::of(1).needs_credential(),
            request(&ApiKeys::of(1)).is_repeatable(),
        ),
        (
            CreateApiKey::of(1).needs_credential(),
            request(&CreateApiKey::of(1)).is_repeatable(),
        ),
        (
            DeleteApiKey::of(1, "2").needs_credential(),
            request(&DeleteApiKey::of(1, "2")).is_repeatable(),
        ),
    ];
    assert_eq!(
        said,
        [
            (true, true),
            (true, false),
            (false, false),
            (false, false),
            (false, false),
            (true, true),
            (true, false),
            (true, false),
        ]
    );
}

#[test]
fn no_secret_stands_in_a_url_or_is_shown() {
    let calls = [request(&register()), request(&change())];
    for call in calls {
        assert!(!call.uri().to_string().contains("canary"));
        assert!(!format!("{call:?}").contains("canary"));
        let placed = call.at("https://api.sinao.app/v1/x".parse().expect("URL"));
        for connection in [login(), keyed()] {
            connection
                .facts()
                .origins
                .check(&placed)
                .expect("its own API");
        }
    }
    assert!(!format!("{:?} {:?}", register(), change()).contains("canary"));
}

#[test]
fn the_account_that_was_made_is_read() {
    let user = register()
        .answer(&answer(
            201,
            r#"{"id":8802,"email":"a@b.test","civility":null}"#,
        ))
        .expect("user");
    assert_eq!(user.id.as_deref(), Some("8802"));
    for unreadable in ["", "{}", "[]", "<html>", r#"{"message":"ok"}"#] {
        let error = register()
            .answer(&answer(201, unreadable))
            .expect_err("no user");
        assert_eq!(*error.kind(), ErrorKind::InvalidResponse, "{unreadable}");
        assert_eq!(error.delivery(), Delivery::Uncertain, "{unreadable}");
    }
}

#[test]
fn a_refusal_names_the_fields_and_no_text_of_the_server() {
    let laravel = r#"{"message":"canary","errors":{"email":["canary"],"password":["canary"],"canary":["x"]}}"#;
    let plain = r#"{"code":422,"message":"canary","type":"error"}"#;
    for status in [400, 401, 403, 409, 422] {
        let error = register().refusal(&answer(status, laravel));
        assert_eq!(*error.kind(), REFUSED);
        let text = error.to_string();
        assert!(text.contains("the registration: email, password"), "{text}");
        assert!(!text.contains("canary"), "{text}");
        for error in [
            register().refusal(&answer(status, plain)),
            SendPassword::new("a@b.test").refusal(&answer(status, plain)),
            change().refusal(&answer(status, plain)),
            change().refusal(&answer(status, "")),
            change().refusal(&answer(status, r#"{"errors":"canary"}"#)),
        ] {
            assert_eq!(*error.kind(), REFUSED);
            assert!(!error.to_string().contains("canary"), "{error}");
        }
    }
    let named = r#"{"message":"m","errors":{"forgotten_password_token":["m"]}}"#;
    let error = change().refusal(&answer(422, named)).to_string();
    assert!(error.contains("forgotten_password_token"), "{error}");
}

#[test]
fn what_is_about_the_address_or_the_server_is_no_refusal() {
    for (status, body, kind) in [
        (404, "{}", ErrorKind::InvalidResponse),
        (405, "{}", ErrorKind::InvalidResponse),
        (422, "<html>", ErrorKind::InvalidResponse),
        (302, "", ErrorKind::InvalidResponse),
        (429, "{}", ErrorKind::RateLimited),
        (500, "{}", ErrorKind::Unavailable),
    ] {
        for error in [
            register().refusal(&answer(status, body)),
            SendPassword::new("a@b.test").refusal(&answer(status, body)),
            change().refusal(&answer(status, body)),
        ] {
            assert_eq!(*error.kind(), kind, "{status}");
        }
    }
}

#[test]
fn s11_keys_are_read_from_an_array_and_from_an_object() {
    let items = r#"[{"id":1,"name":"Paie","key":"canary-1"},{"id":"a","name":null,"api_key":"canary-2"},{"token":7},{}]"#;
    for list in [items.to_owned(), format!(r#"{{"data":{items},"total":4}}"#)] {
        let keys = ApiKeys::of(1).answer(&answer(200, list)).expect("keys");
        let shown = |key: &auth_sinao::ApplicationKey| {
            let text = key.key.as_ref().map(|key| key.expose_secret().to_owned());
            (key.id.clone(), key.name.clone(), text)
        };
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(
            keys.iter().map(shown).collect::<Vec<_>>(),
            [
                (text("1"), text("Paie"), text("canary-1")),
                (text("a"), None, text("canary-2")),
                (None, None, text("7")),
                (None, None, None),
            ]
        );
        assert!(!format!("{keys:?}").contains("canary"));
    }
    for unreadable in [
        "",
        "{}",
        "7",
        "[7]",
        r#"{"data":{}}"#,
        r#"{"data":null}"#,
        "<html>",
    ] {
        let error = ApiKeys::of(1)
            .answer(&answer(200, unreadable))
            .expect_err("no list");
        assert_eq!(*error.kind(), ErrorKind::InvalidResponse, "{unreadable}");
    }
}

#[test]
fn a_new_key_is_a_secret_or_not_told() {
    for told in [
        r#"{"id":2,"name":"Paie","key":"canary"}"#,
        r#"{"data":{"id":2,"name":"Paie","apikey":"canary"}}"#,
    ] {
        let made = CreateApiKey::of(1).answer(&answer(201, told)).expect("key");
        assert_eq!(made.id.as_deref(), Some("2"));
        assert_eq!(made.key.as_ref().expect("told").expose_secret(), "canary");
        assert!(!format!("{made:?}").contains("canary"));
    }
    let told = r#"{"code":200,"message":"made","type":"success"}"#;
    let made = CreateApiKey::of(1)
        .answer(&answer(200, told))
        .expect("made");
    assert!(made.id.is_none() && made.key.is_none());
    for unreadable in ["", "[]", "<html>"] {
        let error = CreateApiKey::of(1).answer(&answer(200, unreadable));
        assert!(error.expect_err("unreadable").is_delivery_uncertain());
    }
    DeleteApiKey::of(1, "2")
        .answer(&answer(204, ""))
        .expect("deleted");
    DeleteApiKey::of(1, "2")
        .answer(&answer(200, "<html>"))
        .expect_err("a page");
}
