//! Keys, folders, limits and errors of the API.

use auth_core::{ErrorKind, PersonTask, Response};
use auth_myunisoft::{ActivateKey, ApiError, KeyInfo, MyUnisoft, SocietyId};
use auth_sandbox::{ErrorShape, Fault, FaultKind, Sandbox, When};

use crate::connect::{connect, get, key, login, societe};

#[tokio::test]
async fn m01_a_partner_secret_that_is_not_good_is_the_operators_and_leaves_the_key_alone() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = societe(&sandbox);
    sandbox.myunisoft().deactivate_secret();
    let error = get(&client, "/society").await.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Configuration);
    let wrong = MyUnisoft::key("Dunes-wrong", sandbox.myunisoft().societe_key())
        .api_url(sandbox.myunisoft().api_url())
        .allow_loopback_http()
        .build()
        .unwrap();
    let error = get(&connect(&sandbox, wrong), "/society")
        .await
        .unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Configuration);
}

#[tokio::test]
async fn m03_a_pending_key_is_activated_by_one_explicit_call() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = societe(&sandbox);
    let societe = sandbox.myunisoft().societe_key();
    assert!(!sandbox.myunisoft().is_activated(societe));
    client.authenticator().headers().await.unwrap();
    assert!(
        !sandbox.myunisoft().is_activated(societe),
        "having headers activates nothing"
    );
    let details = client.call(&ActivateKey).await.unwrap();
    assert!(details.is_activated);
    assert_eq!(
        details.target.society_id,
        Some(sandbox.myunisoft().society_id())
    );
    assert_eq!(sandbox.myunisoft().count("GET", "/api/v1/key/info"), 1);
    let routes = client.call(&KeyInfo).await.unwrap();
    assert!(routes.iter().any(|route| route.path == "/api/v1/accounts"));
}

#[tokio::test]
async fn m03_an_activation_whose_answer_is_lost_is_not_repeated() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = societe(&sandbox);
    sandbox
        .myunisoft()
        .fault(Fault::new(FaultKind::DropAnswer).when(When::AfterStateChange));
    let error = client.call(&ActivateKey).await.unwrap_err();
    assert!(error.is_delivery_uncertain());
    assert_eq!(sandbox.myunisoft().count("GET", "/api/v1/key/info"), 1);
}

#[tokio::test]
async fn m04_a_revoked_key_needs_a_person_and_no_further_call_leaves() {
    let sandbox = Sandbox::start().await.unwrap();
    for (key_text, society) in [
        (sandbox.myunisoft().societe_key(), None),
        (
            sandbox.myunisoft().cabinet_key(),
            Some(sandbox.myunisoft().society_id()),
        ),
    ] {
        let mut client = connect(&sandbox, key(&sandbox, key_text));
        if let Some(society) = society {
            client = client.with(SocietyId::new(society).unwrap());
        }
        assert_eq!(get(&client, "/accounts").await.unwrap(), 200);
        sandbox.myunisoft().revoke_key(key_text);
        let before = sandbox.myunisoft().count("GET", "/api/v1/accounts");
        for _ in 0..3 {
            let error = get(&client, "/accounts").await.unwrap_err();
            assert_eq!(error.person_task(), Some(&PersonTask::GenerateKey));
        }
        assert_eq!(
            sandbox.myunisoft().count("GET", "/api/v1/accounts"),
            before + 1
        );
    }
}

/// Shows S000-04, S000-06.
#[tokio::test]
async fn m05_a_firm_names_the_folder_per_view_and_a_societe_need_not() {
    let sandbox = Sandbox::start().await.unwrap();
    let firm = connect(&sandbox, key(&sandbox, sandbox.myunisoft().cabinet_key()));
    assert_eq!(get(&firm, "/society").await.unwrap(), 200);
    assert_eq!(
        get(&firm, "/accounts").await.unwrap_err().kind(),
        &ErrorKind::Configuration
    );
    assert_eq!(
        sandbox.myunisoft().count("GET", "/api/v1/accounts"),
        0,
        "refused before sending"
    );
    for society in [
        sandbox.myunisoft().society_id(),
        sandbox.myunisoft().second_society_id(),
    ] {
        let folder = firm.with(SocietyId::new(society).unwrap());
        let accounts = folder
            .get("/accounts")
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap();
        assert!(accounts.contains(&society.to_string()));
    }
    assert_eq!(get(&societe(&sandbox), "/accounts").await.unwrap(), 200);
    // A key whose reach nobody knows is not stopped here: the API's refusal says what the call lacks.
    sandbox.myunisoft().refuse_next(400, "GBL10");
    let error = get(&societe(&sandbox), "/accounts").await.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Configuration);
    assert_eq!(error.code(), Some("GBL10"));
}

