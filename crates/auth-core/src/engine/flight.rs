//! One exchange, on a task of its own: nobody who waits for it can stop it.

use std::{sync::Arc, time::Duration};

use super::{
    landing::{Landing, Purpose},
    saving,
    shell::Shell,
    state::CHOICE,
};
use crate::{
    Delivery, Error, ErrorKind, Exchange, Grant, Moment, PasswordGrant, PersonTask, Replay, SignIn,
    TokenSet,
    store::{Stored, Version},
};

/// A transport bounds itself; this bound is for one that does not.
const EXCHANGE_LIMIT: Duration = Duration::from_secs(120);

/// A person who is asked for a password has this long.
const ASK_LIMIT: Duration = Duration::from_secs(300);

/// What a flight is for.
pub(super) enum Job {
    /// Reads the store: for the first time, or when nothing else can help.
    Restore,
    /// Obtains a token as the lifecycle decided.
    Exchange(Exchange),
    /// Signs in with what was brought just now.
    SignIn(Grant),
}

impl Job {
    pub(super) fn purpose(&self) -> Purpose {
        match self {
            Self::Restore => Purpose::Restore,
            Self::Exchange(exchange) => Purpose::Exchange(*exchange),
            Self::SignIn(_) => Purpose::SignIn,
        }
    }
}

/// What a flight brought.
pub(super) struct Arrival {
    pub(super) tokens: TokenSet,
    /// When the request had left.
    pub(super) sent: Moment,
    /// When the person signed in; `None` for just now.
    pub(super) signed_in_at: Option<time::OffsetDateTime>,
    /// The version under which it stands in the store, for one that was read there.
    pub(super) version: Option<Version>,
}

pub(super) async fn fly(shell: Arc<Shell>, job: Job, mut landing: Landing) {
    let arrived = match job {
        Job::Restore => restore(&shell).await,
        Job::Exchange(Exchange::RefreshToken) => refresh(&shell, &mut landing).await.map(Some),
        Job::Exchange(Exchange::SignIn) => sign_in(&shell, &mut landing).await.map(Some),
        Job::SignIn(grant) => exchange(&shell, &grant, &mut landing).await.map(Some),
    };
    landing.land(arrived);
}

/// Reads the store; without a record the lifecycle decides again.
async fn restore(shell: &Shell) -> Result<Option<Arrival>, Error> {
    match saving::load(shell).await {
        Ok(stored) => Ok(stored.and_then(|stored| adopt(shell, stored))),
        // A connection that can sign in by itself does not depend on its store.
        Err(error) if shell.state().lifecycle.signs_in() => {
            tracing::warn!(%error, "the store was not read, signing in instead");
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// Renews by refresh token, unless another process has done so: then its token is taken over, and judged anew.
async fn refresh(shell: &Arc<Shell>, landing: &mut Landing) -> Result<Arrival, Error> {
    let (known, token) = {
        let state = shell.state();
        (state.version, state.refresh_token.clone())
    };
    if let Ok(Some(stored)) = saving::load(shell).await
        && let Some(arrival) = adopt(shell, stored)
    {
        return Ok(arrival);
    }
    let Some(token) = token else {
        return Err(Error::new(
            ErrorKind::Internal,
            "a renewal without a refresh token",
        ));
    };
    let result = exchange(shell, &Grant::RefreshToken(token), landing).await;
    if let Err(error) = &result
        && matches!(error.kind(), ErrorKind::SignInRequired(_))
        && let Ok(Some(stored)) = saving::load(shell).await
        && let Some(arrival) = adopt(shell, stored)
    {
        // Another process has won: the refusal concerns a token that nobody needs any more.
        return Ok(arrival);
    }
    if result.as_ref().is_err_and(Error::is_delivery_uncertain)
        && shell.facts().policy.replay == Replay::Never
    {
        saving::strike(shell, known).await;
    }
    result
}

/// Signs in without a person, as far as the configuration allows.
async fn sign_in(shell: &Arc<Shell>, landing: &mut Landing) -> Result<Arrival, Error> {
    let grant = match &shell.facts().sign_in {
        SignIn::Client => Grant::Client,
        SignIn::Password(source) => match tokio::time::timeout(ASK_LIMIT, source.read()).await {
            Ok(read) => {
                let mut given = PasswordGrant::new(read?.ok_or_else(person_needed)?);
                given.choice = shell.state().chosen();
                Grant::Password(given)
            }
            Err(_) => return Err(person_needed()),
        },
        SignIn::Static(_) | SignIn::Person => return Err(person_needed()),
    };
    exchange(shell, &grant, landing).await
}

fn person_needed() -> Error {
    Error::new(
        ErrorKind::SignInRequired(PersonTask::SignIn),
        "no password is at hand",
    )
    .delivered(Delivery::NotDelivered)
}

async fn exchange(
    shell: &Arc<Shell>,
    grant: &Grant,
    landing: &mut Landing,
) -> Result<Arrival, Error> {
    let provider = &shell.parts.provider;
    let request = provider.token_request(grant)?;
    provider.facts().origins.check(&request)?;
    let sent = shell.parts.clock.now();
    landing.departed(sent);
    tracing::debug!(grant = grant.name(), "token request leaves");
    let response = tokio::time::timeout(EXCHANGE_LIMIT, shell.parts.transport.send_erased(request))
        .await
        .unwrap_or_else(|_| {
            Err(
                Error::new(ErrorKind::Unavailable, "no answer to the token request")
                    .delivered(Delivery::Uncertain),
            )
        })?
        .sent_at(sent.wall);
    let mut tokens = provider.token_response(grant, &response)?;
    if let Grant::Password(PasswordGrant {
        choice: Some(choice),
        ..
    }) = grant
    {
        tokens = tokens.with_attribute(CHOICE, choice);
    }
    let mut signed_in_at = None;
    if let Grant::RefreshToken(used) = grant {
        let state = shell.state();
        signed_in_at = state.lifecycle.signed_in_at();
        tokens.keep(used, state.refresh_expires_at);
        if let Some(about) = &state.about {
            tokens.keep_attributes(&about.attributes);
        }
    }
    saving::save(shell, &tokens, sent, signed_in_at, landing.forgotten()).await;
    Ok(Arrival {
        tokens,
        sent,
        signed_in_at,
        version: None,
    })
}

/// Takes over what another process, or an earlier one, has stored; `None` for what is known or was forgotten.
fn adopt(shell: &Shell, stored: Stored) -> Option<Arrival> {
    let Stored { version, record } = stored;
    {
        let state = shell.state();
        let forgotten = state.forgotten_at.is_some_and(|at| record.issued_at <= at);
        if forgotten || Some(version) == state.version {
            return None;
        }
    }
    Some(Arrival {
        sent: shell.parts.clock.now().at_wall(record.issued_at),
        signed_in_at: Some(record.signed_in_at),
        tokens: record.tokens,
        version: Some(version),
    })
}
