//! What can be tried with a sandbox: sample credentials, and the environment that `from_env` reads.

use std::collections::BTreeMap;

use auth_all::core::config::LOOPBACK_HTTP;
use auth_sandbox::{Sandbox, SecondFactor};
use serde::Serialize;

/// A made-up credential or identifier.
#[derive(Serialize)]
pub(super) struct Sample {
    pub(super) provider: &'static str,
    pub(super) name: &'static str,
    pub(super) value: String,
}

/// The variables of one way in.
#[derive(Serialize)]
pub(super) struct Environment {
    pub(super) provider: &'static str,
    pub(super) scheme: &'static str,
    pub(super) variables: BTreeMap<&'static str, String>,
}

/// Everything that a client of any language may need to type.
pub(super) fn samples(sandbox: &Sandbox) -> Vec<Sample> {
    let (myunisoft, dossierfacile) = (sandbox.myunisoft(), sandbox.dossierfacile());
    let (sinao, keyclic) = (sandbox.sinao(), sandbox.keyclic());
    let second_factor = sinao.second_factor_email(SecondFactor::Forbidden);
    let (society, second_society) = (myunisoft.society_id(), myunisoft.second_society_id());
    let (firm, second_firm) = (myunisoft.firm_id(), myunisoft.second_firm_id());
    let tenant = dossierfacile.connected_tenant_id();
    let of = |provider, samples: &[(&'static str, &dyn ToString)]| {
        let sample = |(name, value): &(&'static str, &dyn ToString)| Sample {
            provider,
            name,
            value: value.to_string(),
        };
        samples.iter().map(sample).collect::<Vec<_>>()
    };
    [
        of(
            "myunisoft",
            &[
                ("partner secret", &myunisoft.partner_secret()),
                ("société key", &myunisoft.societe_key()),
                ("its society-id", &society),
                ("cabinet key", &myunisoft.cabinet_key()),
                ("its other society-id", &second_society),
                ("mail", &myunisoft.mail()),
                ("mail, two firms", &myunisoft.two_firms_mail()),
                ("firm id", &firm),
                ("second firm id", &second_firm),
                ("mail, asks for a code", &myunisoft.otp_mail()),
                ("mail, terms to accept", &myunisoft.cgu_mail()),
                (
                    "mail, password to change",
                    &myunisoft.update_password_mail(),
                ),
                ("password of all", &myunisoft.password()),
            ],
        ),
        of(
            "dossierfacile",
            &[
                ("client id", &dossierfacile.client_id()),
                ("client secret", &dossierfacile.client_secret()),
                ("redirect URI", &dossierfacile.redirect_uri()),
                ("person's e-mail", &dossierfacile.email()),
                ("person's password", &dossierfacile.password()),
                ("person's tenant id", &tenant),
            ],
        ),
        of(
            "sinao",
            &[
                ("API key", &sinao.api_key()),
                ("e-mail", &sinao.email()),
                ("e-mail, second factor", &second_factor),
                ("second factor", &sinao.second_factor_code()),
                ("e-mail, no password set", &sinao.passwordless_email()),
                ("password of all", &sinao.password()),
            ],
        ),
        of(
            "keyclic",
            &[
                ("login", &keyclic.login()),
                ("password", &keyclic.password()),
                ("application", &keyclic.app()),
                ("other application", &keyclic.second_app()),
            ],
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The variables of every way in; the first one of each provider is the one to begin with.
pub(super) fn environment(sandbox: &Sandbox) -> Vec<Environment> {
    let (myunisoft, dossierfacile) = (sandbox.myunisoft(), sandbox.dossierfacile());
    let (sinao, keyclic) = (sandbox.sinao(), sandbox.keyclic());
    let of = |provider, scheme, variables: &[(&'static str, &str)]| Environment {
        provider,
        scheme,
        variables: variables
            .iter()
            .chain(&[(LOOPBACK_HTTP, "1")])
            .map(|(name, value)| (*name, (*value).to_owned()))
            .collect(),
    };
    let realm: [(&str, &str); 4] = [
        ("DOSSIERFACILE_ISSUER", &dossierfacile.issuer()),
        ("DOSSIERFACILE_API_URL", &dossierfacile.api_url()),
        ("DOSSIERFACILE_CLIENT_ID", dossierfacile.client_id()),
        ("DOSSIERFACILE_CLIENT_SECRET", dossierfacile.client_secret()),
    ];
    let mut user = realm.to_vec();
    user.push(("DOSSIERFACILE_REDIRECT_URI", dossierfacile.redirect_uri()));
    vec![
        of(
            "myunisoft",
            "key",
            &[
                ("MYUNISOFT_API_URL", &myunisoft.api_url()),
                ("MYUNISOFT_PARTNER_SECRET", myunisoft.partner_secret()),
                ("MYUNISOFT_KEY", myunisoft.societe_key()),
            ],
        ),
        of(
            "myunisoft",
            "firm_login",
            &[
                ("MYUNISOFT_API_URL", &myunisoft.api_url()),
                ("MYUNISOFT_AUTH_URL", &myunisoft.auth_url()),
                ("MYUNISOFT_PARTNER_SECRET", myunisoft.partner_secret()),
                ("MYUNISOFT_MAIL", myunisoft.mail()),
                ("MYUNISOFT_PASSWORD", myunisoft.password()),
            ],
        ),
        of("dossierfacile", "service", &realm),
        of("dossierfacile", "user", &user),
        of(
            "sinao",
            "api_key",
            &[
                ("SINAO_API_URL", &sinao.api_url()),
                ("SINAO_API_KEY", sinao.api_key()),
            ],
        ),
        of(
            "sinao",
            "login",
            &[
                ("SINAO_API_URL", &sinao.api_url()),
                ("SINAO_EMAIL", sinao.email()),
                ("SINAO_PASSWORD", sinao.password()),
            ],
        ),
        of(
            "keyclic",
            "login",
            &[
                ("KEYCLIC_API_URL", &keyclic.api_url()),
                ("KEYCLIC_APP", keyclic.app()),
                ("KEYCLIC_LOGIN", keyclic.login()),
                ("KEYCLIC_PASSWORD", keyclic.password()),
            ],
        ),
    ]
}
