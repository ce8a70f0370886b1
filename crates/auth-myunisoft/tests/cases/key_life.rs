//! A key from its enrolment to its end: M3, M4, M11, M14.

use auth_core::{ErrorKind, ExposeSecret, PersonTask};
use auth_myunisoft::{
    Access, CreateKey, Enrolment, EnrolmentError, KeyInfo, KeyState, Problem, SocietyId,
};
use auth_sandbox::{Fault, FaultKind, Sandbox, When, tells_apart};

use crate::{
    careless,
    connect::{connect, get, key, societe, user_login},
};

const INFO: &str = "/api/v1/key/info";

/// What the application believes, and what MyUnisoft saw of it.
#[derive(Debug)]
struct Enrolled {
    believed: bool,
    active: bool,
    activations: usize,
}

/// Shows S000-05, S000-10, S000-13.
#[tokio::test]
async fn m03_a_key_is_in_use_after_one_activation_and_not_by_being_there() {
    let seen = |sandbox: &Sandbox, believed| Enrolled {
        believed,
        active: sandbox
            .myunisoft()
            .is_activated(sandbox.myunisoft().societe_key()),
        activations: sandbox.myunisoft().count("GET", INFO),
    };
    let sandbox = Sandbox::start().await.unwrap();
    // A key that is no empty text is taken for a good one.
    let careless = seen(&sandbox, !sandbox.myunisoft().societe_key().is_empty());
    let client = societe(&sandbox);
    let wanted = Enrolment::new().access(Access::Company).third_party_id(37);
    let wanted = wanted
        .needs("get", "/society")
        .needs("get", "/society/exercie");
    let enrolled = wanted.enrol(&client).await.unwrap();
    assert_eq!(enrolled.schema_id, sandbox.myunisoft().firm_id());
    assert_eq!(enrolled.state, KeyState::Active);
    let folder = SocietyId::new(sandbox.myunisoft().society_id()).unwrap();
    assert_eq!(enrolled.society_id, Some(folder));
    let careful = seen(&sandbox, true);
    let rule = |it: &Enrolled| it.believed && it.active && it.activations == 1;
    tells_apart(rule, &careless, &careful);
    assert!(!client.call(&KeyInfo).await.unwrap().is_empty());
}

/// Shows S000-10.
#[tokio::test]
async fn m03_a_key_that_stays_inactive_is_not_taken_for_active() {
    #[derive(Debug)]
    struct Believed(bool);
    let sandbox = Sandbox::start().await.unwrap();
    let it = sandbox.myunisoft();
    it.set_activates(false);
    let request = careless::get(it, "/key/info?mode=extended", it.societe_key());
    let careless = Believed(careless::status(request).await == 200);
    let result = Enrolment::new().enrol(&societe(&sandbox)).await;
    let careful = Believed(result.is_ok());
    tells_apart(|Believed(active)| !active, &careless, &careful);
    let Err(EnrolmentError::Unfit(unfit)) = result else {
        panic!("{result:?}")
    };
    let can_be_activated = Some(false);
    assert_eq!(unfit.problems, [Problem::NotActivated { can_be_activated }]);
    assert_eq!(unfit.enrolled.state, KeyState::Pending);
}

#[tokio::test]
async fn m03_an_activation_whose_answer_was_lost_is_left_to_a_person() {
    #[derive(Debug)]
    struct Sent(usize);
    let lost = || Fault::new(FaultKind::DropAnswer).when(When::AfterStateChange);
    let sandbox = Sandbox::start().await.unwrap();
    let it = sandbox.myunisoft();
    it.fault(lost().on("GET", INFO));
    let activate = || careless::get(it, "/key/info?mode=extended", it.societe_key()).send();
    if activate().await.is_err() {
        activate().await.unwrap();
    }
    let careless = Sent(it.count("GET", INFO));
    it.fault(lost().on("GET", INFO));
    let client = connect(&sandbox, key(&sandbox, it.second_societe_key()));
    let result = Enrolment::new().enrol(&client).await;
    let Err(EnrolmentError::Call(error)) = result else {
        panic!("{result:?}")
    };
    assert!(error.is_delivery_uncertain());
    let careful = Sent(it.count("GET", INFO) - careless.0);
    tells_apart(|Sent(times)| *times == 1, &careless, &careful);
    // Whoever entered the key enters it again.
    Enrolment::new().enrol(&client).await.unwrap();
}

#[tokio::test]
async fn m03_a_key_made_by_a_call_is_enrolled_like_any_other() {
    let sandbox = Sandbox::start().await.unwrap();
    let it = sandbox.myunisoft();
    let person = connect(&sandbox, user_login(&sandbox, it.mail()).build().unwrap());
    let folder = SocietyId::new(it.second_society_id()).unwrap();
    let made = person.call(&CreateKey::of_folder(folder)).await.unwrap();
    assert_eq!(made.target, folder.number());
    let made = made.key.expose_secret().to_owned();
    assert!(!it.is_activated(&made));
    let enrolled = Enrolment::new()
        .enrol(&connect(&sandbox, key(&sandbox, &made)))
        .await;
    assert_eq!(enrolled.unwrap().society_id, Some(folder));
}

