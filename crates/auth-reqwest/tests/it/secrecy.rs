//! Unique secrets are planted everywhere, and everything that is printed is searched for them.

use std::{
    io,
    sync::{Arc, Mutex},
};

use auth_core::{
    AccessToken, Call, ClientSecret, Encoding, Error, Method, Password, Path, Request, Response,
    Transport,
};
use auth_reqwest::Client;
use tracing_subscriber::fmt::MakeWriter;

use crate::{
    provider::{Scene, judged},
    server::{Server, Step, answer},
    transport::patient,
};

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

struct InPath;

impl Call for InPath {
    type Answer = ();

    fn request(&self) -> Result<Request, Error> {
        let token = AccessToken::new("CANARY");
        Request::to(
            Method::POST,
            Path::new("/change/{token}").with_secret(&token),
        )
    }

    fn answer(&self, _: &Response) -> Result<(), Error> {
        Ok(())
    }

    fn needs_credential(&self) -> bool {
        false
    }

    fn changes(&self) -> Option<&'static str> {
        None
    }
}

#[tokio::test]
async fn nothing_that_is_printed_holds_a_secret() {
    let log = Log::default();
    // Installs the bridge from `log` too, which reqwest writes to. The only subscriber of this test binary.
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(log.clone())
        .finish();
    tracing_subscriber::util::SubscriberInitExt::init(subscriber);
    let mut printed = Vec::new();

    let scripts = [
        vec![Step::Reset],
        vec![Step::Read],
        vec![
            Step::Read,
            Step::Write(b"HTTP/1.1 200 X\r\ncontent-length: 9\r\n\r\nCANARY".to_vec()),
        ],
        vec![Step::Read, Step::Write(b"CANARY-noise\r\n\r\n".to_vec())],
        vec![
            Step::Read,
            Step::Write(answer(200, &[("x-a", "CANARY")], &"CANARY".repeat(999))),
        ],
        vec![
            Step::Read,
            Step::Write(answer(400, &[("x-a", "CANARY")], "CANARY")),
        ],
    ];
    for script in scripts {
        let server = Server::start(move |_| script.clone()).await;
        for encoding in [Encoding::Form, Encoding::Json, Encoding::Multipart] {
            let url = server.url("/token?code=CANARY").parse().unwrap();
            let request = Request::new(Method::POST, url)
                .basic("CANARY", &ClientSecret::new("CANARY"))
                .unwrap()
                .encoding(encoding)
                .secret("password", &Password::new("CANARY"));
            printed.push(format!("{request:?} {:?}\n", patient()));
            match patient().send(request).await {
                Ok(response) => printed.push(format!("{response:?}\n")),
                Err(error) => printed.push(format!("{error} {error:?}\n")),
            }
        }
    }

    let answers = vec![
        judged(401, "rejected", "CANARY"),
        judged(403, "forbidden", "CANARY"),
        judged(401, "rejected", "CANARY"),
        judged(404, "accepted", "CANARY"),
    ];
    let scene = Scene::answering(answers).await;
    let client = scene
        .client()
        .with_header("x-a".parse().unwrap(), "CANARY".parse().unwrap());
    let builder = Client::builder(scene.authenticator());
    printed.push(format!(
        "{client:?} {builder:?} {:?}\n",
        client.authenticator()
    ));
    for _ in 0..2 {
        let call = client
            .get("/a?key=CANARY")
            .header("x-b", "CANARY")
            .body("CANARY");
        printed.push(format!("{call:?}\n"));
        let error = call.send().await.unwrap_err();
        printed.push(format!("{error} {error:?}\n"));
    }
    let error = client.call(&InPath).await.unwrap_err();
    printed.push(format!("{error} {error:?} {:?}\n", InPath.request()));
    let refused = client.get("https://CANARY@api.example/CANARY?CANARY");
    printed.push(format!("{refused:?}\n"));
    printed.push(format!("{:?}\n", refused.send().await.unwrap_err()));
    assert_eq!(scene.bearers()[..2], ["token-1", "token-2"]);

    let traced = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(
        traced.contains("the call is repeated once"),
        "tracing is captured"
    );
    assert!(traced.contains("starting new connection"), "and so is log");
    for text in [printed.concat(), traced] {
        for secret in ["canary", "token-1", "token-2"] {
            let lower = text.to_lowercase();
            let found = lower
                .find(secret)
                .map(|at| &text[at.saturating_sub(80)..at + 20]);
            assert_eq!(found, None);
        }
    }
}
