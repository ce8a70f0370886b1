//! One exchange, on a task of its own: nobody who waits for it can stop it.

use std::{sync::Arc, time::Duration};

use super::{
    landing::{Landing, Purpose},
    renewing, saving,
    shell::Shell,
    state::CHOICE,
    sync::timeout,
};
use crate::{
    Delivery, Error, ErrorKind, Exchange, Grant, Moment, PasswordGrant, PersonTask, SignIn,
    TokenSet,
    store::{Record, Stored},
};

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
    /// Whether it was read from the store.
    pub(super) restored: bool,
}

impl Arrival {
    /// What is kept of it, written at `now`.
    pub(super) fn record(&self, now: Moment) -> Record {
        let sent = self.sent.wall;
        let signed_in_at = self.signed_in_at.unwrap_or(sent);
        let mut record = Record::new(self.tokens.clone(), sent, signed_in_at);
        record.age = now.uptime.saturating_sub(self.sent.uptime);
        record
    }
}

pub(super) async fn fly(shell: Arc<Shell>, job: Job, mut landing: Landing) {
    let arrived = match job {
        Job::Restore => restore(&shell, landing.forgotten()).await,
        Job::Exchange(by) if shell.parts.store.is_none() => {
            exchange(&shell, by, &mut landing).await.map(Some)
        }
        Job::Exchange(by) => renewing::renew(&shell, by, &mut landing).await.map(Some),
        Job::SignIn(grant) => sign_in(&shell, &grant, &mut landing).await.map(Some),
    };
    landing.land(arrived);
}

/// Reads the store; without a record the lifecycle decides again.
async fn restore(shell: &Shell, forgotten: u64) -> Result<Option<Arrival>, Error> {
    match saving::load(shell).await {
        Ok(stored) => Ok(stored.and_then(|stored| adopt(shell, stored, forgotten))),
        // A connection that can sign in by itself does not depend on its store.
        Err(error) if shell.state().lifecycle.signs_in() => {
            tracing::warn!(%error, "the store was not read, signing in instead");
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// Signs in with what was brought just now, and saves what that yields.
async fn sign_in(
    shell: &Arc<Shell>,
    grant: &Grant,
    landing: &mut Landing,
) -> Result<Arrival, Error> {
    let arrival = send(shell, grant, landing).await?;
    let record = arrival.record(shell.parts.clock.now());
    saving::save_sign_in(shell, record, landing.forgotten()).await;
    Ok(arrival)
}

/// Obtains tokens by what is held or configured.
pub(super) async fn exchange(
    shell: &Arc<Shell>,
    by: Exchange,
    landing: &mut Landing,
) -> Result<Arrival, Error> {
    let grant = match by {
        Exchange::RefreshToken => {
            let state = shell.state();
            match state.refresh_token.clone() {
                Some(token) => Grant::RefreshToken(token),
                // It was reported as gone since the exchange was decided.
                None => return Err(state.given_up().delivered(Delivery::NotDelivered)),
            }
        }
        Exchange::SignIn => match &shell.facts().sign_in {
            SignIn::Client => Grant::Client,
            SignIn::Password(source) => {
                let read = timeout(ASK_LIMIT, source.read()).await;
                let password = read.map_err(|_| person_needed())??;
                let mut given = PasswordGrant::new(password.ok_or_else(person_needed)?);
                given.choice = shell.state().chosen();
                Grant::Password(given)
            }
            SignIn::Static(_) | SignIn::Person => return Err(person_needed()),
        },
    };
    send(shell, &grant, landing).await
}

fn person_needed() -> Error {
    Error::new(
        ErrorKind::SignInRequired(PersonTask::SignIn),
        "no password is at hand",
    )
    .delivered(Delivery::NotDelivered)
}

/// Sends the token request and reads the answer.
async fn send(shell: &Arc<Shell>, grant: &Grant, landing: &mut Landing) -> Result<Arrival, Error> {
    let provider = &shell.parts.provider;
    let request = provider.token_request(grant)?;
    provider.facts().origins.check(&request)?;
    let sent = shell.parts.clock.now();
    landing.departed(sent);
    shell.state().unsent = None;
    tracing::debug!(grant = grant.name(), "token request leaves");
    let sending = shell.parts.transport.send_erased(request);
    let response = timeout(shell.parts.exchange_limit, sending)
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
    Ok(Arrival {
        tokens,
        sent,
        signed_in_at,
        restored: false,
    })
}

/// Takes over what another process, or an earlier one, has stored; `None` for what is known or was forgotten.
pub(super) fn adopt(shell: &Shell, stored: Stored, forgotten: u64) -> Option<Arrival> {
    let now = shell.parts.clock.now();
    let (issued_at, signed_in_at) = (stored.issued_at(now.wall), stored.signed_in_at(now.wall));
    let Stored {
        version,
        mut record,
        ..
    } = stored;
    {
        let mut state = shell.state();
        let outdated = state.forgotten != forgotten || state.dropped(signed_in_at);
        if outdated || Some(record.id) == state.stored {
            return None;
        }
        state.note(&record, Some(version));
    }
    record.tokens.shift(issued_at - record.issued_at);
    Some(Arrival {
        sent: now.at_wall(issued_at),
        signed_in_at: Some(record.signed_in_at),
        tokens: record.tokens,
        restored: true,
    })
}
