//! Authorization codes (RFC 6749 §4.1, RFC 7636).

use std::collections::HashMap;

use time::{Duration, OffsetDateTime};

use super::tokens::FamilyNumber;
use crate::jwt::s256;

const LIFE: Duration = Duration::seconds(60);

/// The codes given so far.
#[derive(Default)]
pub(super) struct Codes(HashMap<String, Code>);

struct Code {
    redirect_uri: String,
    challenge: Option<String>,
    expires_at: OffsetDateTime,
    used: bool,
    /// The sign-in it was exchanged for.
    family: Option<FamilyNumber>,
}

/// Why a code is refused.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unusable {
    Wrong,
    /// It comes again: a sign of theft.
    Used(Option<FamilyNumber>),
}

impl Codes {
    pub(super) fn add(
        &mut self,
        code: &str,
        redirect_uri: &str,
        challenge: Option<&str>,
        now: OffsetDateTime,
    ) {
        let given = Code {
            redirect_uri: redirect_uri.to_owned(),
            challenge: challenge.map(str::to_owned),
            expires_at: now + LIFE,
            used: false,
            family: None,
        };
        self.0.insert(code.to_owned(), given);
    }

    /// Uses a code up, also where what comes with it is wrong.
    pub(super) fn redeem(
        &mut self,
        code: &str,
        redirect_uri: Option<&str>,
        verifier: Option<&str>,
        now: OffsetDateTime,
    ) -> Result<(), Unusable> {
        let code = self.0.get_mut(code).ok_or(Unusable::Wrong)?;
        if code.used {
            return Err(Unusable::Used(code.family));
        }
        code.used = true;
        let right = now < code.expires_at
            && redirect_uri == Some(&code.redirect_uri)
            && verifier.map(s256) == code.challenge;
        right.then_some(()).ok_or(Unusable::Wrong)
    }

    pub(super) fn led_to(&mut self, code: &str, family: FamilyNumber) {
        if let Some(code) = self.0.get_mut(code) {
            code.family = Some(family);
        }
    }

    pub(super) fn knows(&self, text: &str) -> bool {
        self.0.contains_key(text)
    }
}
