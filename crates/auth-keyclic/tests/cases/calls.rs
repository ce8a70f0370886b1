//! Calls: applications side by side, errors in every format.

use std::{collections::HashMap, time::Duration};

use auth_core::{Error, ErrorKind};
use auth_keyclic::{
    AppKey, AppVersion, Application, CallerTime, FeedbackPage, Feedbacks, Language, OrganizationId,
    Platform,
};
use auth_reqwest::Client;
use auth_sandbox::{ErrorFormat, Sandbox, tells_apart};
use time::OffsetDateTime;

use crate::{
    careless,
    connect::{FEEDBACKS, LOGIN, connect, frozen},
};

const FORMATS: [ErrorFormat; 5] = [
    ErrorFormat::VndError,
    ErrorFormat::Problem,
    ErrorFormat::Nested,
    ErrorFormat::Empty,
    ErrorFormat::Html,
];

/// Logs in again where the message says so, in the words and the format of the documentation.
async fn by_the_message(format: ErrorFormat) -> bool {
    let sandbox = frozen().await;
    sandbox.keyclic().set_error_format(format);
    let mut token = careless::token(sandbox.keyclic()).await;
    sandbox.keyclic().revoke_tokens();
    let (status, body) = careless::answer(careless::feedbacks(sandbox.keyclic(), &token)).await;
    if status == 401 && body["message"] == "Invalid token." {
        token = careless::token(sandbox.keyclic()).await;
    }
    careless::status(careless::feedbacks(sandbox.keyclic(), &token)).await == 200
}

#[tokio::test]
async fn k07_a_rejection_is_understood_in_every_format_and_none() {
    let (mut by_message, mut by_ours) = (Vec::new(), Vec::new());
    for format in FORMATS {
        by_message.push(by_the_message(format).await);
        let sandbox = frozen().await;
        sandbox.keyclic().set_error_format(format);
        let client = connect(&sandbox);
        client.call(&Feedbacks).await.unwrap();
        sandbox.keyclic().revoke_tokens();
        by_ours.push(client.call(&Feedbacks).await.is_ok());
    }
    tells_apart(
        |recovered: &Vec<bool>| recovered.iter().all(|it| *it),
        &by_message,
        &by_ours,
    );
}

/// What each application was shown as its first feedback, and how many logins it took.
type Shown = (Vec<String>, usize);

fn first(page: Result<FeedbackPage, Error>) -> String {
    page.unwrap().items.remove(0).id
}

