//! Calls: applications side by side, errors in every format.

use std::time::Duration;

use auth_core::ErrorKind;
use auth_keyclic::{AppKey, Feedbacks, OrganizationId};
use auth_sandbox::{ErrorFormat, Sandbox};

use crate::connect::{FEEDBACKS, LOGIN, connect, frozen};

const FORMATS: [ErrorFormat; 4] = [
    ErrorFormat::VndError,
    ErrorFormat::Problem,
    ErrorFormat::Empty,
    ErrorFormat::Html,
];

#[tokio::test]
async fn k11_one_token_serves_two_applications_without_mixing_them() {
    let sandbox = Sandbox::start().await.unwrap();
    let app = connect(&sandbox);
    let city = app.with(AppKey::city());
    for _ in 0..2 {
        let of_app = app.call(&Feedbacks).await.unwrap();
        let of_city = city.call(&Feedbacks).await.unwrap();
        assert!(of_app.items[0].id.ends_with("com.keyclic.app"));
        assert!(of_city.items[0].id.ends_with("com.keyclic.city"));
    }
    assert_eq!(sandbox.keyclic().issued(), 1);
}

#[tokio::test]
async fn k12_both_403_are_about_rights_and_cost_no_login() {
    for format in FORMATS {
        let sandbox = Sandbox::start().await.unwrap();
        sandbox.keyclic().set_error_format(format);
        let client = connect(&sandbox);
        client.call(&Feedbacks).await.unwrap();
        sandbox.keyclic().set_organization_required(true);
        let error = client.call(&Feedbacks).await.unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::Forbidden, "{format:?}");
        let organization = OrganizationId::new(sandbox.keyclic().organization_id()).unwrap();
        client
            .with(organization.clone())
            .call(&Feedbacks)
            .await
            .unwrap();
        sandbox.keyclic().set_forbidden(true);
        let error = client
            .with(organization)
            .call(&Feedbacks)
            .await
            .unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::Forbidden, "{format:?}");
        assert_eq!(sandbox.keyclic().count("POST", LOGIN), 1);
    }
}

#[tokio::test]
async fn k7_a_rejection_is_understood_in_every_format() {
    for format in FORMATS {
        let sandbox = frozen().await;
        sandbox.keyclic().set_error_format(format);
        let client = connect(&sandbox);
        client.call(&Feedbacks).await.unwrap();
        sandbox.keyclic().revoke_tokens();
        client.call(&Feedbacks).await.unwrap();
        sandbox.clock().advance(Duration::from_secs(3600));
        sandbox.keyclic().revoke_tokens();
        sandbox.keyclic().refuse_password(true);
        client.call(&Feedbacks).await.unwrap_err();
        client.call(&Feedbacks).await.unwrap_err();
        assert_eq!(sandbox.keyclic().count("POST", LOGIN), 3, "{format:?}");
        assert_eq!(sandbox.keyclic().count("GET", FEEDBACKS), 4, "{format:?}");
    }
}
