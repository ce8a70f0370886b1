//! Why a request is refused, and in which words.

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};

use super::body::put;
use super::exchange::Exchange;
use crate::answer;
use crate::description::{Description, Kind, On, Refusal, Scheme};

/// How far a request came before it was refused; where several exchanges share a path, the answer
/// is that of the one it came furthest with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    /// What a call carries does not open it.
    Credential,
    /// It did once: it is of this scheme, and expired or revoked.
    Ended,
    /// The body is in another encoding.
    Encoding,
    /// What is always the same is missing or another.
    Fixed,
    /// Something is missing, there twice, or not described.
    Shape,
    /// The integrator's own credentials are wrong.
    Client,
    /// An account's credentials are wrong.
    Account,
    /// The second factor is wrong.
    SecondFactor,
    /// What the next token was to be had for is not good for it.
    Grant,
}

/// A refusal that is not worded yet.
#[derive(Debug)]
pub(super) struct Reason {
    pub(super) stage: Stage,
    /// For the developer, without any value.
    about: String,
}

impl Reason {
    pub(super) fn new(stage: Stage, about: impl Into<String>) -> Self {
        Self {
            stage,
            about: about.into(),
        }
    }

    /// The refusal in the provider's words, or in plain ones where it has none for it.
    pub(super) fn answer(&self, description: &Description, exchange: &Exchange) -> Response {
        let on = exchange.on();
        let is_key = |scheme: &Scheme| scheme.kind == Kind::StaticKey;
        let classes: &[&str] = match self.stage {
            Stage::Encoding | Stage::Fixed | Stage::Shape => &[],
            // Nothing renews a key.
            Stage::Credential | Stage::Ended if exchange.scheme.is_some_and(is_key) => {
                &["generate_key", "renew", "sign_in"]
            }
            Stage::Credential | Stage::Ended => &["renew", "sign_in", "generate_key"],
            // A call is opened already: what is wrong is whom or what it is about.
            Stage::Client | Stage::Account | Stage::SecondFactor if on == On::Call => {
                &["forbidden"]
            }
            Stage::Client => &["configuration"],
            Stage::Account => &["correct_credentials"],
            Stage::SecondFactor => &["second_factor", "correct_credentials"],
            Stage::Grant => &["sign_in", "renew", "generate_key"],
        };
        let described = classes
            .iter()
            .find_map(|class| find(description, class, on));
        match described {
            Some(refusal) => worded(refusal),
            None if classes.is_empty() => plain(StatusCode::BAD_REQUEST, &self.about),
            None if classes == ["forbidden"] => plain(StatusCode::FORBIDDEN, &self.about),
            None => plain(StatusCode::UNAUTHORIZED, &self.about),
        }
    }
}

/// The first refusal of a class.
fn find(description: &Description, class: &str, on: On) -> Option<&'static Refusal> {
    let mut refusals = description.refusals.iter();
    refusals.find(|refusal| refusal.class == class && refusal.on == on)
}

/// The answer that a described refusal is.
pub(super) fn worded(refusal: &Refusal) -> Response {
    let mut body = json!({});
    if let Some(member) = refusal.member {
        put(&mut body, member, Value::from(code(refusal)));
    }
    answer::json(answer::status(refusal.status), &body)
}

/// The code of a refusal; one of them where the description leaves the ending open.
pub(super) fn code(refusal: &Refusal) -> String {
    refusal.code.replace('*', "X")
}

/// An answer for which the description has no words.
pub(super) fn plain(status: StatusCode, about: &str) -> Response {
    answer::json(status, &json!({"message": about}))
}
