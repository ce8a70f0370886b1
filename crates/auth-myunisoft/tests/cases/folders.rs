//! Whose folder a firm's call is about: M5.

use auth_core::{HeaderName, HeaderValue};
use auth_myunisoft::SocietyId;
use auth_sandbox::{Sandbox, tells_apart};

use crate::{
    careless,
    connect::{connect, get, key, societe},
};

#[tokio::test]
async fn m05_a_folder_that_is_none_never_leaves() {
    #[derive(Debug)]
    struct Arrived(usize);
    let sandbox = Sandbox::start().await.unwrap();
    let it = sandbox.myunisoft();
    let named = HeaderName::from_static("society-id");
    let firm = connect(&sandbox, key(&sandbox, it.cabinet_key()));
    for value in [None, Some(""), Some("undefined"), Some("Dunes")] {
        let before = it.count("GET", "/api/v1/accounts");
        let mut request = careless::get(it, "/accounts", it.cabinet_key());
        if let Some(value) = value {
            request = request.header(&named, value);
        }
        let (status, body) = careless::answer(request).await;
        assert_eq!((status, &body["error"]["code"]), (400, &"GBL10".into()));
        let careless = Arrived(it.count("GET", "/api/v1/accounts") - before);
        let view = match value {
            None => firm.clone(),
            Some(value) => firm.with_header(named.clone(), HeaderValue::from_static(value)),
        };
        let error = get(&view, "/accounts").await.unwrap_err();
        assert!(error.to_string().contains("society-id"), "{error}");
        let careful = Arrived(it.count("GET", "/api/v1/accounts") - before - careless.0);
        tells_apart(|Arrived(calls)| *calls == 0, &careless, &careful);
    }
    let folder = SocietyId::new(it.society_id()).unwrap();
    assert_eq!(get(&firm.with(folder), "/accounts").await.unwrap(), 200);
    let other = SocietyId::new(it.second_society_id()).unwrap();
    let ignored = societe(&sandbox).with(other);
    let text = ignored.get("/accounts").send().await.unwrap().text().await;
    assert!(text.unwrap().contains(&it.society_id().to_string()));
}
