//! The token in the path of a password change shows nowhere: neither in what is traced or logged, by whichever crate, nor in
//! errors and values.

use std::{
    io,
    sync::{Arc, Mutex, PoisonError},
};

use auth_core::{Call, Grant};
use auth_keyclic::{ChangePassword, Feedbacks, Keyclic, RequestPasswordChange};
use auth_reqwest::Client;
use auth_sandbox::{Fault, FaultKind, Sandbox, When};
use serde_json::json;
use tracing_subscriber::{filter::LevelFilter, fmt::MakeWriter, util::SubscriberInitExt};

use crate::{
    careless,
    connect::{builder, timed},
};

const PASSWORD: &str = "canary-of-a-new-password";

#[derive(Clone, Default)]
struct Witness(Arc<Mutex<Vec<u8>>>);

impl Witness {
    fn saw(&self) -> String {
        let bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&bytes).into_owned()
    }

    fn sees(&self, shown: &str) {
        let mut bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        bytes.extend_from_slice(shown.as_bytes());
        bytes.push(b'\n');
    }
}

impl io::Write for Witness {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Witness {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

fn trouble() -> Vec<FaultKind> {
    vec![
        FaultKind::Reset,
        FaultKind::DropAnswer,
        FaultKind::Status(500),
        FaultKind::Status(401),
        FaultKind::Html(404),
        FaultKind::EmptyBody,
        FaultKind::TooManyRequests(Vec::new()),
        FaultKind::Redirect("http://127.0.0.1:9/".into()),
    ]
}

async fn token_of(sandbox: &Sandbox, client: &Client) -> String {
    let request = RequestPasswordChange::by_email(sandbox.keyclic().login());
    client.call(&request).await.unwrap();
    sandbox.keyclic().change_token().unwrap()
}

#[tokio::test]
async fn the_token_in_the_path_shows_nowhere() {
    let witness = Witness::default();
    // Takes every level of every crate; the bridge from `log`, which reqwest writes to, comes with it.
    tracing_subscriber::fmt()
        .with_max_level(LevelFilter::TRACE)
        .with_span_events(tracing_subscriber::fmt::format::FmtSpan::FULL)
        .with_writer(witness.clone())
        .with_ansi(false)
        .finish()
        .init();
    let sandbox = Sandbox::builder().seed(407).start().await.unwrap();
    let keyclic = sandbox.keyclic();
    let auth = timed(&sandbox, builder(&sandbox).build().unwrap());
    let client = Client::new(auth.clone()).unwrap();
    client.call(&Feedbacks).await.unwrap();

    let token = token_of(&sandbox, &client).await;
    let path = format!("/security/password/change/{token}");
    let change = ChangePassword::new(&*token, PASSWORD);
    witness.sees(&format!("{change:?} {:?}", change.request().unwrap()));
    for kind in trouble() {
        keyclic.fault(
            Fault::new(kind)
                .on("POST", &path)
                .when(When::BeforeStateChange),
        );
        let error = client.call(&change).await.err();
        let error = error.map(|error| format!("{error} {error:?} {error:#?} {}", error.advice()));
        witness.sees(&error.unwrap_or_default());
    }
    client.call(&change).await.unwrap_or_default();
    let error = client.call(&change).await.unwrap_err();
    witness.sees(&format!("{error} {error:?}"));

    // Nobody is there any more.
    let api_url = keyclic.api_url();
    let id_token = keyclic.external_token().to_owned();
    let old_password = keyclic.password().to_owned();
    sandbox.stop().await;
    let error = client.call(&change).await.unwrap_err();
    witness.sees(&format!("{error} {error:?}"));
    let external = Keyclic::external().api_url(&api_url).allow_loopback_http();
    let external = auth_core::Authenticator::new(
        external.build().unwrap(),
        auth_reqwest::HttpTransport::builder()
            .allow_loopback_http(true)
            .build()
            .unwrap(),
    );
    let error = external
        .sign_in(Grant::assertion(&*id_token))
        .await
        .unwrap_err();
    witness.sees(&format!(
        "{error} {error:?} {external:?} {auth:?} {client:?} {:?}",
        auth.status()
    ));

    let shown = witness.saw();
    assert!(
        shown.contains("starting new connection"),
        "reqwest is heard"
    );
    assert!(shown.contains("hyper_util"), "and hyper");
    assert!(shown.contains("auth_core"), "and this library");
    for secret in [&*token, PASSWORD, &old_password, &id_token] {
        let line = shown.lines().find(|line| line.contains(secret));
        assert!(
            line.is_none(),
            "{}",
            line.unwrap_or_default().replace(secret, "…")
        );
    }

    // A careless client tells whoever reads its errors.
    let body = json!({"password": PASSWORD});
    let url = format!("{api_url}{path}");
    let error = careless::http()
        .post(url)
        .json(&body)
        .send()
        .await
        .unwrap_err();
    assert!(error.to_string().contains(&token), "this test can fail");
}
