//! Webhooks: whether they carry the partner's key, and what they tell.

mod event;

use auth_core::{ApiKey, Error, ExposeSecret, HeaderMap};
use subtle::{Choice, ConstantTimeEq};

pub use event::{Effect, Event, EventKey, EventTenant};

use crate::generated;

/// Tells DossierFacile's webhooks from others, and reads them.
///
/// A webhook carries the `callbackApiKey` of the partner's settings in `x-api-key`, and nothing at all where there is none
/// (DossierFacile Connect integration guide, DossierFacile backend). The key is always the same and proves nothing about the
/// body: end tokens on the strength of it, never grant or trust anything; read what is true now through the service scheme.
///
/// - Answer 2xx at once, and work afterwards: what is answered otherwise, or too late, is not sent again.
/// - Never call [`Profile`](crate::Profile) because of a webhook: after a revocation it would restore the link that the
///   person has just removed.
/// - One may come before the answer of the first [`Profile`](crate::Profile) call, and about somebody of the same file who
///   never came to the partner: an unknown [`Event::on_tenant_id`] is kept for later, not refused.
///
/// ```
/// use auth_core::HeaderMap;
/// use auth_dossierfacile::{Effect, WebhookVerifier};
///
/// // Once, when the server starts.
/// let verifier = WebhookVerifier::new("5PPwkHGgb0ZLQHsW1zXyu2W9RE3Gz4gO")?;
///
/// // A request came.
/// let body = br#"{"onTenantId":1201,"partnerCallBackType":"ACCESS_REVOKED"}"#;
/// let mut headers = HeaderMap::new();
/// headers.insert("x-api-key", "5PPwkHGgb0ZLQHsW1zXyu2W9RE3Gz4gO".parse()?);
///
/// // An error is answered as it advises, with 401 or 204 and no word more.
/// let event = verifier.verify(body, &headers)?;
/// let mut signed_in = vec![1200, 1201];
/// match event.effect() {
///     // Before the answer: end the tokens of this person.
///     Effect::Revoked | Effect::Erased => signed_in.retain(|tenant| *tenant != event.on_tenant_id),
///     // Answer 204, then look at the person again through the service scheme.
///     _ => {}
/// }
/// assert_eq!(signed_in, [1200]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct WebhookVerifier {
    keys: Vec<ApiKey>,
}

impl WebhookVerifier {
    /// A verifier with the key that the partner's settings hold, best 32 random bytes or more.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](auth_core::ErrorKind::Configuration) when the key is blank or can stand in no header:
    /// without a key nothing is verified, so there is no verifier. The operator sets one, here and in the settings.
    pub fn new(key: impl Into<ApiKey>) -> Result<Self, Error> {
        Self { keys: Vec::new() }.also_accept(key)
    }

    /// Accepts another key, too. To change the key: accept both, change the settings, and drop the old one after a while.
    ///
    /// # Errors
    /// As [`WebhookVerifier::new`].
    pub fn also_accept(mut self, key: impl Into<ApiKey>) -> Result<Self, Error> {
        let key = key.into();
        check_key(&key)?;
        self.keys.push(key);
        Ok(self)
    }

    /// The event of one request.
    ///
    /// Whatever an authentic one leaves out, adds or spells anew, it is delivered as long as it says of whom and of what type
    /// it is. Bound the length of the body before.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](auth_core::ErrorKind::Configuration) when the header is missing, repeated, or holds
    /// none of the keys. Answer 401 and nothing else; if DossierFacile sent it, the operator sets the same key on both sides.
    ///
    /// [`ErrorKind::InvalidResponse`](auth_core::ErrorKind::InvalidResponse) when the key is right and the body says not of
    /// whom or of what type it is: answer 204, since DossierFacile sends nothing twice for an answer, and report it to the
    /// authors of this crate.
    ///
    /// Neither holds the body or a key.
    pub fn verify(&self, body: &[u8], headers: &HeaderMap) -> Result<Event, Error> {
        let mut values = headers.get_all(generated::PARTNER_WEBHOOK_HEADER).iter();
        match (values.next(), values.next()) {
            (None, _) => Err(refused("it is missing")),
            (Some(_), Some(_)) => Err(refused("it came twice")),
            (Some(value), None) if !self.accepts(value.as_bytes()) => {
                Err(refused("it holds another key"))
            }
            (Some(_), None) => event::read(body),
        }
    }

    /// Compared in constant time, with every key: the time tells lengths at most.
    fn accepts(&self, value: &[u8]) -> bool {
        self.keys
            .iter()
            .map(|key| key.expose_secret().as_bytes().ct_eq(value))
            .fold(Choice::from(0), |any, this| any | this)
            .into()
    }
}

/// Refuses a key with which webhooks would prove nothing, or would not arrive.
pub(crate) fn check_key(key: &ApiKey) -> Result<(), Error> {
    let text = key.expose_secret();
    let problem = if text.trim().is_empty() {
        "it is empty"
    } else if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        "it has characters other than visible ASCII"
    } else {
        return Ok(());
    };
    Err(Error::configuration("webhook key", problem)
        .advise("set the same key here and as callbackApiKey in the settings"))
}

fn refused(what: &str) -> Error {
    Error::configuration(generated::PARTNER_WEBHOOK_HEADER, what)
        .advise(
            "answer 401; if DossierFacile sent it, set the same key here and as callbackApiKey in the settings, and accept \
             both while it changes",
        )
        .about("webhook of DossierFacile")
}
