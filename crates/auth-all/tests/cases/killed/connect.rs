//! A connection that another process can make as well, from a few lines of text.

use std::time::Duration;

use auth_all::{
    core::{Authenticator, ConnectionId},
    dossierfacile::DossierFacile,
    keyclic::Keyclic,
    myunisoft::MyUnisoft,
    reqwest::{Client, HttpTransport},
    sinao::Sinao,
};
use auth_sandbox::Sandbox;

use super::one_file::OneFile;
use crate::ways::Way;

/// What a process must know to connect, as the sandbox's handle tells it, and whether DossierFacile's tokens rotate.
pub(super) fn settings(way: Way, sandbox: &Sandbox, rotates: bool) -> Vec<String> {
    match way {
        Way::MyUnisoft => {
            let it = sandbox.myunisoft();
            let (api, auth) = (it.api_url(), it.auth_url());
            [it.partner_secret(), it.mail(), it.password(), &api, &auth]
                .map(str::to_owned)
                .to_vec()
        }
        Way::DossierFacile => {
            let it = sandbox.dossierfacile();
            let (issuer, api) = (it.issuer(), it.api_url());
            [
                it.client_id(),
                it.client_secret(),
                it.redirect_uri(),
                &issuer,
                &api,
                &rotates.to_string(),
            ]
            .map(str::to_owned)
            .to_vec()
        }
        Way::Sinao => vec![
            sandbox.sinao().email().to_owned(),
            sandbox.sinao().api_url(),
        ],
        Way::Keyclic => {
            let it = sandbox.keyclic();
            [it.login(), it.password(), &it.api_url()]
                .map(str::to_owned)
                .to_vec()
        }
    }
}

/// DossierFacile's user, or Sinao's login without a kept password: a person signs in. The others sign in by themselves.
pub(super) fn connect(way: Way, settings: &[String], store: OneFile) -> (Authenticator, Client) {
    let transport = HttpTransport::builder()
        .allow_loopback_http(true)
        .build()
        .unwrap();
    let settings: Vec<&str> = settings.iter().map(String::as_str).collect();
    let builder = match (way, &*settings) {
        (Way::MyUnisoft, [secret, mail, password, api, auth]) => {
            let login = MyUnisoft::firm_login(*secret, *mail).password(*password);
            let login = login.api_url(*api).auth_url(*auth).allow_loopback_http();
            Authenticator::builder(login.build().unwrap(), transport)
        }
        (Way::DossierFacile, [id, secret, redirect_uri, issuer, api, rotates]) => {
            let user = DossierFacile::user(*id, *secret, *redirect_uri);
            let user = user.issuer(*issuer).api_url(*api).allow_loopback_http();
            let user = user.refresh_tokens_rotate(*rotates == "true");
            Authenticator::builder(user.build().unwrap(), transport)
        }
        (Way::Sinao, [email, api]) => {
            let login = Sinao::login(*email).api_url(*api).allow_loopback_http();
            Authenticator::builder(login.build().unwrap(), transport)
        }
        (Way::Keyclic, [login, password, api]) => {
            let login = Keyclic::login(*login).password(*password);
            let login = login.api_url(*api).allow_loopback_http();
            Authenticator::builder(login.build().unwrap(), transport)
        }
        _ => panic!("{way:?} wants other settings"),
    };
    let auth = builder
        .store(store, ConnectionId::new("one"))
        // So long is the killed process waited for.
        .exchange_limit(Duration::from_secs(1))
        .store_limit(Duration::from_millis(100))
        .build();
    (auth.clone(), Client::new(auth).unwrap())
}
