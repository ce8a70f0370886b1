//! The key of webhooks changed without losing one.

use std::time::Duration;

use auth_core::{ApiKey, Error, Execute};
use oauth2::CsrfToken;
use time::OffsetDateTime;

use crate::{ChangeSettings, WebhookVerifier};

/// Changes the key that webhooks carry: the receiver accepts the old one and the new, the settings get the new one, and the
/// old one is dropped after a while. It reads no clock: the application says what time it is.
///
/// - Keep [`KeyRotation::new_key`] with the application's secrets before [`KeyRotation::change`]: DossierFacile may use it
///   from the moment the request leaves.
/// - A change that fails, or whose answer is lost, leaves both keys accepted, for as long as it takes: call it again.
///
/// ```
/// use std::time::Duration;
/// use auth_dossierfacile::KeyRotation;
/// use time::OffsetDateTime;
///
/// # async fn rotate(service: auth_reqwest::Client, old: auth_core::ApiKey) -> Result<(), auth_core::Error> {
/// let mut rotation = KeyRotation::begin(old);
/// // Keep rotation.new_key(), then let the receiver accept both.
/// let now = OffsetDateTime::now_utc();
/// let verifier = rotation.verifier(now)?;
/// rotation.change(&service, now).await?;
/// // Later, from a timer: the old key is gone by then.
/// let verifier = rotation.verifier(now + Duration::from_secs(3601))?;
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct KeyRotation {
    old: ApiKey,
    new: ApiKey,
    overlap: Duration,
    changed_at: Option<OffsetDateTime>,
}

impl KeyRotation {
    /// From the key in use to a new one of 32 random bytes.
    pub fn begin(old: impl Into<ApiKey>) -> Self {
        Self::resume(old, CsrfToken::new_random_len(32).into_secret())
    }

    /// Goes on after a restart with a new key that was kept. Until [`KeyRotation::change`] succeeds, both are accepted.
    pub fn resume(old: impl Into<ApiKey>, new: impl Into<ApiKey>) -> Self {
        Self {
            old: old.into(),
            new: new.into(),
            overlap: Duration::from_secs(3600),
            changed_at: None,
        }
    }

    /// How long the old key is accepted after the change; an hour by default. A webhook is sent within seconds of its cause.
    #[must_use]
    pub fn overlap(mut self, overlap: Duration) -> Self {
        self.overlap = overlap;
        self
    }

    /// The new key, to be kept before the change.
    pub fn new_key(&self) -> &ApiKey {
        &self.new
    }

    /// Sets the new key in the settings, at this instant; again if need be.
    ///
    /// # Errors
    /// Those of [`ChangeSettings`]: both keys stay accepted, and the call may be made again.
    ///
    /// # Cancel safety
    /// A dropped future may leave a request that arrives all the same: both keys stay accepted.
    pub async fn change(
        &mut self,
        client: &impl Execute,
        now: OffsetDateTime,
    ) -> Result<(), Error> {
        let change = ChangeSettings::new().callback_api_key(self.new.clone());
        client.execute(&change).await?;
        self.changed_at.get_or_insert(now);
        Ok(())
    }

    /// What the receiver accepts at this instant: both keys, and the new one alone when the overlap after a change that
    /// succeeded is over.
    ///
    /// # Errors
    /// As [`WebhookVerifier::new`], for a key that was given.
    pub fn verifier(&self, now: OffsetDateTime) -> Result<WebhookVerifier, Error> {
        let verifier = WebhookVerifier::new(self.new.clone())?;
        if self.is_over(now) {
            return Ok(verifier);
        }
        verifier.also_accept(self.old.clone())
    }

    /// Whether the old key is accepted no more, at this instant.
    pub fn is_over(&self, now: OffsetDateTime) -> bool {
        let overlap = time::Duration::try_from(self.overlap).unwrap_or(time::Duration::MAX);
        self.changed_at
            .is_some_and(|changed_at| now >= changed_at.saturating_add(overlap))
    }
}
