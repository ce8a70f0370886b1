//! Settings, the key of webhooks, documents, and refusals in every form: D14, D16.

use auth_core::{ApiKey, Body, Call, Encoding, ErrorKind, ExposeSecret, HeaderMap};
use auth_dossierfacile::{
    ChangeSettings, KeyRotation, Lookup, ReadDocument, Settings, WebhookVerifier, look_up,
};
use auth_sandbox::{DossierFacile, Fault, FaultKind, When, tells_apart};
use serde_json::json;
use time::macros::datetime;

use crate::careless::{Careless, answer, status, text};
use crate::connection::{Connection, service};

const SETTINGS: &str = "/dfc/api/v1/settings";

/// Changes settings as documented, and looks at the status alone.
async fn by_hand(realm: &DossierFacile, change: serde_json::Value) -> u16 {
    let careless = Careless::new(realm);
    let (_, token) = answer(careless.service()).await;
    let patch = careless
        .http()
        .patch(format!("{}{SETTINGS}", realm.api_url()));
    status(
        patch
            .bearer_auth(text(&token, "access_token"))
            .json(&change),
    )
    .await
}

#[tokio::test]
async fn d14_webhooks_never_lose_their_proof_by_an_empty_key() {
    let connection = Connection::new(service).await;
    let realm = connection.imitation();
    by_hand(realm, json!({"callbackApiKey": ""})).await;
    let careless = realm.webhook_key();
    realm.set_callback("https://partner.example/webhook", "a-key-of-the-partner");
    for empty in ["", " ", "two words"] {
        let change = ChangeSettings::new().callback_api_key(empty);
        let error = connection.client.call(&change).await.unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::Configuration, "{error}");
    }
    tells_apart(
        |key: &String| !key.is_empty(),
        &careless,
        &realm.webhook_key(),
    );
    assert_eq!(
        realm.count("PATCH", SETTINGS),
        1,
        "refused before they leave"
    );
}

/// Shows S002-34, S002-35, S002-36, S002-39.
#[tokio::test]
async fn d14_settings_change_in_part_and_the_end_of_webhooks_is_said_aloud() {
    let connection = Connection::new(service).await;
    let realm = connection.imitation();
    let before = connection.client.call(&Settings).await.unwrap();
    let change = ChangeSettings::new().email("Équipe@Partenaire.example");
    let after = connection.client.call(&change).await.unwrap();
    assert_eq!(after.email.as_deref(), Some("equipe@partenaire.example"));
    assert_eq!(after.callback_url, before.callback_url);
    assert_eq!(after.name, before.name);

    // By hand a blank e-mail passes, and nothing has changed.
    assert_eq!(by_hand(realm, json!({"email": " "})).await, 200);
    for wrong in [
        ChangeSettings::new().email(" "),
        ChangeSettings::new().callback_url(""),
        ChangeSettings::new().callback_url("http://partner.example/webhook"),
        ChangeSettings::new().callback_url("partner.example"),
        ChangeSettings::stop_webhooks().callback_url("https://partner.example/webhook"),
    ] {
        let error = connection.client.call(&wrong).await.unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::Configuration, "{error}");
    }
    assert!(!realm.callback_url().is_empty());
    let stopped = connection
        .client
        .call(&ChangeSettings::stop_webhooks())
        .await
        .unwrap();
    assert_eq!(stopped.callback_url, None);
    let shown = format!("{change:?} {stopped:?}");
    assert!(!shown.contains(&realm.webhook_key()), "{shown}");
}

