//! `auth check`: a sign-in with what the environment says, and one harmless call.

use std::{fmt::Write, process::ExitCode, time::Duration};

use auth_all::core::{Clock, Error, Facts, PersonTask, SystemClock};
use time::{OffsetDateTime, macros::format_description};

use crate::{
    FAILED, WRONG_INPUT,
    args::CheckOptions,
    description::{Provider, Scheme},
    explain::Explained,
    screen,
    store::{self, Store},
    wiring::Crate,
};

/// How long the end waits for a store that does not take what was obtained.
const DRAIN_LIMIT: Duration = Duration::from_secs(10);

/// Why a check did not pass.
pub(crate) enum Failure {
    /// Arguments or environment cannot be used: nothing was sent.
    Input(String),
    /// The environment cannot be used: nothing was sent.
    Configuration(Error),
    /// Refused, or not reached.
    Refused(Error),
}

/// Checks one provider and prints what happened.
pub(crate) async fn run(options: CheckOptions) -> ExitCode {
    let (code, complaint) = match check(&options).await {
        Ok(text) => return screen::print(&text),
        Err(Failure::Input(text)) => (WRONG_INPUT, text),
        Err(Failure::Configuration(error)) => (WRONG_INPUT, Explained::from(&error).to_string()),
        Err(Failure::Refused(error)) => (FAILED, Explained::from(&error).to_string()),
    };
    // Who reads the name of a variable learns what to put there.
    let labels = options.provider.labels(&complaint);
    screen::complain(&[&[complaint], &labels[..]].concat().join("\n"));
    code.into()
}

async fn check(options: &CheckOptions) -> Result<String, Failure> {
    let provider = options.provider;
    let wanted = wanted(options)?;
    let behind = Crate::behind(provider.id).ok_or_else(|| {
        Failure::Input(format!("this command does not use {} yet", provider.name))
    })?;
    let client = behind.client(&Store::Memory);
    let mut client = client.map_err(Failure::Configuration)?;
    let authenticator = client.authenticator();
    let facts = authenticator.provider().facts();
    if let Some(wanted) = wanted {
        is_described(provider, wanted, facts.scheme)?;
    }
    behind.discover(&client).await?;
    let connection = store::connection(facts);
    let store = if provider
        .scheme(facts.scheme)
        .is_some_and(Scheme::has_tokens)
    {
        store::open_for(options.place.place.as_ref()).await?
    } else {
        Store::Memory
    };
    client = behind.client(&store).map_err(Failure::Configuration)?;
    let authenticator = client.authenticator();
    let before = store.load(&connection).await.map_err(Failure::Refused)?;
    let mut text = format!(
        "{} by {}, at {}\n",
        facts.provider,
        facts.scheme,
        facts.api.to_string().trim_end_matches('/')
    );
    let probe = behind.harmless(facts.scheme);
    let asked = async {
        let headers = authenticator.headers().await;
        let headers = headers.map_err(|error| advised(error, provider, facts))?;
        Ok((headers.expires_at(), probe.ask(&client).await?))
    };
    let asked = asked.await;
    // Whatever came of it, what was obtained does not end with this process; that it would is worse than any refusal.
    let drained = authenticator.drain(DRAIN_LIMIT).await;
    drained.map_err(Failure::Refused)?;
    let (expires_at, answer) = asked.map_err(Failure::Refused)?;
    let _ = writeln!(text, "  {}: accepted, {answer}", probe.call());
    let _ = writeln!(text, "  good until: {}", until(expires_at));
    if let Some(record) = store.load(&connection).await.map_err(Failure::Refused)? {
        let kept = before.is_some_and(|before| before.id == record.id);
        let whence = if kept {
            "kept from an earlier run"
        } else {
            "new, kept"
        };
        let _ = writeln!(text, "  token: {whence} in {store}");
    }
    Ok(text)
}

/// The scheme that was asked for, if the provider has it.
fn wanted(options: &CheckOptions) -> Result<Option<&'static Scheme>, Failure> {
    let (Some(wanted), provider) = (&options.scheme, options.provider) else {
        return Ok(None);
    };
    let known = provider.scheme(wanted);
    if known.is_some() {
        return Ok(known);
    }
    let schemes: Vec<_> = provider.schemes.iter().map(|scheme| scheme.id).collect();
    Err(Failure::Input(format!(
        "{} has no scheme `{wanted}`\nwhat to do: type --scheme {}",
        provider.id,
        schemes.join(" or --scheme ")
    )))
}

/// Whether the environment describes the scheme that was asked for.
fn is_described(provider: &Provider, wanted: &Scheme, found: &str) -> Result<(), Failure> {
    if wanted.id == found {
        return Ok(());
    }
    if wanted.needs.is_empty() {
        return Err(Failure::Input(format!(
            "the environment describes {} by `{found}`, and cannot describe `{}`\nwhat to do: sign in by it in an application",
            provider.id, wanted.id
        )));
    }
    Err(Failure::Input(format!(
        "the environment describes {} by `{found}`, not by `{}`\nwhat to do: set {}, and unset what is for `{found}` only",
        provider.id,
        wanted.id,
        wanted.needs.join(", ")
    )))
}

/// What a person who is to sign in can do about it here.
fn advised(error: Error, provider: &Provider, facts: &Facts) -> Error {
    if error.person_task() != Some(&PersonTask::SignIn) {
        return error;
    }
    let mut inputs = provider.inputs.iter();
    let password = inputs.find_map(|input| input.variable.filter(|_| input.id == "password"));
    let scheme = provider.scheme(facts.scheme);
    let read = |variable: &&str| {
        scheme.is_some_and(|scheme| {
            scheme.needs.contains(variable) || scheme.takes.contains(variable)
        })
    };
    match password.filter(read) {
        Some(variable) => error.advise(format!("set the environment variable {variable}")),
        None => {
            error.advise("sign in through your application's page: this command has no browser")
        }
    }
}

pub(crate) fn until(expires_at: Option<OffsetDateTime>) -> String {
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
