//! Pending authorizations in memory, each for the browser session that began it.

use std::{
    collections::HashMap,
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use auth_core::{Clock, Error, Moment, SystemClock, config::required};
use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;

use super::{BeginAgain, PendingAuthorization};
use crate::callback::Callback;

/// A person without an account makes one on the way, waits for an e-mail, and may finish in the evening (assumed).
const LIFE: Duration = Duration::from_secs(24 * 3600);

/// Keeps pending authorizations in memory: each once, for a day, and for the browser session that began it.
///
/// One for the whole server, in its state. What identifies a session is yours: an opaque value from a cookie that only this
/// browser has (`HttpOnly`, `Secure`, `SameSite=Lax`), which nobody can guess; never the person's own identifier.
///
/// ```
/// use auth_dossierfacile::{BeginAgain, DossierFacile, PendingAuthorizations};
///
/// # let user = DossierFacile::user("dfconnect-partenaire", "secret", "https://partenaire.example/retour").preproduction().build()?;
/// let pending = PendingAuthorizations::new();
///
/// // The person wants to connect: redirect to the URL.
/// let request = user.authorize().build()?;
/// let state = request.pending.state().to_owned();
/// pending.keep("session-of-this-browser", request.pending)?;
///
/// // A callback: whose sign-in is it?
/// let callback_url = format!("/retour?state={state}&code=abc");
/// assert_eq!(pending.take("another-session", &callback_url).unwrap_err(), BeginAgain::OtherSession);
/// let authorization = pending.take("session-of-this-browser", &callback_url)?;
/// assert_eq!(pending.take("session-of-this-browser", &callback_url).unwrap_err(), BeginAgain::Used);
/// let grant = authorization.finish(&callback_url)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct PendingAuthorizations {
    clock: Box<dyn Clock>,
    life: Duration,
    capacity: usize,
    kept: Mutex<HashMap<String, Kept>>,
}

struct Kept {
    session: SecretString,
    ends: Moment,
    /// `None` once it was taken: what came before is told from what never was.
    pending: Option<PendingAuthorization>,
}

impl PendingAuthorizations {
    /// Keeps 10,000 of them, for 24 hours each, by the machine's clock.
    pub fn new() -> Self {
        Self {
            clock: Box::new(SystemClock),
            life: LIFE,
            capacity: 10_000,
            kept: Mutex::default(),
        }
    }

    /// Tells the time by `clock`.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Clock) -> Self {
        self.clock = Box::new(clock);
        self
    }

    /// Keeps each for as long as this; hours, since a person may make an account on the way.
    #[must_use]
    pub fn with_life(mut self, life: Duration) -> Self {
        self.life = life;
        self
    }

    /// Keeps at most so many, 1 or more: beyond it the oldest is forgotten, and that person begins again.
    #[must_use]
    pub fn with_capacity(mut self, capacity: usize) -> Self {
        self.capacity = capacity.max(1);
        self
    }

    /// Keeps `pending` for the browser session `session`, which comes back with the callback.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](auth_core::ErrorKind::Configuration) when the session is blank, which would bind to
    /// nobody: the developer gives every browser a session of its own.
    pub fn keep(&self, session: &str, pending: PendingAuthorization) -> Result<(), Error> {
        required("session", "none", session).map_err(|error| {
            error.advise("give each browser an unguessable session value of its own")
        })?;
        let now = self.clock.now();
        let kept = Kept {
            session: session.into(),
            ends: now.after(self.life),
            pending: Some(pending),
        };
        let mut all = self.lock();
        all.retain(|_, kept| !now.reached(kept.ends));
        while all.len() >= self.capacity {
            let oldest = all.iter().min_by_key(|(_, kept)| kept.ends.uptime);
            let Some(oldest) = oldest.map(|(state, _)| state.clone()) else {
                break;
            };
            all.remove(&oldest);
        }
        if let Some(state) = kept
            .pending
            .as_ref()
            .map(|pending| pending.state().to_owned())
        {
            all.insert(state, kept);
        }
        Ok(())
    }

    /// Gives back, once, the authorization that the callback answers. `callback_url` is the whole URL, or its path and query.
    ///
    /// Of several calls at the same time one is served. A call from another session takes nothing away from the one that
    /// began.
    ///
    /// # Errors
    /// Why the person begins again; nothing was sent.
    pub fn take(
        &self,
        session: &str,
        callback_url: &str,
    ) -> Result<PendingAuthorization, BeginAgain> {
        let callback = Callback::read(callback_url).map_err(|_| BeginAgain::NoState)?;
        let state = callback.state().ok_or(BeginAgain::NoState)?;
        let now = self.clock.now();
        let mut all = self.lock();
        let kept = all.get_mut(state).ok_or(BeginAgain::Unknown)?;
        let same = kept.session.expose_secret().as_bytes();
        if !bool::from(same.ct_eq(session.as_bytes())) {
            return Err(BeginAgain::OtherSession);
        }
        if now.reached(kept.ends) {
            all.remove(state);
            return Err(BeginAgain::Expired);
        }
        kept.pending.take().ok_or(BeginAgain::Used)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Kept>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for PendingAuthorizations {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for PendingAuthorizations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PendingAuthorizations")
            .field("kept", &self.lock().len())
            .field("life", &self.life)
            .field("capacity", &self.capacity)
            .finish_non_exhaustive()
    }
}