/// What the guide names and may be changed is changed. The version, which it names too, changes nothing, and is not sent.
///
/// Shows S002-35, S002-36, S002-37, S002-40.
#[tokio::test]
async fn d14_the_webhooks_address_is_changed_and_the_version_is_no_setting() {
    let connection = Connection::new(service).await;
    let realm = connection.imitation();
    let told = async || format!("{:?}", connection.client.call(&Settings).await.unwrap());
    let before = told().await;
    assert_eq!(
        by_hand(realm, json!({"version": 4, "name": "other"})).await,
        200
    );
    assert_eq!(told().await, before);

    let (url, key) = (
        "https://partner.example/other",
        "another-key-of-the-partner",
    );
    let change = ChangeSettings::new().email("technique@partenaire.example");
    let change = change.callback_url(url).callback_api_key(key);
    let request = change.request().unwrap();
    let Body::Fields(Encoding::Json, fields) = request.body() else {
        panic!("a plain object");
    };
    let names: Vec<_> = fields.iter().map(|field| &*field.name).collect();
    assert_eq!(names, ["email", "callbackUrl", "callbackApiKey"]);
    let after = connection.client.call(&change).await.unwrap();
    assert_eq!(after.callback_url.as_deref(), Some(url));
    assert_eq!((&*realm.callback_url(), &*realm.webhook_key()), (url, key));
}

/// Whether a webhook that leaves now is let in.
fn lets_in(verifier: &WebhookVerifier, realm: &DossierFacile) -> bool {
    let webhook = realm.webhook(&realm.event("VERIFIED_ACCOUNT"));
    let mut headers = HeaderMap::new();
    headers.insert(
        "x-api-key",
        webhook.header("x-api-key").unwrap().parse().unwrap(),
    );
    verifier.verify(webhook.body(), &headers).is_ok()
}

/// Shows S002-38.
#[tokio::test]
async fn d14_a_key_is_rotated_without_losing_a_webhook() {
    let connection = Connection::new(service).await;
    let realm = connection.imitation();
    let now = connection.sandbox.clock().now();
    let old = ApiKey::new(realm.webhook_key());
    let mut rotation = KeyRotation::begin(old.clone());
    assert!(rotation.new_key().expose_secret().len() >= 43);
    assert_ne!(
        rotation.new_key().expose_secret(),
        KeyRotation::begin(old.clone()).new_key().expose_secret()
    );

    // The answer is lost: by hand the new key counts only after a 200.
    let lost = || {
        Fault::new(FaultKind::DropAnswer)
            .when(When::AfterStateChange)
            .on("PATCH", SETTINGS)
    };
    realm.fault(lost());
    let answered = by_hand(realm, json!({"callbackApiKey": "a-new-key-by-hand"})).await;
    let key = if answered == 200 {
        "a-new-key-by-hand".into()
    } else {
        old.clone()
    };
    let careless = lets_in(&WebhookVerifier::new(key).unwrap(), realm);

    realm.set_callback("https://partner.example/webhook", old.expose_secret());
    realm.fault(lost());
    assert!(rotation.change(&connection.client, now).await.is_err());
    assert_eq!(realm.webhook_key(), rotation.new_key().expose_secret());
    let much_later = now + time::Duration::days(30);
    let careful = lets_in(&rotation.verifier(much_later).unwrap(), realm);
    tells_apart(|let_in: &bool| *let_in, &careless, &careful);
    realm.set_callback("https://partner.example/webhook", old.expose_secret());
    assert!(
        lets_in(&rotation.verifier(much_later).unwrap(), realm),
        "the old one too, as long as it is uncertain"
    );

    rotation.change(&connection.client, now).await.unwrap();
    assert!(lets_in(&rotation.verifier(now).unwrap(), realm));
    let over = now + time::Duration::hours(1);
    assert!(rotation.is_over(over));
    assert!(lets_in(&rotation.verifier(over).unwrap(), realm));
    realm.set_callback("https://partner.example/webhook", old.expose_secret());
    assert!(lets_in(&rotation.verifier(now).unwrap(), realm));
    assert!(
        !lets_in(&rotation.verifier(over).unwrap(), realm),
        "the old one is dropped"
    );
}

/// Whether an answer ends the connection with the person.
type Ends = Vec<(u16, bool)>;

