//! Webhooks: whether MyUnisoft sent them, and not long ago.

mod compact;
mod event;

use std::{
    borrow::Cow,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use auth_core::{Error, ExposeSecret, HeaderMap, PartnerSecret};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use time::OffsetDateTime;

pub use event::{Event, Payload, Scope};

use crate::{
    config::check_secret,
    generated::{self, variable},
};

/// Tells MyUnisoft's webhooks from others, and reads them.
///
/// A webhook is signed with the partner secret, by HMAC-SHA256 over its body followed by its date; the header `signature`
/// has the result in lower-case hex, the header `date` has milliseconds since 1970 (api-partenaires, `webhooks.md`, and
/// MyUnisoft's own example of a receiver). Clones share the count of [`WebhookVerifier::compacted`].
///
/// ```
/// use auth_core::HeaderMap;
/// use auth_myunisoft::{EventType, Operation, WebhookVerifier};
/// use time::OffsetDateTime;
///
/// // Once, when the server starts; `WebhookVerifier::from_env()?` reads the secret from the environment.
/// let verifier = WebhookVerifier::new("Dunes-7f3a")?;
///
/// // A request came: its body as it came, byte for byte, and its headers.
/// let body = br#"[{"name":"accountingFolder","operation":"CREATE","scope":{"schemaId":42,"accountingFolderId":1201},"data":{"id":"1201"},"webhookId":"83c22567-fd2f-4a50-abbb-48aedefdcfa5","createdAt":1795356000000}]"#;
/// let mut headers = HeaderMap::new();
/// headers.insert("date", "1795356000000".parse()?);
/// headers.insert("signature", "e8a88f6e248ec75bc6715bcaa83982bff86e216f5d5b6318f86411b063108d33".parse()?);
/// let now = OffsetDateTime::from_unix_timestamp(1_795_356_004)?; // OffsetDateTime::now_utc()
///
/// // An error is answered as it advises, with 401 or 204 and no word more; what is fine with 2xx, and then worked on.
/// for event in verifier.verify(body, &headers, now)? {
///     match (event.event_type, event.operation) {
///         (EventType::AccountingFolder, Operation::Create) => {
///             assert_eq!(event.scope.schema_id, 42); // as KeyDetails told when the key was enrolled
///             assert_eq!(event.scope.accounting_folder_id, Some(1201));
///         }
///         _ => {} // others are authentic too
///     }
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct WebhookVerifier {
    secrets: Vec<PartnerSecret>,
    window: Duration,
    compacted: Arc<AtomicU64>,
}

impl WebhookVerifier {
    /// A verifier with the partner secret, the same that calls carry; dates may be five minutes off, either way.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](auth_core::ErrorKind::Configuration) when the secret is empty or unusable: without
    /// one nothing is verified, so there is no verifier. The operator sets it.
    pub fn new(secret: impl Into<PartnerSecret>) -> Result<Self, Error> {
        let none = Self {
            secrets: Vec::new(),
            window: generated::WEBHOOK_FRESHNESS,
            compacted: Arc::default(),
        };
        none.also_accept(secret)
    }

    /// A verifier with the secret in `MYUNISOFT_PARTNER_SECRET`.
    ///
    /// # Errors
    /// As [`WebhookVerifier::new`], also when the variable is not set.
    pub fn from_env() -> Result<Self, Error> {
        Self::new(PartnerSecret::from_env(variable::PARTNER_SECRET)?)
    }

    /// Accepts what another secret signed, too: the old one and the new while MyUnisoft changes it.
    ///
    /// # Errors
    /// As [`WebhookVerifier::new`].
    pub fn also_accept(mut self, secret: impl Into<PartnerSecret>) -> Result<Self, Error> {
        let secret = secret.into();
        check_secret(
            "partner_secret",
            variable::PARTNER_SECRET,
            secret.expose_secret(),
        )?;
        self.secrets.push(secret);
        Ok(self)
    }

    /// Sets how far a date may be from now, into the past and into the future; five minutes by default, since MyUnisoft
    /// asks for a limit and gives none. Within it a copy of a webhook is accepted again.
    #[must_use]
    pub fn window(mut self, window: Duration) -> Self {
        self.window = window;
        self
    }

    /// The events of one request, in the order they came; more than one is usual.
    ///
    /// `body` is what came over the wire: a body that a framework parsed and wrote anew may not be what was signed. Where
    /// only white space between the tokens was added on the way, the second try, over the compact text, finds the
    /// signature all the same; spellings of numbers and texts are never touched. Bound the length of the body before:
    /// both tries read all of it.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](auth_core::ErrorKind::Configuration) for what is not shown to be MyUnisoft's, or not
    /// of now: a header is missing, repeated or malformed, no secret made the signature, or the date is out of the
    /// window. Answer 401 and nothing else; if MyUnisoft sent it, the operator corrects secret or clock as the error says.
    ///
    /// [`ErrorKind::InvalidResponse`](auth_core::ErrorKind::InvalidResponse) for what MyUnisoft signed and this version
    /// cannot read: answer 204, since MyUnisoft has done its part and no document says that it sends again, and report it to
    /// the authors of this crate.
    ///
    /// Neither holds the body, the headers or a secret.
    pub fn verify(
        &self,
        body: &[u8],
        headers: &HeaderMap,
        now: OffsetDateTime,
    ) -> Result<Vec<Event>, Error> {
        let signature = one(headers, generated::PARTNER_WEBHOOK_HEADER)?;
        let signature = sha256(signature).ok_or_else(|| {
            let what = "it is not 64 digits of lower-case hex";
            refused(generated::PARTNER_WEBHOOK_HEADER, what, FOREIGN)
        })?;
        let date = one(headers, generated::PARTNER_WEBHOOK_DATE_HEADER)?;
        let sent_at = milliseconds(date).ok_or_else(|| {
            let what = "it is no number of milliseconds since 1970";
            refused(generated::PARTNER_WEBHOOK_DATE_HEADER, what, DATE)
        })?;
        if !self.signed(&signature, body, date) {
            let compact = compact::compact(body);
            if compact.len() == body.len() || !self.signed(&signature, &compact, date) {
                let what = "no secret makes it of this body and date";
                return Err(refused(generated::PARTNER_WEBHOOK_HEADER, what, unsigned()));
            }
            self.compacted.fetch_add(1, Ordering::Relaxed);
        }
        self.check_fresh(sent_at, now)?;
        event::read(body)
    }

    /// How many webhooks were found authentic by the second try only: more than none says that something between
    /// MyUnisoft and this program writes bodies anew, which the operator should stop.
    pub fn compacted(&self) -> u64 {
        self.compacted.load(Ordering::Relaxed)
    }

    /// Whether one of the secrets made `signature`; compared in constant time.
    fn signed(&self, signature: &[u8; 32], body: &[u8], date: &[u8]) -> bool {
        self.secrets.iter().any(|secret| {
            Hmac::<Sha256>::new_from_slice(secret.expose_secret().as_bytes()).is_ok_and(|mac| {
                mac.chain_update(body)
                    .chain_update(date)
                    .verify_slice(signature)
                    .is_ok()
            })
        })
    }

    fn check_fresh(&self, sent_at: u64, now: OffsetDateTime) -> Result<(), Error> {
        let now = now.unix_timestamp_nanos() / 1_000_000;
        let sent_at = i128::from(sent_at);
        if now.abs_diff(sent_at) <= self.window.as_millis() {
            return Ok(());
        }
        let what = if sent_at < now {
            "it is too old"
        } else {
            "it is in the future"
        };
        Err(refused(generated::PARTNER_WEBHOOK_DATE_HEADER, what, STALE))
    }
}

const FOREIGN: &str = "answer 401; MyUnisoft sends it otherwise, so look at what stands between";
const DATE: &str =
    "answer 401; if a proxy writes a date of its own, have it hand on the one that came";
const STALE: &str = "answer 401: it may be a copy; if all are refused, set this machine's clock";

/// The value of a header that is there once: of two, another reader might take the other.
fn one<'a>(headers: &'a HeaderMap, name: &str) -> Result<&'a [u8], Error> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => Ok(value.as_bytes()),
        (None, _) => Err(refused(name, "it is missing", FOREIGN)),
        (Some(_), Some(_)) => Err(refused(name, "it came twice", FOREIGN)),
    }
}

/// The 32 bytes that lower-case hex stands for: capitals are refused, as by whoever compares texts.
fn sha256(hex: &[u8]) -> Option<[u8; 32]> {
    let digit = |digit: u8| match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    };
    let (pairs, []) = hex.as_chunks::<2>() else {
        return None;
    };
    let bytes: Option<Vec<u8>> = pairs
        .iter()
        .map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?))
        .collect();
    bytes?.try_into().ok()
}

/// Digits and nothing else: no sign, no date of HTTP.
fn milliseconds(date: &[u8]) -> Option<u64> {
    let digits = date.iter().all(u8::is_ascii_digit);
    std::str::from_utf8(date)
        .ok()
        .filter(|_| digits)?
        .parse()
        .ok()
}

fn unsigned() -> String {
    format!(
        "answer 401; if MyUnisoft sent it, check the partner secret (environment variable {}), accept the other one too \
         while it changes, and verify the body as it came",
        variable::PARTNER_SECRET
    )
}

fn refused(header: &str, what: &str, advice: impl Into<Cow<'static, str>>) -> Error {
    Error::configuration(header, what)
        .advise(advice)
        .about("webhook of MyUnisoft")
}
