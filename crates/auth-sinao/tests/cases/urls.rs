//! Every request of every flow: nothing secret stands in its URL, and one credential at most in its headers.

use auth_core::{Encoding, ExposeSecret, Grant, Password};
use auth_sandbox::{SecondFactor, Sinao as Imitation, tells_apart};
use auth_sinao::{
    ApiKeys, ChangePassword, CreateApiKey, DeleteApiKey, Logout, Me, Register, SendPassword,
    SendSecondFactor, log_out,
};

use crate::{
    careless,
    connect::{DAY, HOUR, World},
};

const NEW: &str = "another-passphrase";

/// How many requests arrived, how many showed a secret in their URL, and how many carried two credentials.
#[derive(Debug)]
struct Shown {
    requests: usize,
    secrets: usize,
    two_credentials: usize,
}

fn shown(sinao: &Imitation, secrets: &[String]) -> Shown {
    let requests = sinao.requests();
    let shows = |text: &str| secrets.iter().any(|secret| text.contains(secret.as_str()));
    let in_url = requests.iter().filter(|seen| {
        let values = seen.query.iter().filter_map(|name| seen.query_value(name));
        shows(&seen.path)
            || seen.query.iter().any(|name| shows(name))
            || values.into_iter().any(shows)
    });
    let both = requests
        .iter()
        .filter(|seen| seen.header("authorization").is_some() && seen.header("api-key").is_some());
    Shown {
        secrets: in_url.count(),
        two_credentials: both.count(),
        requests: requests.len(),
    }
}

/// All that this crate can do, once; gives back every secret that came along.
async fn every_flow(world: &World) -> Vec<String> {
    let sinao = world.sinao();
    let (email, password) = (sinao.email(), sinao.password());
    let mut secrets = vec![
        password.to_owned(),
        NEW.to_owned(),
        sinao.api_key().to_owned(),
    ];
    // Logins, in each encoding that the server takes or refuses, right and wrong, with a code and without.
    for encoding in [Encoding::Multipart, Encoding::Form, Encoding::Json] {
        let login = world.login(email).login_encoding(encoding);
        let connection = world.connect(login.build().expect("settings"));
        let _ = connection.auth.sign_in(Grant::password(NEW)).await;
        let _ = connection.auth.sign_in(Grant::password(password)).await;
        let send = SendSecondFactor::new(email, password).encoding(encoding);
        let _ = connection.client.call(&send).await;
    }
    let with_code = sinao.second_factor_email(SecondFactor::Success);
    let connection = world.connect(world.login(with_code).build().expect("settings"));
    let send = SendSecondFactor::new(with_code, Password::new(password));
    connection.client.call(&send).await.expect("sent");
    let grant = Grant::password_with_code(password, sinao.second_factor_code());
    connection.auth.sign_in(grant).await.expect("signed in");
    secrets.push(sinao.second_factor_code().to_owned());

    // A renewal, calls, keys, a logout.
    let connection = world.signed_in().await;
    world.advance(DAY + HOUR);
    connection.client.call(&Me).await.expect("user");
    let app = sinao.app_id();
    let client = &connection.client;
    let made = client
        .call(&CreateApiKey::of(app).name("one"))
        .await
        .expect("made");
    client
        .call(&ApiKeys::of(app).limit(50))
        .await
        .expect("keys");
    let key = made.key.expect("the key");
    secrets.push(key.expose_secret().to_owned());
    client
        .call(&DeleteApiKey::of(app, made.id.expect("id")))
        .await
        .expect("deleted");
    log_out(client, &connection.auth).await.expect("logged out");
    let _ = client.call(&Logout).await;

    // By key, and without any credential.
    let keyed = world.keyed();
    keyed.client.call(&Me).await.expect("user");
    let register = Register::agreeing_to_terms("nouveau@factures.example", NEW);
    keyed.client.call(&register).await.expect("account");
    keyed
        .client
        .call(&SendPassword::new(email))
        .await
        .expect("messaged");
    let token = sinao.forgotten_password_token().expect("mailed");
    let change = ChangePassword::new(&*token, NEW);
    keyed.client.call(&change).await.expect("changed");
    secrets.push(token);

    // Every token that was ever sent.
    for seen in sinao.requests() {
        let bearer = seen
            .header("authorization")
            .and_then(|value| value.strip_prefix("Bearer "));
        secrets.extend(bearer.map(str::to_owned));
    }
    secrets
}

#[tokio::test]
async fn s01_no_request_of_any_flow_shows_a_secret_in_its_url() {
    let world = World::start().await;
    let sinao = world.sinao();
    let query = [("email", sinao.email()), ("password", sinao.password())];
    careless::status(careless::post(sinao, "/login").query(&query)).await;
    let careless = shown(sinao, &[sinao.password().to_owned()]);

    let ours = World::start().await;
    let secrets = every_flow(&ours).await;
    assert!(secrets.len() > 9 && secrets.iter().all(|secret| secret.len() > 5));
    let careful = shown(ours.sinao(), &secrets);
    assert!(careful.requests > 20, "{careful:?}");
    assert_eq!(ours.sinao().credentials_in_query(), 0);
    let rule = |shown: &Shown| shown.secrets == 0 && shown.two_credentials == 0;
    tells_apart(rule, &careless, &careful);
}
