//! What a grant yields.

use std::collections::BTreeMap;

use time::OffsetDateTime;

use crate::{AccessToken, Expiry, RefreshToken};

/// A successful token response (RFC 6749 §5.1), read by a provider.
#[derive(Clone, Debug)]
pub struct TokenSet {
    access_token: AccessToken,
    expiry: Expiry,
    refresh_token: Option<RefreshToken>,
    refresh_expires_at: Option<OffsetDateTime>,
    scope: Option<String>,
    attributes: BTreeMap<String, String>,
}

impl TokenSet {
    /// A set with an access token and the end that the provider stated for it.
    pub fn new(access_token: AccessToken, expiry: Expiry) -> Self {
        Self {
            access_token,
            expiry,
            refresh_token: None,
            refresh_expires_at: None,
            scope: None,
            attributes: BTreeMap::new(),
        }
    }

    /// Adds the refresh token and when it ends, `None` when it was not said or has no end.
    ///
    /// Where one token plays both parts (Sinao), it is given here too.
    #[must_use]
    pub fn with_refresh_token(
        mut self,
        refresh_token: RefreshToken,
        expires_at: Option<OffsetDateTime>,
    ) -> Self {
        self.refresh_token = Some(refresh_token);
        self.refresh_expires_at = expires_at;
        self
    }

    /// Adds the granted scope, space-separated.
    #[must_use]
    pub fn with_scope(mut self, scope: impl Into<String>) -> Self {
        self.scope = Some(scope.into());
        self
    }

    /// Adds a fact about the connection that is no secret, such as the firm's identifier.
    #[must_use]
    pub fn with_attribute(mut self, name: &str, value: impl Into<String>) -> Self {
        self.attributes.insert(name.to_owned(), value.into());
        self
    }

    /// The access token.
    pub fn access_token(&self) -> &AccessToken {
        &self.access_token
    }

    /// When it ends.
    pub fn expiry(&self) -> Expiry {
        self.expiry
    }

    /// The refresh token, if one was issued.
    pub fn refresh_token(&self) -> Option<&RefreshToken> {
        self.refresh_token.as_ref()
    }

    /// When the refresh token ends; `None` when it was not said or has no end.
    pub fn refresh_expires_at(&self) -> Option<OffsetDateTime> {
        self.refresh_expires_at
    }

    /// The granted scope.
    pub fn scope(&self) -> Option<&str> {
        self.scope.as_deref()
    }

    /// Facts about the connection that are no secrets.
    pub fn attributes(&self) -> &BTreeMap<String, String> {
        &self.attributes
    }

    /// Leaves the access token alone.
    pub(crate) fn drop_refresh_token(&mut self) {
        self.refresh_token = None;
        self.refresh_expires_at = None;
    }

    /// Moves the stated ends by `by`: from the clock of another machine to this one's.
    pub(crate) fn shift(&mut self, by: time::Duration) {
        let moved = |end: OffsetDateTime| end.checked_add(by).unwrap_or(end);
        if let Expiry::At(end) = self.expiry {
            self.expiry = Expiry::At(moved(end));
        }
        self.refresh_expires_at = self.refresh_expires_at.map(moved);
    }

    /// Keeps the refresh token that was `used` when the answer omitted a new one (RFC 6749 §6).
    pub(crate) fn keep(&mut self, used: &RefreshToken, expires_at: Option<OffsetDateTime>) {
        if self.refresh_token.is_none() {
            self.refresh_token = Some(used.clone());
            self.refresh_expires_at = expires_at;
        }
    }

    /// Keeps what an earlier grant of the same sign-in told and this one did not repeat.
    pub(crate) fn keep_attributes(&mut self, earlier: &BTreeMap<String, String>) {
        for (name, value) in earlier {
            self.attributes
                .entry(name.clone())
                .or_insert_with(|| value.clone());
        }
    }
}
