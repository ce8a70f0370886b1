//! What an error says, in whatever shape: M8, M12.

use auth_core::Response;
use auth_myunisoft::ApiError;
use auth_reqwest::Client;
use auth_sandbox::{ErrorShape, Sandbox, tells_apart};

use crate::{
    careless,
    connect::{connect, get, login, societe},
};

const SHAPES: [ErrorShape; 4] = [
    ErrorShape::Details,
    ErrorShape::EmptyDetails,
    ErrorShape::Rootless,
    ErrorShape::Html,
];

/// What support asks for, for each shape.
#[derive(Debug)]
struct RequestIds(Vec<Option<String>>);

async fn request_id(client: &Client) -> Option<String> {
    match client.get("/society").send().await {
        Err(error) => error.request_id().map(str::to_owned),
        Ok(response) => {
            let (status, headers) = (response.status(), response.headers().clone());
            let body = response.bytes().await.unwrap();
            let error = ApiError::of(&Response::new(status, headers, body));
            error.request_id().map(str::to_owned)
        }
    }
}

/// Shows S000-14, S000-17.
#[tokio::test]
async fn m08_the_request_id_is_kept_in_each_shape() {
    let sandbox = Sandbox::start().await.unwrap();
    let it = sandbox.myunisoft();
    let client = societe(&sandbox);
    let (mut careless, mut careful) = (RequestIds(Vec::new()), RequestIds(Vec::new()));
    for shape in SHAPES {
        it.set_error_shape(shape);
        it.refuse_next(403, "ERR-FORBIDDEN-ROUTE");
        let request = careless::get(it, "/society", it.societe_key());
        let (_, body) = careless::answer(request).await;
        let id = body["error"]["details"]["requestId"].as_str();
        careless.0.push(id.map(str::to_owned));
        it.refuse_next(403, "ERR-FORBIDDEN-ROUTE");
        careful.0.push(request_id(&client).await);
    }
    let kept = |RequestIds(ids): &RequestIds| {
        let id = |id: &Option<String>| id.as_ref().is_some_and(|id| id.starts_with("req-"));
        ids.iter().all(id)
    };
    tells_apart(kept, &careless, &careful);
}

#[tokio::test]
async fn m12_the_code_decides_what_is_about_the_token_and_not_the_status() {
    #[derive(Debug)]
    struct Logins {
        after_a_business_refusal: usize,
        after_an_expired_token: usize,
    }
    let sandbox = Sandbox::start().await.unwrap();
    let it = sandbox.myunisoft();
    let client = connect(&sandbox, login(&sandbox, it.mail()).build().unwrap());
    assert_eq!(get(&client, "/society").await.unwrap(), 200);
    it.refuse_next(401, "PROFIL1");
    assert_eq!(get(&client, "/society").await.unwrap(), 401);
    let after_a_business_refusal = it.issued() - 1;
    it.refuse_next(400, "TOKEN2");
    assert_eq!(get(&client, "/society").await.unwrap(), 200);
    let careful = Logins {
        after_a_business_refusal,
        after_an_expired_token: it.issued() - 1,
    };
    // Who goes by the status logs in again at 401, and at nothing else.
    let by_status = async |status: u16, code: &str| {
        it.refuse_next(status, code);
        let request = careless::get(it, "/society", it.societe_key());
        usize::from(careless::status(request).await == 401)
    };
    let careless = Logins {
        after_a_business_refusal: by_status(401, "PROFIL1").await,
        after_an_expired_token: by_status(400, "TOKEN2").await,
    };
    let rule = |it: &Logins| it.after_a_business_refusal == 0 && it.after_an_expired_token == 1;
    tells_apart(rule, &careless, &careful);
}

#[tokio::test]
async fn m14_a_token_that_is_rejected_though_new_keeps_code_and_request_id() {
    let sandbox = Sandbox::start().await.unwrap();
    let it = sandbox.myunisoft();
    let client = connect(&sandbox, login(&sandbox, it.mail()).build().unwrap());
    for _ in 0..2 {
        it.refuse_next(401, "ERR-INVALID-JWT");
    }
    let error = client.get("/society").send().await.unwrap_err();
    assert_eq!(it.issued(), 2, "one login more, and no further one");
    assert_eq!(error.code(), Some("ERR-INVALID-JWT"));
    assert!(error.request_id().is_some_and(|id| id.starts_with("req-")));
}