#[tokio::test]
async fn m14_a_call_that_wants_another_kind_of_token_costs_no_credential() {
    #[derive(Debug)]
    struct Cost {
        logins: usize,
        key_lost: bool,
    }
    const USER_LOGIN: &str = "/api/authenticate";
    let sandbox = Sandbox::start().await.unwrap();
    let it = sandbox.myunisoft();
    let logins = || it.count("POST", USER_LOGIN);
    // Whoever takes each 401 for the end of a token logs in for each, and drops the key.
    let token = async || {
        let login = careless::login(it, USER_LOGIN, it.mail(), it.password());
        let (_, body) = careless::answer(login).await;
        let token = body["details"]["access_token"].as_str();
        token.unwrap().to_owned()
    };
    let mut held = token().await;
    let before = logins();
    for _ in 0..3 {
        if careless::status(careless::get(it, "/society", &held)).await == 401 {
            held = token().await;
        }
    }
    let create = careless::http()
        .post(format!("{}/key/create", it.api_url()))
        .header("X-Third-Party-Secret", it.partner_secret())
        .bearer_auth(it.societe_key());
    let careless = Cost {
        logins: logins() - before,
        key_lost: careless::status(create).await == 401,
    };

    let person = connect(&sandbox, user_login(&sandbox, it.mail()).build().unwrap());
    let folder = SocietyId::new(it.second_society_id()).unwrap();
    person.call(&CreateKey::of_folder(folder)).await.unwrap();
    let before = logins();
    for _ in 0..3 {
        let error = get(&person, "/society").await.unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::Forbidden);
        assert_eq!(error.code(), Some("ERR-INVALID-API-JWT"));
    }
    person.call(&CreateKey::of_folder(folder)).await.unwrap();
    let key = societe(&sandbox);
    let error = key.call(&CreateKey::of_folder(folder)).await.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Forbidden);
    assert_eq!(error.code(), Some("ERR-INVALID-USER-JWT"));
    let careful = Cost {
        logins: logins() - before,
        key_lost: get(&key, "/society").await.is_err(),
    };
    tells_apart(
        |cost: &Cost| cost.logins == 0 && !cost.key_lost,
        &careless,
        &careful,
    );
}

/// Shows S000-15, S000-18.
#[tokio::test]
async fn m04_a_revoked_key_is_called_once_more_and_then_needs_a_person() {
    #[derive(Debug)]
    struct After(usize);
    let sandbox = Sandbox::start().await.unwrap();
    let it = sandbox.myunisoft();
    let after = |before| After(it.count("GET", "/api/v1/society") - before);
    let client = societe(&sandbox);
    assert_eq!(get(&client, "/society").await.unwrap(), 200);
    it.revoke_key(it.societe_key());
    for _ in 0..3 {
        careless::status(careless::get(it, "/society", it.societe_key())).await;
    }
    let careless = after(1);
    for _ in 0..3 {
        let error = get(&client, "/society").await.unwrap_err();
        assert_eq!(error.person_task(), Some(&PersonTask::GenerateKey));
        assert_eq!(KeyState::of_error(&error), Some(KeyState::Revoked));
    }
    let careful = after(1 + careless.0);
    tells_apart(|After(calls)| *calls <= 1, &careless, &careful);
}

#[tokio::test]
async fn m11_the_tenant_is_known_however_its_number_is_spelt() {
    #[derive(Debug)]
    struct Tenants(Vec<Option<u64>>);
    let sandbox = Sandbox::start().await.unwrap();
    let it = sandbox.myunisoft();
    let (mut careless, mut careful) = (Tenants(Vec::new()), Tenants(Vec::new()));
    for text in [false, true] {
        it.set_ids_as_text(text);
        let request = careless::get(it, "/key/info?mode=extended", it.cabinet_key());
        let (_, body) = careless::answer(request).await;
        careless.0.push(body["target"]["schemaId"].as_u64());
        let client = connect(&sandbox, key(&sandbox, it.cabinet_key()));
        let wanted = Enrolment::new().access(Access::Firm).third_party_id(37);
        let enrolled = wanted.enrol(&client).await.unwrap();
        assert_eq!(enrolled.society_id, None, "a firm has no folder");
        careful.0.push(Some(enrolled.schema_id));
    }
    let firm = Some(it.firm_id());
    let rule = |Tenants(told): &Tenants| told.iter().all(|tenant| *tenant == firm);
    tells_apart(rule, &careless, &careful);
}
