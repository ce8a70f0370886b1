//! Webhooks: whether they came to the place that nobody can guess, and what they hint at.

use std::fmt;

use auth_core::{ApiKey, Error, ErrorKind, ExposeSecret};
use serde::Deserialize;
use serde_json::Value;
use subtle::{Choice, ConstantTimeEq};

use crate::generated::OperationsEvent;

/// What 128 bits take in Base64.
const SHORTEST: usize = 22;

/// Something happened to a report or an operation: a hint, which proves nothing.
///
/// Keyclic documents no way to tell its webhooks from anybody's (Keyclic documentation, page of operations and webhooks).
/// Whatever one says, read the thing again through the API before acting on it: [`Feedbacks`](crate::Feedbacks) catches up
/// with what never came, too. `Debug` leaves out the payload, in which people are named.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Event {
    /// What is said to have happened; a type that this version does not know is delivered all the same.
    pub event_type: OperationsEvent,
    /// What is said of it, as it came; `Null` when nothing is. Its members are not documented.
    pub payload: Value,
}

#[derive(Deserialize)]
struct Envelope {
    event: OperationsEvent,
    #[serde(default)]
    payload: Value,
}

impl Event {
    /// Reads the body of a webhook, whoever sent it. [`WebhookSegment::read`] looks at the place first.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidResponse`] when it is no JSON object with a text at `event`; it does not hold the body. Answer 400;
    /// if Keyclic sent it, report it to the authors of this crate, and read again all the same: it is a hint, too.
    pub fn read(body: &[u8]) -> Result<Self, Error> {
        let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
        let envelope: Envelope = serde_json::from_slice(body).map_err(|_| {
            Error::new(
                ErrorKind::InvalidResponse,
                "it is no JSON object with a text at event",
            )
            .advise("answer 400; if Keyclic sent it, report it to the authors of this library")
            .about("webhook of Keyclic")
        })?;
        Ok(Self {
            event_type: envelope.event,
            payload: envelope.payload,
        })
    }
}

impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Event")
            .field("event_type", &self.event_type)
            .finish_non_exhaustive()
    }
}

/// The segment of the webhook's path that only Keyclic and the receiver know, in place of the proof that Keyclic does not give.
///
/// Keep it like a key: it stands in the path, so keep that out of logs. Whoever has it can send hints, and no more.
///
/// ```
/// use auth_keyclic::{EventType, WebhookSegment};
///
/// // Once, when the server starts; Keyclic was told https://agence.example/keyclic/<segment>.
/// let segment = WebhookSegment::new("Q2pRSmxhd0tXb1R4dHhYbA-x")?;
///
/// // A request came, below /keyclic/. An error is answered with 404 or 400, and no word more.
/// let event = segment.read("Q2pRSmxhd0tXb1R4dHhYbA-x", br#"{"event":"reportCreated","payload":{"id":7}}"#)?;
/// // Answer 204, then read what changed through the API.
/// assert_eq!(event.event_type, EventType::ReportCreated);
/// # Ok::<(), auth_core::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct WebhookSegment {
    segments: Vec<ApiKey>,
}

impl WebhookSegment {
    /// The segment of the address that Keyclic was told, best 32 random bytes in Base64 for URLs.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`] when it has fewer than 22 characters, or others than letters, digits, `-`, `.`, `_` and
    /// `~`: the operator makes one, here and in the address.
    pub fn new(segment: impl Into<ApiKey>) -> Result<Self, Error> {
        Self {
            segments: Vec::new(),
        }
        .also_accept(segment)
    }

    /// Accepts another segment, too, while Keyclic is told another address.
    ///
    /// # Errors
    /// As [`WebhookSegment::new`].
    pub fn also_accept(mut self, segment: impl Into<ApiKey>) -> Result<Self, Error> {
        let segment = segment.into();
        let text = segment.expose_secret();
        let problem = if text.len() < SHORTEST {
            "it has fewer than 22 characters, and could be guessed"
        } else if !text.bytes().all(is_unreserved) {
            "it has characters other than letters, digits, '-', '.', '_' and '~'"
        } else {
            self.segments.push(segment);
            return Ok(self);
        };
        Err(Error::configuration("webhook segment", problem).advise(
            "put 32 random bytes in Base64 for URLs here and in the address that Keyclic is told",
        ))
    }

    /// Whether the segment of a request's path is this one, compared in constant time: the time tells lengths at most.
    pub fn accepts(&self, segment: &str) -> bool {
        self.segments
            .iter()
            .map(|known| known.expose_secret().as_bytes().ct_eq(segment.as_bytes()))
            .fold(Choice::from(0), |any, this| any | this)
            .into()
    }

    /// The event of a request with this segment in its path. Bound the length of the body before.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`] when the segment is another. Answer 404 and nothing else; if Keyclic sent it, the operator
    /// tells Keyclic the address. Otherwise as [`Event::read`].
    ///
    /// Neither holds a segment or the body.
    pub fn read(&self, segment: &str, body: &[u8]) -> Result<Event, Error> {
        if self.accepts(segment) {
            return Event::read(body);
        }
        Err(Error::configuration("webhook segment", "it is another")
            .advise("answer 404; if Keyclic sent it, tell Keyclic the address of today")
            .about("webhook of Keyclic"))
    }
}

/// What a URL carries as it is (RFC 3986 §2.3).
fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}