#[tokio::test]
async fn k11_one_token_serves_two_applications_without_mixing_them() {
    let sandbox = Sandbox::start().await.unwrap();
    let keyclic = sandbox.keyclic();
    let token = careless::token(keyclic).await;
    // Answers are kept by what they were asked of, and by whom.
    let mut cache = HashMap::new();
    let mut shown = Vec::new();
    for app in [keyclic.app(), keyclic.second_app(), keyclic.app()] {
        let known = cache.get(&(FEEDBACKS, token.clone())).cloned();
        let page = if let Some(page) = known {
            page
        } else {
            let call = careless::feedbacks(keyclic, &token).header("X-Keyclic-App", app);
            careless::answer(call).await.1
        };
        shown.push(page["_embedded"]["items"][0]["id"].to_string());
        cache.insert((FEEDBACKS, token.clone()), page);
    }
    let careless: Shown = (shown, keyclic.issued());

    let ours = Sandbox::start().await.unwrap();
    let app = connect(&ours);
    let city = app.with(AppKey::city());
    let mut shown = Vec::new();
    for client in [&app, &city, &app] {
        shown.push(first(client.call(&Feedbacks).await));
    }
    let careful: Shown = (shown, ours.keyclic().issued());
    let rule = |(shown, logins): &Shown| {
        let apps = ["com.keyclic.app", "com.keyclic.city", "com.keyclic.app"];
        let mut own = shown.iter().zip(apps);
        own.all(|(shown, app)| shown.trim_matches('"').ends_with(app)) && *logins == 1
    };
    tells_apart(rule, &careless, &careful);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn k11_applications_at_once_share_the_renewal_and_nothing_else() {
    let sandbox = frozen().await;
    let all = connect(&sandbox);
    all.call(&Feedbacks).await.unwrap();
    sandbox.clock().advance(Duration::from_secs(25 * 3600));
    let apps = [AppKey::app(), AppKey::city(), AppKey::highway()];
    let calls = (0..60).map(|at| {
        let app = apps[at % 3].clone();
        let client: Client = all.with(app.clone());
        tokio::spawn(async move { (app, first(client.call(&Feedbacks).await)) })
    });
    for call in calls.collect::<Vec<_>>() {
        let (app, shown) = call.await.unwrap();
        assert!(shown.ends_with(&app.to_string()), "{app}: {shown}");
    }
    assert_eq!(sandbox.keyclic().issued(), 2);
    // A call's own application wins over its view's, for this call alone.
    let city = all.with(AppKey::city());
    let (name, highway) = AppKey::highway().header();
    let answer = city
        .get(FEEDBACKS)
        .header(name, highway)
        .send()
        .await
        .unwrap();
    assert!(answer.text().await.unwrap().contains("com.keyclic.highway"));
    assert!(first(city.call(&Feedbacks).await).ends_with("com.keyclic.city"));
}

#[tokio::test]
async fn k11_a_view_names_the_rest_of_a_calls_context_too() {
    let sandbox = Sandbox::start().await.unwrap();
    let at = OffsetDateTime::from_unix_timestamp(1_795_356_000).unwrap();
    let view = connect(&sandbox)
        .with(Language::French)
        .with(Platform::Web)
        .with(AppVersion::new("1.2.3").unwrap())
        .with(CallerTime::new(at).unwrap());
    view.call(&Feedbacks).await.unwrap();
    let application = Application::new(AppKey::city());
    view.call(&application).await.unwrap();
    let seen = sandbox.keyclic().requests();
    for call in seen.iter().filter(|seen| seen.path != LOGIN) {
        for (name, value) in [
            ("x-keyclic-app", "com.keyclic.app"),
            ("accept-language", "fr-FR"),
            ("x-keyclic-app-platform", "web"),
            ("x-keyclic-app-version", "1.2.3"),
            ("x-date-time", "2026-11-22T14:00:00Z"),
        ] {
            assert_eq!(call.header(name), Some(value), "{call:?}");
        }
    }
    assert_eq!(seen.len(), 3);
}

/// What became of two calls that were refused with 403, and what it cost.
#[derive(Debug)]
struct Refused {
    told: Vec<&'static str>,
    logins: usize,
}

#[tokio::test]
async fn k12_both_403_are_about_rights_and_cost_no_login() {
    let sandbox = Sandbox::start().await.unwrap();
    let keyclic = sandbox.keyclic();
    let mut token = careless::token(keyclic).await;
    let mut told = Vec::new();
    for missing in ["organization", "right"] {
        keyclic.set_organization_required(missing == "organization");
        keyclic.set_forbidden(missing == "right");
        if careless::status(careless::feedbacks(keyclic, &token)).await == 403 {
            // As if the token were to blame.
            token = careless::token(keyclic).await;
            careless::status(careless::feedbacks(keyclic, &token)).await;
        }
        told.push("sign in again");
    }
    let careless = Refused {
        told,
        logins: keyclic.count("POST", LOGIN),
    };

    let ours = Sandbox::start().await.unwrap();
    let client = connect(&ours);
    client.call(&Feedbacks).await.unwrap();
    let mut told = Vec::new();
    for missing in ["organization", "right"] {
        ours.keyclic()
            .set_organization_required(missing == "organization");
        ours.keyclic().set_forbidden(missing == "right");
        let error = client.call(&Feedbacks).await.unwrap_err();
        told.push(match error.kind() {
            ErrorKind::Forbidden => "forbidden",
            _ => "something else",
        });
    }
    let careful = Refused {
        told,
        logins: ours.keyclic().count("POST", LOGIN),
    };
    let rule = |refused: &Refused| refused.told == ["forbidden"; 2] && refused.logins == 1;
    tells_apart(rule, &careless, &careful);
}

#[tokio::test]
async fn k12_an_organization_opens_what_lacked_it_in_every_format() {
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
async fn k07_a_refused_login_is_understood_in_every_format() {
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
