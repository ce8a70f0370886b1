//! Waiting until the end of the process would lose nothing.

use std::{sync::Arc, time::Duration};

use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use super::{
    shell::Shell,
    state::State,
    sync::{self, Mistake, interleave, mistaken},
};
use crate::{Error, ErrorKind};

/// What the end of the process would lose.
enum Left {
    /// The answer of an exchange.
    Exchange,
    /// Tokens that were obtained at this instant.
    Tokens(OffsetDateTime),
    /// The removal of a login.
    Removal,
}

impl Left {
    fn of(state: &State) -> Option<Self> {
        if state.flight.is_some() {
            return Some(Self::Exchange);
        }
        let tokens = state.unsaved.as_ref();
        let tokens = tokens.map(|unsaved| Self::Tokens(unsaved.record.issued_at));
        tokens.or((state.removals > 0).then_some(Self::Removal))
    }

    fn error(&self) -> Error {
        match self {
            Self::Exchange => Error::new(
                ErrorKind::DeadlineExceeded,
                "an exchange is still under way",
            )
            .advise("wait longer before the process ends: its answer may be lost otherwise"),
            Self::Tokens(at) => {
                let at = at.format(&Rfc3339).unwrap_or_default();
                Error::new(
                    ErrorKind::Store,
                    format!("the tokens of {at} are not saved"),
                )
                .advise("see to the store before the process ends: they are in its memory only")
            }
            Self::Removal => Error::new(
                ErrorKind::Store,
                "a login that was dropped still stands in the store",
            )
            .advise("see to the store before the process ends, or drop the login once more"),
        }
    }
}

/// Counts among those who wait for as long as it lives.
struct Drainer<'a>(&'a Shell);

impl<'a> Drainer<'a> {
    fn new(shell: &'a Shell) -> Self {
        shell.state().drainers += 1;
        shell.tell_drainers();
        Self(shell)
    }
}

impl Drop for Drainer<'_> {
    fn drop(&mut self) {
        self.0.state().drainers -= 1;
    }
}

impl Shell {
    /// Waits, at the latest until `limit`, until nothing is under way and everything is saved.
    pub(crate) async fn drain(&self, limit: Duration) -> Result<(), Error> {
        if Left::of(&self.state()).is_none() {
            return Ok(());
        }
        let _drainer = Drainer::new(self);
        let quiet = self.once(|state| Left::of(state).is_none());
        let timed = {
            let runtime = self.runtime()?;
            let _context = runtime.enter();
            sync::timeout(limit, quiet)
        };
        if timed.await.is_ok() {
            return Ok(());
        }
        Left::of(&self.state()).map_or(Ok(()), |left| Err(left.error().about(self.subject())))
    }

    /// Waits until somebody drains.
    pub(super) async fn in_a_hurry(&self) {
        self.once(|state| state.drainers > 0).await;
    }

    /// Something that drainers may wait for has come to its end.
    pub(super) fn tell_drainers(&self) {
        let told = self.state().told.clone();
        if let Some(told) = told {
            told.notify_waiters();
        }
    }

    async fn once(&self, condition: impl Fn(&State) -> bool) {
        let telling = Arc::clone(self.state().told.get_or_insert_default());
        loop {
            // It hears what is told from now on.
            let mut told = telling.notified();
            if condition(&self.state()) {
                return;
            }
            interleave();
            if mistaken(Mistake::DrainsDeaf) {
                told = telling.notified();
            }
            told.await;
        }
    }
}
