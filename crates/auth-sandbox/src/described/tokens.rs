//! Which tokens are good, and for what.

use std::collections::HashMap;

use time::{Duration, OffsetDateTime};

use crate::description::Scheme;

/// All that was issued, and the sign-ins that it came from.
#[derive(Default)]
pub(super) struct Tokens {
    access: HashMap<String, Access>,
    refresh: HashMap<String, Refresh>,
    families: Vec<Family>,
}

/// The tokens that one sign-in led to, by number.
pub(super) type FamilyNumber = usize;

struct Access {
    family: FamilyNumber,
    expires_at: Option<OffsetDateTime>,
    ended: bool,
}

struct Refresh {
    family: FamilyNumber,
    spent: bool,
    revoked: bool,
}

struct Family {
    scheme: &'static str,
    /// Until when it can be renewed.
    renewable_until: Option<OffsetDateTime>,
    ended: bool,
}

impl Tokens {
    /// A new sign-in.
    pub(super) fn sign_in(&mut self, scheme: &Scheme, now: OffsetDateTime) -> FamilyNumber {
        self.families.push(Family {
            scheme: scheme.id,
            renewable_until: scheme.renewal.session.map(|session| later(now, session)),
            ended: false,
        });
        self.families.len() - 1
    }

    pub(super) fn renewable_until(&self, family: FamilyNumber) -> Option<OffsetDateTime> {
        self.families[family].renewable_until
    }

    pub(super) fn add_access(
        &mut self,
        text: &str,
        family: FamilyNumber,
        expires_at: Option<OffsetDateTime>,
    ) {
        let token = Access {
            family,
            expires_at,
            ended: false,
        };
        self.access.insert(text.to_owned(), token);
    }

    pub(super) fn add_refresh(&mut self, text: &str, family: FamilyNumber) {
        let token = Refresh {
            family,
            spent: false,
            revoked: false,
        };
        self.refresh.insert(text.to_owned(), token);
    }

    /// Whether a token opens the calls of a scheme.
    pub(super) fn opens(&self, text: &str, scheme: &Scheme, now: OffsetDateTime) -> bool {
        self.access.get(text).is_some_and(|token| {
            let family = &self.families[token.family];
            !token.ended
                && !family.ended
                && family.scheme == scheme.id
                && token.expires_at.is_none_or(|expires_at| now < expires_at)
        })
    }

    /// Whether a token was issued for a scheme, good or not any more.
    pub(super) fn is_of(&self, text: &str, scheme: &Scheme) -> bool {
        let token = self.access.get(text);
        token.is_some_and(|token| self.families[token.family].scheme == scheme.id)
    }

    /// The sign-in that a refresh token renews, the token spent when it rotates. One that comes
    /// again was stolen or is held twice: its whole family ends.
    pub(super) fn refresh(
        &mut self,
        text: &str,
        scheme: &Scheme,
        now: OffsetDateTime,
    ) -> Option<FamilyNumber> {
        let token = self.refresh.get_mut(text)?;
        let family = &mut self.families[token.family];
        if family.scheme != scheme.id || token.revoked {
            return None;
        }
        if token.spent {
            family.ended = true;
        }
        if !family.is_renewable(now) {
            return None;
        }
        token.spent = scheme.renewal.rotates;
        Some(token.family)
    }

    /// The sign-in that an access token renews, expired or not; the token ends when it rotates.
    pub(super) fn exchange(
        &mut self,
        text: &str,
        scheme: &Scheme,
        now: OffsetDateTime,
    ) -> Option<FamilyNumber> {
        let token = self.access.get_mut(text)?;
        let family = &self.families[token.family];
        if family.scheme != scheme.id || token.ended || !family.is_renewable(now) {
            return None;
        }
        token.ended = scheme.renewal.rotates;
        Some(token.family)
    }

    pub(super) fn knows(&self, text: &str) -> bool {
        self.access.contains_key(text) || self.refresh.contains_key(text)
    }

    pub(super) fn revoke(&mut self, text: &str) {
        if let Some(token) = self.access.get_mut(text) {
            token.ended = true;
        }
        if let Some(token) = self.refresh.get_mut(text) {
            token.revoked = true;
        }
    }

    /// Ends the sign-in that a token came from, if it is one of ours.
    pub(super) fn sign_out(&mut self, text: &str) {
        let access = self.access.get(text).map(|token| token.family);
        let refresh = self.refresh.get(text).map(|token| token.family);
        if let Some(family) = access.or(refresh) {
            self.end(family);
        }
    }

    pub(super) fn end(&mut self, family: FamilyNumber) {
        self.families[family].ended = true;
    }

    pub(super) fn end_all(&mut self) {
        for family in &mut self.families {
            family.ended = true;
        }
    }
}

impl Family {
    fn is_renewable(&self, now: OffsetDateTime) -> bool {
        !self.ended && self.renewable_until.is_none_or(|until| now < until)
    }
}

/// `seconds` after `now`, however many they are.
pub(super) fn later(now: OffsetDateTime, seconds: u64) -> OffsetDateTime {
    let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
    now.saturating_add(Duration::seconds(seconds))
}