/// Shows S002-31.
#[tokio::test]
async fn d16_only_the_apis_own_empty_refusals_are_about_the_person() {
    let connection = Connection::new(service).await;
    let realm = connection.imitation();
    realm.add_tenant(5, datetime!(2026-01-01 00:00 UTC));
    let path = "/dfc/api/v1/tenants/5";
    let faults = [
        FaultKind::TooManyRequests(Vec::new()),
        FaultKind::Html(502),
        FaultKind::Html(403),
        FaultKind::Html(404),
        FaultKind::Status(403),
        FaultKind::Status(404),
        FaultKind::Status(409),
    ];
    let own = Careless::new(realm);
    let (_, token) = answer(own.service()).await;
    let (mut careless, mut careful) = (Ends::new(), Ends::new());
    for fault in faults {
        realm.fault(Fault::new(fault.clone()).on("GET", path));
        let told = status(own.call(path, text(&token, "access_token"))).await;
        careless.push((told, told != 200));
        realm.fault(Fault::new(fault).on("GET", path));
        let ended = look_up(&connection.client, 5).await.is_ok();
        careful.push((told, ended));
    }
    tells_apart(
        |ends: &Ends| ends.iter().all(|(_, ended)| !ended),
        &careless,
        &careful,
    );
    assert!(matches!(
        look_up(&connection.client, 5).await,
        Ok(Lookup::Linked(_))
    ));
}

#[tokio::test]
async fn d16_refusals_in_text_json_and_html_say_who_acts() {
    let connection = Connection::new(service).await;
    let realm = connection.imitation();
    let kind = async || {
        let change = ChangeSettings::new().email("technique@partenaire.example");
        connection
            .client
            .call(&change)
            .await
            .unwrap_err()
            .kind()
            .clone()
    };
    realm.set_settings_conflicts(1);
    assert_eq!(kind().await, ErrorKind::Unavailable);
    realm.set_partner_unknown(true);
    assert_eq!(kind().await, ErrorKind::Configuration);
    realm.set_partner_unknown(false);
    realm.fault(Fault::new(FaultKind::Html(502)).on("PATCH", SETTINGS));
    assert_eq!(kind().await, ErrorKind::Unavailable);
    let mut unreadable =
        auth_dossierfacile::Listing::since(auth_dossierfacile::Cursor::new("yesterday"));
    let error = unreadable.next_page(&connection.client).await.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Configuration);
}

#[tokio::test]
async fn d16_documents_are_read_and_streamed_and_their_tokens_not_shown() {
    let connection = Connection::new(service).await;
    let realm = connection.imitation();
    realm.add_tenant(5, datetime!(2026-01-01 00:00 UTC));
    let Lookup::Linked(profile) = look_up(&connection.client, 5).await.unwrap() else {
        panic!("linked");
    };
    let document = &profile.connected_tenant().unwrap().documents[0];
    let token = document.token.as_ref().unwrap().expose_secret();
    let read = ReadDocument::of(5, document).unwrap();
    let refused = connection.client.call(&read).await.unwrap_err();
    assert_eq!(*refused.kind(), ErrorKind::Forbidden);
    assert!(refused.advice().contains("dfc-documents"), "{refused}");

    realm.set_documents_scope(true);
    realm.set_documents_a_minute(4);
    connection.authenticator.invalidate();
    let pdf = connection.client.call(&read).await.unwrap();
    assert!(pdf.as_ref().starts_with(b"%PDF"));
    let mut streamed = connection.client.open(&read).await.unwrap();
    let mut length = 0;
    while let Some(chunk) = streamed.chunk().await.unwrap() {
        length += chunk.len();
    }
    assert_eq!(length, pdf.as_ref().len());
    connection.client.open(&read).await.unwrap();
    let limited = connection.client.open(&read).await.unwrap_err();
    assert_eq!(*limited.kind(), ErrorKind::RateLimited);
    assert_eq!(limited.retry_after(), None);
    let request = read.request().unwrap();
    for shown in [
        format!("{read:?} {request:?}"),
        format!("{refused:?}"),
        format!("{limited:?} {pdf:?}"),
    ] {
        assert!(!shown.contains(token), "{shown}");
    }
}
