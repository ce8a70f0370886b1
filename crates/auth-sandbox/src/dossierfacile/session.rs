//! Sessions and the tokens that hang on them.

use time::{Duration, OffsetDateTime};

use super::State;
use super::oauth_error::OauthError;
use crate::generated::dossierfacile::code;

/// `ssoSessionIdleTimeout` of the published realm.
const IDLE: Duration = Duration::seconds(1800);
/// `ssoSessionMaxLifespan` of the published realm.
const LONGEST: Duration = Duration::seconds(36_000);

/// One sign-in of the tenant.
#[derive(Clone)]
pub(super) struct Session {
    opened_at: OffsetDateTime,
    refreshed_at: OffsetDateTime,
    ended: bool,
    /// The only refresh token that works under rotation.
    newest: Option<String>,
}

#[derive(Clone)]
pub(super) struct RefreshToken {
    pub(super) session: String,
    pub(super) nonce: Option<String>,
    pub(super) openid: bool,
    pub(super) expires_at: OffsetDateTime,
}

#[derive(Clone)]
pub(super) struct AccessToken {
    /// None for a service token.
    pub(super) session: Option<String>,
    pub(super) dfc: bool,
    /// The scope for documents, which a service alone may have.
    pub(super) documents: bool,
    pub(super) expires_at: OffsetDateTime,
}

impl Session {
    fn ends_at(&self) -> OffsetDateTime {
        (self.refreshed_at + IDLE).min(self.opened_at + LONGEST)
    }
}

impl State {
    pub(super) fn open_session(&mut self, id: &str, now: OffsetDateTime) {
        let session = Session {
            opened_at: now,
            refreshed_at: now,
            ended: false,
            newest: None,
        };
        self.sessions.insert(id.to_owned(), session);
    }

    pub(super) fn is_live(&self, id: &str, now: OffsetDateTime) -> bool {
        self.sessions
            .get(id)
            .is_some_and(|session| !session.ended && now < session.ends_at())
    }

    pub(super) fn end_session(&mut self, id: &str) {
        if let Some(session) = self.sessions.get_mut(id) {
            session.ended = true;
        }
    }

    pub(super) fn end_sessions(&mut self) {
        for session in self.sessions.values_mut() {
            session.ended = true;
        }
    }

    /// Slides the idle window and gives the instants when access and refresh tokens issued now end.
    pub(super) fn slide(
        &mut self,
        id: &str,
        now: OffsetDateTime,
        life: Duration,
    ) -> (OffsetDateTime, OffsetDateTime) {
        let Some(session) = self.sessions.get_mut(id) else {
            return (now, now);
        };
        session.refreshed_at = now;
        let refresh_until = session.ends_at();
        (
            now.saturating_add(life).min(session.opened_at + LONGEST),
            refresh_until,
        )
    }

    pub(super) fn keep_refresh_token(&mut self, text: &str, token: RefreshToken) {
        if let Some(session) = self.sessions.get_mut(&token.session) {
            session.newest = Some(text.to_owned());
        }
        self.refresh_tokens.insert(text.to_owned(), token);
    }

    /// The refresh token, if it may be used now; using an old one under rotation ends the session.
    pub(super) fn refreshable(
        &mut self,
        text: &str,
        now: OffsetDateTime,
    ) -> Result<RefreshToken, OauthError> {
        let Some(token) = self.refresh_tokens.get(text).cloned() else {
            return Err(OauthError::grant("Invalid refresh token"));
        };
        if now >= token.expires_at {
            return Err(OauthError::grant("Token is not active"));
        }
        if !self.is_live(&token.session, now) {
            return Err(OauthError::grant("Session not active"));
        }
        if self.user_disabled {
            return Err(OauthError::grant("User disabled"));
        }
        if !self.consented {
            let description = "Client no longer has requested consent from user";
            return Err(OauthError::new(400, code::INVALID_SCOPE, description));
        }
        let session = self.sessions.get(&token.session);
        let newest = session.and_then(|session| session.newest.as_deref()) == Some(text);
        if self.switches.rotation && !newest {
            self.end_session(&token.session);
            let description = "Maximum allowed refresh token reuse exceeded";
            return Err(OauthError::grant(description));
        }
        Ok(token)
    }
}
