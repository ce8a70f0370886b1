//! Calls as values.

use auth_core::{
    AccessToken, Call, ClientSecret, Error, ErrorKind, Method, Path, PersonTask, Request, Response,
};
use auth_reqwest::Client;
use http::HeaderName;

use crate::{
    provider::{Scene, judged},
    server::{answer, header},
};

const FOLDER: HeaderName = HeaderName::from_static("x-folder");

struct Name(&'static str);

impl Call for Name {
    type Answer = String;

    fn request(&self) -> Result<Request, Error> {
        Ok(Request::new(Method::GET, self.0.parse().unwrap()))
    }

    fn answer(&self, response: &Response) -> Result<String, Error> {
        response.json()
    }

    fn changes(&self) -> Option<&'static str> {
        None
    }
}

#[tokio::test]
async fn a_typed_call_is_read() {
    let answers = vec![
        judged(401, "rejected", ""),
        answer(200, &[], "\"Ada\""),
        answer(200, &[], "<html>"),
        judged(404, "accepted", "{}"),
        answer(302, &[("location", "/login")], ""),
        answer(200, &[], &"x".repeat(101)),
    ];
    let scene = Scene::answering(answers).await;
    let client = Client::builder(scene.authenticator())
        .answer_limit(100)
        .build()
        .unwrap();
    let view = client.with_header(FOLDER, "7".parse().unwrap());
    assert_eq!(view.call(&Name("/folder")).await.unwrap(), "Ada");
    assert_eq!(header(&scene.server.seen()[1], "x-folder"), Some("7"));
    for status in [200, 404, 302, 200] {
        let error = client.call(&Name("/name")).await.unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::InvalidResponse);
        assert_eq!(error.status().unwrap(), status);
        assert!(
            error.to_string().starts_with("tester client: GET call: "),
            "{error}"
        );
    }
}

struct Leaking(String);

impl Call for Leaking {
    type Answer = ();

    fn request(&self) -> Result<Request, Error> {
        let request = Request::new(Method::POST, self.0.parse().unwrap());
        Ok(request.secret("client_secret", &ClientSecret::new("canary")))
    }

    fn answer(&self, _: &Response) -> Result<(), Error> {
        Ok(())
    }

    fn changes(&self) -> Option<&'static str> {
        None
    }
}

#[tokio::test]
async fn a_secret_in_a_call_goes_only_where_its_kind_may() {
    let scene = Scene::answering(vec![answer(200, &[], "")]).await;
    // The API may receive access tokens, and the token endpoint client secrets, but not the other way round.
    for target in ["/a", "https://auth.example/a"] {
        let error = scene
            .client()
            .call(&Leaking(target.to_owned()))
            .await
            .unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::OriginRefused);
    }
    assert_eq!(scene.server.connections(), 0);
}

/// Needs no credential, and holds a secret in its path.
struct Asking(AccessToken);

impl Call for Asking {
    type Answer = ();

    fn request(&self) -> Result<Request, Error> {
        Request::to(Method::POST, Path::new("/ask/{token}").with_secret(&self.0))
    }

    fn answer(&self, _: &Response) -> Result<(), Error> {
        Ok(())
    }

    fn needs_credential(&self) -> bool {
        false
    }

    fn refusal(&self, response: &Response) -> Error {
        match response.status().as_u16() {
            422 => Error::new(
                ErrorKind::SignInRequired(PersonTask::CorrectCredentials),
                "asked in vain",
            ),
            _ => response.unexpected(),
        }
    }

    fn changes(&self) -> Option<&'static str> {
        None
    }
}

#[tokio::test]
async fn a_call_without_a_credential_is_sent_without_signing_in_and_not_judged() {
    let answers = vec![
        answer(200, &[], ""),
        judged(422, "rejected", "{}"),
        judged(401, "rejected", "{}"),
        judged(429, "accepted", "{}"),
    ];
    let scene = Scene::answering(answers).await;
    let client = scene.client().with_header(FOLDER, "7".parse().unwrap());
    let call = Asking(AccessToken::new("a/b"));
    client.call(&call).await.unwrap();
    let mut kinds = Vec::new();
    for _ in 0..3 {
        let error = client.call(&call).await.unwrap_err();
        assert_eq!(error.request_id(), Some("req-7"));
        assert!(error.to_string().starts_with("tester client: POST call: "));
        kinds.push(error.kind().clone());
    }
    assert_eq!(
        kinds,
        [
            ErrorKind::SignInRequired(PersonTask::CorrectCredentials),
            ErrorKind::InvalidResponse,
            ErrorKind::RateLimited,
        ]
    );
    assert_eq!(scene.tokens.count(), 0, "nobody signed in");
    assert_eq!(scene.shown.lock().unwrap().len(), 0, "no verdict was asked");
    let seen = scene.server.seen();
    assert_eq!(seen.len(), 4);
    for request in seen {
        assert!(request.starts_with("POST /v1/ask/a%2Fb "), "{request}");
        assert_eq!(header(&request, "authorization"), None);
        assert_eq!(header(&request, "x-folder"), Some("7"));
    }
    // It changed nothing: the next call signs in as ever.
    assert_eq!(scene.prepared.lock().unwrap().len(), 4);
}

#[tokio::test]
async fn the_refusal_of_a_call_with_a_credential_is_its_own_where_the_credential_is_not_to_blame() {
    struct Signed(Asking);
    impl Call for Signed {
        type Answer = ();
        fn request(&self) -> Result<Request, Error> {
            self.0.request()
        }
        fn answer(&self, response: &Response) -> Result<(), Error> {
            self.0.answer(response)
        }
        fn changes(&self) -> Option<&'static str> {
            self.0.changes()
        }
        fn refusal(&self, response: &Response) -> Error {
            self.0.refusal(response)
        }
    }
    let answers = vec![
        judged(422, "accepted", "{}"),
        judged(422, "forbidden", "{}"),
    ];
    let scene = Scene::answering(answers).await;
    let call = Signed(Asking(AccessToken::new("x")));
    let error = scene.client().call(&call).await.unwrap_err();
    assert_eq!(error.person_task(), Some(&PersonTask::CorrectCredentials));
    let error = scene.client().call(&call).await.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Forbidden);
    assert_eq!(scene.bearers(), ["token-1", "token-2"]);
}
