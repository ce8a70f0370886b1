//! Calls as values.

use auth_core::{Call, ClientSecret, Error, ErrorKind, Method, Request, Response};
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
