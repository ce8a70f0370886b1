//! What may go wrong with an answer, and when.

use std::time::Duration;

use serde_json::Value;

use crate::{Gate, Webhook};

/// One kind of trouble on the way of an answer.
///
/// The kinds marked *replaces* put their own answer in the place of the real one, before or after
/// the state change as [`Fault::when`] says. The kinds marked *alters* need the real answer, so the
/// state change has always happened.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum FaultKind {
    /// Waits this long, in real time, before or after the real work, then answers as usual.
    Delay(Duration),
    /// Waits until the gate is opened, before or after the real work, then answers as usual.
    Hold(Gate),
    /// Sends this webhook to this address, before or after the real work, and answers as usual once it is delivered, or
    /// could not be: the receiver has it before the caller has its answer.
    Deliver(Webhook, String),
    /// Aborts the connection with a TCP reset, no answer.
    Reset,
    /// Closes the connection in good order, no answer.
    DropAnswer,
    /// Replaces: this status with a short JSON body that no provider documents.
    Status(u16),
    /// Replaces: this status with an HTML page, as a proxy or a maintenance page does.
    Html(u16),
    /// Replaces: 200 with one JSON string of this many bytes, streamed without a length.
    HugeBody(u64),
    /// Alters: the body leaves one byte at a time with this pause between two bytes.
    SlowBody(Duration),
    /// Replaces: 429 `Too Many Requests` in plain text with exactly these headers.
    TooManyRequests(Vec<(String, String)>),
    /// Alters: `Content-Type: text/plain` on an unchanged body.
    WrongContentType,
    /// Alters: the second half of the body is missing, with a `Content-Length` that agrees.
    TruncatedJson,
    /// Alters: the body is compressed although nobody asked, `Content-Encoding: gzip`.
    Gzip,
    /// Replaces: 307 to this address.
    Redirect(String),
    /// Alters: a UTF-8 byte order mark before the body.
    Bom,
    /// Alters: each top-level member of the JSON object is there twice, the second time as a
    /// different text.
    DuplicateMembers,
    /// Alters: this top-level member of the JSON object has this value, whether or not it was there.
    ReplaceMember(String, Value),
    /// Alters: this top-level member of the JSON object is gone.
    RemoveMember(String),
    /// Replaces: 200 without a body.
    EmptyBody,
}

/// On which side of the state change a [`Fault`] strikes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum When {
    /// The provider has done nothing yet: no token issued, rotated or black-listed.
    #[default]
    BeforeStateChange,
    /// The provider has done its work; only the answer is spoilt or lost.
    AfterStateChange,
}

/// A fault waiting for its request; queue it with the provider's `fault` method.
///
/// Each request meets the first queued fault that fits it, and uses up one of its times.
///
/// ```
/// use auth_sandbox::{Fault, FaultKind, When};
///
/// let lost_refresh = Fault::new(FaultKind::DropAnswer)
///     .on("GET", "/v1/refresh")
///     .when(When::AfterStateChange)
///     .times(2);
/// ```
#[derive(Clone, Debug)]
pub struct Fault {
    kind: FaultKind,
    route: Option<(String, String)>,
    when: When,
    left: usize,
}

impl Fault {
    /// A fault for the next request, whatever its route, before the state change.
    pub fn new(kind: FaultKind) -> Self {
        Self {
            kind,
            route: None,
            when: When::default(),
            left: 1,
        }
    }

    /// Only for requests with this method and exactly this path.
    #[must_use]
    pub fn on(mut self, method: &str, path: &str) -> Self {
        self.route = Some((method.to_owned(), path.to_owned()));
        self
    }

    /// Before or after the state change; the kinds that alter an answer are always after.
    #[must_use]
    pub fn when(mut self, when: When) -> Self {
        self.when = when;
        self
    }

    /// For this many requests instead of one; 0 never strikes.
    #[must_use]
    pub fn times(mut self, times: usize) -> Self {
        self.left = times;
        self
    }

    fn fits(&self, method: &str, path: &str) -> bool {
        self.route
            .as_ref()
            .is_none_or(|(on, at)| on == method && at == path)
    }
}

/// The faults still waiting, oldest first.
#[derive(Default)]
pub(crate) struct Faults(Vec<Fault>);

impl Faults {
    pub(crate) fn push(&mut self, fault: Fault) {
        if fault.left > 0 {
            self.0.push(fault);
        }
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    pub(crate) fn take(&mut self, method: &str, path: &str) -> Option<(FaultKind, When)> {
        let at = self.0.iter().position(|fault| fault.fits(method, path))?;
        let fault = &mut self.0[at];
        let taken = (fault.kind.clone(), fault.when);
        fault.left -= 1;
        if fault.left == 0 {
            self.0.remove(at);
        }
        Some(taken)
    }
}
