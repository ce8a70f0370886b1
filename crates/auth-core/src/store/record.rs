//! What is kept of a connection.

use std::{collections::BTreeMap, time::Duration};

use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use zeroize::Zeroizing;

use super::TransactionId;
use crate::{AccessToken, Error, ErrorKind, Expiry, RefreshToken, TokenSet};

/// Somebody is about to spend the refresh token of the record: recorded before the request leaves.
///
/// Without a result and without a lease, the token may be spent and its successor lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Intent {
    /// The transaction; tokens that it brings bear its name.
    pub by: TransactionId,
    /// When it was recorded, by the clock of its author's machine.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
}

/// A token set with the instants that a later process needs to judge it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Record {
    /// The tokens.
    pub tokens: TokenSet,
    /// When their request had left, wall time.
    pub issued_at: OffsetDateTime,
    /// When the person signed in, wall time.
    pub signed_in_at: OffsetDateTime,
    /// The transaction that brought the tokens: two records with the same tokens have the same.
    pub id: TransactionId,
    /// Who is about to renew them, or was.
    pub intent: Option<Intent>,
    /// How old the tokens were when the record was written, by the clock of its writer.
    pub age: Duration,
}

/// The schema of the bytes; a reader refuses one that it does not know.
const SCHEMA: u32 = 2;
/// The one before intents; it is read, not written.
const WITHOUT_INTENTS: u32 = 1;

#[derive(Serialize, Deserialize)]
struct Wire<'a> {
    schema: u32,
    access_token: std::borrow::Cow<'a, str>,
    expiry: Expiry,
    refresh_token: Option<std::borrow::Cow<'a, str>>,
    #[serde(with = "time::serde::rfc3339::option")]
    refresh_expires_at: Option<OffsetDateTime>,
    scope: Option<String>,
    attributes: BTreeMap<String, String>,
    #[serde(with = "time::serde::rfc3339")]
    issued_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    signed_in_at: OffsetDateTime,
    id: Option<TransactionId>,
    intent: Option<Intent>,
    #[serde(default)]
    age_ms: u64,
}

impl Record {
    /// A record of tokens whose request left at `issued_at`, of a person who signed in at `signed_in_at`.
    pub fn new(tokens: TokenSet, issued_at: OffsetDateTime, signed_in_at: OffsetDateTime) -> Self {
        Self {
            tokens,
            issued_at,
            signed_in_at,
            id: TransactionId::random(),
            intent: None,
            age: Duration::ZERO,
        }
    }

    /// Names the transaction that brought the tokens; a random name otherwise.
    #[must_use]
    pub fn brought_by(mut self, id: TransactionId) -> Self {
        self.id = id;
        self
    }

    /// The record as bytes, **secrets in clear**: for a store that encrypts them at once.
    ///
    /// # Errors
    /// [`ErrorKind::Store`] for an instant that RFC 3339 cannot express.
    pub fn expose_to_bytes(&self) -> Result<Zeroizing<Vec<u8>>, Error> {
        let wire = Wire {
            schema: SCHEMA,
            access_token: self.tokens.access_token().expose_secret().into(),
            expiry: self.tokens.expiry(),
            refresh_token: self
                .tokens
                .refresh_token()
                .map(|t| t.expose_secret().into()),
            refresh_expires_at: self.tokens.refresh_expires_at(),
            scope: self.tokens.scope().map(Into::into),
            attributes: self.tokens.attributes().clone(),
            issued_at: self.issued_at,
            signed_in_at: self.signed_in_at,
            id: Some(self.id),
            intent: self.intent,
            age_ms: u64::try_from(self.age.as_millis()).unwrap_or(u64::MAX),
        };
        // Room enough that the buffer does not grow and leave copies behind.
        let secrets = wire.access_token.len() + wire.refresh_token.as_ref().map_or(0, |t| t.len());
        let mut bytes = Zeroizing::new(Vec::with_capacity(2 * secrets + 4096));
        serde_json::to_writer(&mut *bytes, &wire)
            .map_err(|_| Error::new(ErrorKind::Store, "the record has an instant out of range"))?;
        Ok(bytes)
    }

    /// Reads what [`Record::expose_to_bytes`] wrote.
    ///
    /// # Errors
    /// [`ErrorKind::Store`] for bytes that are no record, or of a newer schema: the operator updates the library or
    /// restores the store.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        #[derive(Deserialize)]
        struct Head {
            schema: u32,
        }
        let broken = || Error::new(ErrorKind::Store, "the stored record cannot be read");
        let head: Head = serde_json::from_slice(bytes).map_err(|_| broken())?;
        if ![SCHEMA, WITHOUT_INTENTS].contains(&head.schema) {
            return Err(
                Error::new(ErrorKind::Store, "the stored record has another schema")
                    .advise("use the version of this library that wrote it, or a newer one"),
            );
        }
        let wire: Wire<'_> = serde_json::from_slice(bytes).map_err(|_| broken())?;
        let mut tokens = TokenSet::new(AccessToken::new(wire.access_token), wire.expiry);
        if let Some(token) = wire.refresh_token {
            tokens = tokens.with_refresh_token(RefreshToken::new(token), wire.refresh_expires_at);
        }
        if let Some(scope) = wire.scope {
            tokens = tokens.with_scope(scope);
        }
        for (name, value) in wire.attributes {
            tokens = tokens.with_attribute(&name, value);
        }
        // Every process has to find the same name in an old record.
        let instant = wire.issued_at.unix_timestamp_nanos().unsigned_abs();
        Ok(Self {
            tokens,
            issued_at: wire.issued_at,
            signed_in_at: wire.signed_in_at,
            id: wire.id.unwrap_or(TransactionId::from_number(instant)),
            intent: wire.intent,
            age: Duration::from_millis(wire.age_ms),
        })
    }
}