#[tokio::test]
async fn m08_each_error_shape_is_understood_and_keeps_the_request_id() {
    let sandbox = Sandbox::start().await.unwrap();
    for shape in [
        ErrorShape::Details,
        ErrorShape::EmptyDetails,
        ErrorShape::Rootless,
    ] {
        sandbox.myunisoft().set_error_shape(shape);
        sandbox.myunisoft().refuse_next(403, "ERR-FORBIDDEN-ROUTE");
        let error = get(&societe(&sandbox), "/society").await.unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::Forbidden, "{shape:?}");
        assert!(error.request_id().unwrap().starts_with("req-"));
    }
    sandbox.myunisoft().set_error_shape(ErrorShape::Html);
    sandbox.myunisoft().refuse_next(403, "ERR-FORBIDDEN-ROUTE");
    assert_eq!(
        get(&societe(&sandbox), "/society").await.unwrap(),
        403,
        "a page judges no key"
    );
}

#[tokio::test]
async fn m11_ids_as_text_are_read() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.myunisoft().set_ids_as_text(true);
    let firm = connect(&sandbox, key(&sandbox, sandbox.myunisoft().cabinet_key()));
    let details = firm.call(&ActivateKey).await.unwrap();
    assert_eq!(details.target.schema_id, sandbox.myunisoft().firm_id());
    assert_eq!(details.target.society_id, None);
    let provider = login(&sandbox, sandbox.myunisoft().mail()).build().unwrap();
    assert_eq!(
        get(&connect(&sandbox, provider), "/society").await.unwrap(),
        200
    );
}

#[tokio::test]
async fn m12_an_expired_token_may_come_with_400_and_a_business_refusal_with_401() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = login(&sandbox, sandbox.myunisoft().mail()).build().unwrap();
    let client = connect(&sandbox, provider);
    assert_eq!(get(&client, "/society").await.unwrap(), 200);
    sandbox.myunisoft().refuse_next(401, "PROFIL1");
    assert_eq!(get(&client, "/society").await.unwrap(), 401);
    assert_eq!(sandbox.myunisoft().issued(), 1);
    sandbox.myunisoft().refuse_next(400, "TOKEN2");
    assert_eq!(
        get(&client, "/society").await.unwrap(),
        200,
        "logged in again and repeated"
    );
    assert_eq!(sandbox.myunisoft().issued(), 2);
}

#[tokio::test]
async fn m12_a_business_refusal_reaches_the_caller_whole() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.myunisoft().refuse_next(401, "PROFIL1");
    let response = societe(&sandbox).get("/society").send().await.unwrap();
    let (status, headers) = (response.status(), response.headers().clone());
    let body = response.bytes().await.unwrap();
    let error = ApiError::of(&Response::new(status, headers, body));
    assert_eq!(error.code(), Some("PROFIL1"));
    assert!(error.request_id().unwrap().starts_with("req-"));
}

#[tokio::test]
async fn m13_a_suspension_stops_all_and_maintenance_kills_nothing() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = societe(&sandbox);
    sandbox.myunisoft().maintenance(true);
    let error = get(&client, "/society").await.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Unavailable);
    assert_eq!(error.code(), Some("ERR-API-UNDER-MAINTENANCE"));
    sandbox.myunisoft().maintenance(false);
    assert_eq!(get(&client, "/society").await.unwrap(), 200);
    sandbox.myunisoft().suspend_integration();
    let error = get(&client, "/society").await.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Suspended);
}

#[tokio::test]
async fn m14_a_key_of_another_environment_is_refused() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = connect(&sandbox, key(&sandbox, sandbox.myunisoft().foreign_key()));
    let error = get(&client, "/society").await.unwrap_err();
    assert_eq!(error.person_task(), Some(&PersonTask::CheckEnvironment));
    assert_eq!(error.code(), Some("ERR-INVALID-JWT"));
    assert!(error.request_id().is_some());
    assert!(error.to_string().contains("host"), "{error}");
    // What is remembered says the same.
    let again = get(&client, "/society").await.unwrap_err();
    assert_eq!(again.person_task(), Some(&PersonTask::CheckEnvironment));
}
