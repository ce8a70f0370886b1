//! Webhooks on their way: made by a provider's imitation, delivered to the receiver under test.

mod exchange;

use std::fmt;
use std::io;
use std::time::Duration;

use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use bytes::Bytes;

/// A webhook as its provider sends it, with body and headers fixed.
///
/// Made by the `webhook` method of the three providers that send them. It may be sent as often as one likes, in any order
/// with others: twice for a duplicate. `Debug` shows neither body nor headers.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> std::io::Result<()> {
/// use auth_sandbox::Sandbox;
///
/// let sandbox = Sandbox::start().await?;
/// let dossierfacile = sandbox.dossierfacile();
/// let verified = dossierfacile.webhook(&dossierfacile.event("VERIFIED_ACCOUNT"));
/// let revoked = dossierfacile.webhook(&dossierfacile.event("ACCESS_REVOKED"));
///
/// // Where the receiver listens; the sandbox itself stands in here, and refuses.
/// let receiver = format!("{}/webhook", sandbox.keyclic().api_url());
/// revoked.send(&receiver).await?; // out of order
/// verified.send(&receiver).await?;
/// let again = verified.send(&receiver).await?;
/// assert_eq!((again.status, again.tries), (404, 1));
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Webhook {
    body: Bytes,
    headers: HeaderMap,
    tries: usize,
}

/// What is wrong with a webhook, for receivers that must refuse it or put up with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Flaw {
    /// The body was changed after it was signed (MyUnisoft).
    AlteredBody,
    /// Signed with another secret (MyUnisoft), or carrying another key (DossierFacile).
    WrongSecret,
    /// Without the header that is to prove where it comes from; DossierFacile sends so when no key is set.
    NoProof,
    /// Dated this many seconds ahead, and behind when negative; the signature fits (MyUnisoft).
    Dated(i64),
    /// Dated as HTTP does it; the signature fits (MyUnisoft).
    HttpDate,
    /// The signature in capitals (MyUnisoft).
    UpperCaseHex,
    /// White space was put between the tokens of the body on its way, as a proxy that writes JSON anew does (MyUnisoft).
    Reformatted,
}

/// What the receiver made of a [`Webhook`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Delivered {
    /// The status of its answer.
    pub status: u16,
    /// How often it was sent until there was an answer: 2 where the first connection failed and the provider tries again.
    pub tries: usize,
}

/// How long a receiver may take, connection and answer together, in real time.
const PATIENCE: Duration = Duration::from_secs(10);

impl Webhook {
    /// A JSON body; sent once, whatever comes of it.
    pub(crate) fn new(body: impl Into<Bytes>) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        Self {
            body: body.into(),
            headers,
            tries: 1,
        }
    }

    /// A value that no header can hold leaves the header out.
    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.insert(HeaderName::from_static(name), value);
        }
        self
    }

    /// Sent anew at once when the connection fails, this often in all.
    pub(crate) fn tried(mut self, tries: usize) -> Self {
        self.tries = tries;
        self
    }

    /// The body, as it is sent.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// The value of a header as it is sent, proofs included; none when absent.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Posts it to `url`, which must be on this machine: `http://` and 127.0.0.1, `[::1]` or localhost.
    ///
    /// Any answer is an answer, and nothing is sent again for it: so the three providers do.
    ///
    /// # Errors
    /// `InvalidInput` when the address is not on this machine, and nothing was sent: the developer gives another one.
    /// Otherwise the receiver was not reached, or broke off, or took longer than 10 s: the receiver may have it all the same.
    ///
    /// Dropping the future breaks the connection off.
    pub async fn send(&self, url: &str) -> io::Result<Delivered> {
        let target = exchange::Target::on_this_machine(url)?;
        let mut tries = 0;
        loop {
            tries += 1;
            let exchange = target.post(&self.headers, self.body.clone());
            let answered = tokio::time::timeout(PATIENCE, exchange).await;
            match answered.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into())) {
                Ok(status) => return Ok(Delivered { status, tries }),
                Err(error) if tries >= self.tries => return Err(error),
                Err(_) => {}
            }
        }
    }
}

/// For a flaw that the provider's webhooks cannot have.
pub(crate) fn cannot_have(flaw: Flaw, provider: &str) -> io::Error {
    let text = format!("a webhook of {provider} cannot be flawed so: {flaw:?}");
    io::Error::new(io::ErrorKind::InvalidInput, text)
}

impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Webhook").finish_non_exhaustive()
    }
}
