//! What bodies may hold. Whatever else they hold is an error that says what they may.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::wrong::Wrong;
use crate::{Fault, FaultKind, Flaw, When};

/// An empty body is an empty object.
pub(super) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Wrong> {
    let body = if body.is_empty() { b"{}" } else { body };
    // The reader's text names the members that there are.
    serde_json::from_slice(body)
        .map_err(|error| Wrong::new(400, "the body cannot be followed", error.to_string()))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Nothing {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Advance {
    pub(super) seconds: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Revoke {
    pub(super) what: Option<String>,
    pub(super) credential: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DropAnswer {
    on: Option<On>,
    when: Option<Side>,
    times: Option<usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Slow {
    milliseconds: u64,
    on: Option<On>,
    when: Option<Side>,
    times: Option<usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Spoil {
    kind: Kind,
    on: Option<On>,
    when: Option<Side>,
    times: Option<usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SendWebhook {
    pub(super) to: String,
    pub(super) event: Option<String>,
    pub(super) body: Option<Value>,
    pub(super) flaw: Option<Flawed>,
    pub(super) times: Option<usize>,
    pub(super) before_answer_of: Option<On>,
    #[serde(default)]
    pub(super) queued: bool,
}

/// A route of the provider.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct On {
    method: String,
    path: String,
}

/// On which side of the state change.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Side {
    Before,
    After,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Kind {
    Delay(u64),
    Reset,
    DropAnswer,
    Status(u16),
    Html(u16),
    HugeBody(u64),
    SlowBody(u64),
    TooManyRequests(BTreeMap<String, String>),
    WrongContentType,
    TruncatedJson,
    Gzip,
    Redirect(String),
    Bom,
    DuplicateMembers,
    ReplaceMember(Member),
    RemoveMember(String),
    EmptyBody,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Member {
    name: String,
    value: Value,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Flawed {
    AlteredBody,
    WrongSecret,
    NoProof,
    Dated(i64),
    HttpDate,
    UpperCaseHex,
    Reformatted,
}

fn fault(kind: FaultKind, on: Option<On>, when: When, times: Option<usize>) -> Fault {
    let fault = Fault::new(kind).when(when).times(times.unwrap_or(1));
    match on {
        Some(on) => on.of(fault),
        None => fault,
    }
}

impl On {
    pub(super) fn of(&self, fault: Fault) -> Fault {
        fault.on(&self.method, &self.path)
    }
}

impl From<Side> for When {
    fn from(side: Side) -> Self {
        match side {
            Side::Before => Self::BeforeStateChange,
            Side::After => Self::AfterStateChange,
        }
    }
}

impl From<DropAnswer> for Fault {
    /// After the state change, unless it is said: that is what a lost answer is feared for.
    fn from(order: DropAnswer) -> Self {
        let when = order.when.unwrap_or(Side::After).into();
        fault(FaultKind::DropAnswer, order.on, when, order.times)
    }
}

impl From<Slow> for Fault {
    fn from(order: Slow) -> Self {
        let kind = FaultKind::Delay(Duration::from_millis(order.milliseconds));
        let when = order.when.unwrap_or(Side::Before).into();
        fault(kind, order.on, when, order.times)
    }
}

impl From<Spoil> for Fault {
    fn from(order: Spoil) -> Self {
        let when = order.when.unwrap_or(Side::Before).into();
        fault(order.kind.into(), order.on, when, order.times)
    }
}

impl From<Kind> for FaultKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Delay(pause) => Self::Delay(Duration::from_millis(pause)),
            Kind::Reset => Self::Reset,
            Kind::DropAnswer => Self::DropAnswer,
            Kind::Status(status) => Self::Status(status),
            Kind::Html(status) => Self::Html(status),
            Kind::HugeBody(bytes) => Self::HugeBody(bytes),
            Kind::SlowBody(pause) => Self::SlowBody(Duration::from_millis(pause)),
            Kind::TooManyRequests(headers) => Self::TooManyRequests(headers.into_iter().collect()),
            Kind::WrongContentType => Self::WrongContentType,
            Kind::TruncatedJson => Self::TruncatedJson,
            Kind::Gzip => Self::Gzip,
            Kind::Redirect(to) => Self::Redirect(to),
            Kind::Bom => Self::Bom,
            Kind::DuplicateMembers => Self::DuplicateMembers,
            Kind::ReplaceMember(member) => Self::ReplaceMember(member.name, member.value),
            Kind::RemoveMember(name) => Self::RemoveMember(name),
            Kind::EmptyBody => Self::EmptyBody,
        }
    }
}

impl From<Flawed> for Flaw {
    fn from(flaw: Flawed) -> Self {
        match flaw {
            Flawed::AlteredBody => Self::AlteredBody,
            Flawed::WrongSecret => Self::WrongSecret,
            Flawed::NoProof => Self::NoProof,
            Flawed::Dated(seconds) => Self::Dated(seconds),
            Flawed::HttpDate => Self::HttpDate,
            Flawed::UpperCaseHex => Self::UpperCaseHex,
            Flawed::Reformatted => Self::Reformatted,
        }
    }
}
