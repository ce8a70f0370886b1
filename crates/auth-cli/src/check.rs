//! `auth check`: a sign-in with what the environment says, and one harmless call.

use std::{fmt::Write, process::ExitCode};

use auth_all::{
    core::{Clock, Error, Facts, PersonTask, Provider, SystemClock},
    dossierfacile::{self, DossierFacile},
    keyclic::Keyclic,
    myunisoft::MyUnisoft,
    reqwest::{Client, HttpTransport},
    sinao::Sinao,
};
use time::{OffsetDateTime, macros::format_description};

use crate::{
    FAILED, WRONG_INPUT,
    args::CheckOptions,
    probe::Probe,
    scheme::{ProviderName, Scheme, schemes_of},
    screen,
};

/// Why a check did not pass.
enum Failure {
    /// Arguments or environment cannot be used: nothing was sent.
    Input(String),
    /// The environment cannot be used: nothing was sent.
    Configuration(Error),
    /// Refused, or not reached.
    Refused(Error),
}

/// Checks one provider and prints what happened.
pub(crate) async fn run(options: CheckOptions) -> ExitCode {
    match check(&options).await {
        Ok(text) => screen::print(&text),
        Err(Failure::Input(text)) => {
            screen::complain(&text);
            WRONG_INPUT.into()
        }
        Err(Failure::Configuration(error)) => {
            screen::complain_about(&error);
            WRONG_INPUT.into()
        }
        Err(Failure::Refused(error)) => {
            screen::complain_about(&error);
            FAILED.into()
        }
    }
}

async fn check(options: &CheckOptions) -> Result<String, Failure> {
    let wanted = wanted(options)?;
    let client = match options.provider {
        ProviderName::Myunisoft => connect(MyUnisoft::from_env(), wanted)?,
        ProviderName::Sinao => connect(Sinao::from_env(), wanted)?,
        ProviderName::Keyclic => connect(Keyclic::from_env(), wanted)?,
        ProviderName::Dossierfacile => {
            let client = connect(DossierFacile::from_env(), wanted)?;
            discover(&client).await?;
            client
        }
    };
    let facts = client.authenticator().provider().facts();
    let mut text = format!(
        "{} by {}, at {}\n",
        facts.provider,
        facts.scheme,
        facts.api.to_string().trim_end_matches('/')
    );
    let headers = client.authenticator().headers().await;
    let headers =
        headers.map_err(|error| Failure::Refused(advised(error, options.provider, facts)))?;
    let expires_at = headers.expires_at();
    let probe = harmless(options.provider, facts);
    let answer = probe.ask(&client).await.map_err(Failure::Refused)?;
    let _ = writeln!(text, "  {}: accepted, {answer}", probe.call());
    let _ = writeln!(text, "  good until: {}", until(expires_at));
    Ok(text)
}

/// The scheme that was asked for, if the provider has it.
fn wanted(options: &CheckOptions) -> Result<Option<&'static Scheme>, Failure> {
    let Some(wanted) = &options.scheme else {
        return Ok(None);
    };
    let known = schemes_of(options.provider).find(|scheme| scheme.id == wanted);
    if known.is_some() {
        return Ok(known);
    }
    let schemes: Vec<_> = schemes_of(options.provider)
        .map(|scheme| scheme.id)
        .collect();
    Err(Failure::Input(format!(
        "{} has no scheme `{wanted}`\nwhat to do: type --scheme {}",
        options.provider.id(),
        schemes.join(" or --scheme ")
    )))
}

/// A client for what the environment describes, if that is the scheme that was asked for.
fn connect<P: Provider>(
    provider: Result<P, Error>,
    wanted: Option<&Scheme>,
) -> Result<Client, Failure> {
    let provider = provider.map_err(Failure::Configuration)?;
    let found = provider.facts().scheme;
    match wanted {
        Some(wanted) if wanted.id != found => Err(Failure::Input(format!(
            "the environment describes {} by `{found}`, not by `{}`\nwhat to do: set {}, and unset what is for `{found}` only",
            wanted.provider.id(),
            wanted.id,
            wanted.required.join(", ")
        ))),
        _ => Client::connect(provider).map_err(Failure::Configuration),
    }
}

/// Whether the issuer is the one it is said to be; sends no credential.
async fn discover(client: &Client) -> Result<(), Failure> {
    let loopback_http = client
        .authenticator()
        .provider()
        .facts()
        .origins
        .allows_loopback_http();
    let transport = HttpTransport::builder()
        .allow_loopback_http(loopback_http)
        .build()
        .map_err(Failure::Configuration)?;
    let builder = dossierfacile::Builder::from_env().map_err(Failure::Configuration)?;
    dossierfacile::discover(builder, &transport)
        .await
        .map(drop)
        .map_err(Failure::Refused)
}

/// A call that changes nothing. A person's access to DossierFacile has none, and no sign-in here either.
fn harmless(provider: ProviderName, facts: &Facts) -> Probe {
    match provider {
        ProviderName::Myunisoft if facts.scheme == "firm_login" => Probe::Societies,
        ProviderName::Myunisoft => Probe::Routes,
        ProviderName::Dossierfacile => Probe::Settings,
        ProviderName::Sinao => Probe::Me,
        ProviderName::Keyclic => Probe::Feedbacks,
    }
}

/// What a person who is to sign in can do about it here.
fn advised(error: Error, provider: ProviderName, facts: &Facts) -> Error {
    if error.person_task() != Some(&PersonTask::SignIn) {
        return error;
    }
    let password = schemes_of(provider)
        .filter(|scheme| scheme.id == facts.scheme)
        .flat_map(|scheme| scheme.optional)
        .find(|variable| variable.ends_with("_PASSWORD"));
    match password {
        Some(variable) => error.advise(format!("set the environment variable {variable}")),
        None => {
            error.advise("sign in through your application's page: this command has no browser")
        }
    }
}

fn until(expires_at: Option<OffsetDateTime>) -> String {
    let Some(expires_at) = expires_at else {
        return "it has no known end".to_owned();
    };
    let format = format_description!("[year]-[month]-[day] [hour]:[minute]:[second] UTC");
    let instant = expires_at.to_offset(time::UtcOffset::UTC).format(format);
    let minutes = (expires_at - SystemClock.now().wall).whole_minutes();
    format!(
        "{} (in {} h {} min)",
        instant.unwrap_or_default(),
        minutes / 60,
        minutes % 60
    )
}
