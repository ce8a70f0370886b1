//! What a request must be before anything is done about it.

use super::Inner;
use super::body::Body;
use super::exchange::{Exchange, ISSUED};
use super::header::{self, Held};
use super::reason::{Reason, Stage};
use crate::call::{Call, Fields};
use crate::description::{Encoding, Field, Of, Scheme, Scope};
use crate::lock;

/// A request with its body read.
pub(super) struct Arrived {
    pub(super) call: Call,
    pub(super) body: Body,
}

/// The values of a request, by id; and what was wrong with it.
#[derive(Default)]
pub(super) struct Given {
    values: Vec<(&'static str, String)>,
    wrong: Vec<Reason>,
}

impl Given {
    pub(super) fn value(&self, id: &str) -> Option<&str> {
        let given = self.values.iter().find(|(known, _)| *known == id);
        given.map(|(_, value)| value.as_str())
    }

    fn refuse(&mut self, stage: Stage, about: String) {
        self.wrong.push(Reason::new(stage, about));
    }
}

impl Inner {
    /// The values of a request in which everything is right; otherwise what a server notices first.
    pub(super) fn check(&self, exchange: &Exchange, request: &Arrived) -> Result<Given, Reason> {
        let mut given = Given::default();
        self.check_carried(exchange, request, &mut given);
        self.check_headers(exchange, request, &mut given);
        self.check_encoding(exchange, request, &mut given);
        for (id, value) in &exchange.path {
            self.check_value(id, value, &mut given);
        }
        let route = exchange.route;
        let query = request.call.query();
        self.check_fields(route.query, &query, "query parameter", &mut given);
        if !route.fields.is_empty() {
            self.check_fields(route.fields, &request.body.fields, "field", &mut given);
        }
        let first = given.wrong.iter().map(|reason| reason.stage).min();
        let first = first.and_then(|stage| {
            let at = given
                .wrong
                .iter()
                .position(|reason| reason.stage == stage)?;
            Some(given.wrong.swap_remove(at))
        });
        first.map_or(Ok(given), Err)
    }

    /// What opens a call, all of it and all of one scheme.
    fn check_carried(&self, exchange: &Exchange, request: &Arrived, given: &mut Given) {
        let Some(scheme) = exchange.scheme else {
            return;
        };
        for header in exchange.carried() {
            let refused = match header::read(header, &request.call) {
                Held::Absent if header.optional => None,
                Held::Absent | Held::Malformed => Some(Stage::Credential),
                Held::Values(values) => {
                    let refused = values
                        .iter()
                        .filter_map(|(id, value)| self.check_credential(scheme, id, value))
                        .min();
                    given.values.extend(values);
                    refused
                }
            };
            if let Some(stage) = refused {
                let about = format!("the header {} does not open this call", header.name);
                given.refuse(stage, about);
            }
        }
    }

    /// Why a value does not open the calls of a scheme; none when it does.
    fn check_credential(&self, scheme: &Scheme, id: &str, value: &str) -> Option<Stage> {
        let now = self.front.clock.now();
        let state = lock(&self.state);
        let (good, known) = match self.samples.of(id) {
            Some(sample) => (!state.revoked.contains(value), sample == value),
            None if id == "access_token" => (
                state.tokens.opens(value, scheme, now),
                state.tokens.is_of(value, scheme),
            ),
            None => (true, true),
        };
        match (good, known) {
            (_, false) => Some(Stage::Credential),
            (false, true) => Some(Stage::Ended),
            (true, true) => None,
        }
    }

    /// The headers a route describes beside what opens it; and none that holds a credential which
    /// it has no use for.
    fn check_headers(&self, exchange: &Exchange, request: &Arrived, given: &mut Given) {
        for header in exchange.others() {
            let wrong = match header::read(header, &request.call) {
                Held::Absent if header.optional => continue,
                Held::Absent => "is missing",
                Held::Malformed => "is there twice, or malformed",
                Held::Values(values) => {
                    for (id, value) in values {
                        self.check_value(id, &value, given);
                    }
                    continue;
                }
            };
            let secret = header.of.iter().find(|id| self.description.is_secret(id));
            let stage = secret.map_or(Stage::Shape, |id| self.stage(id));
            given.refuse(stage, format!("the header {} {wrong}", header.name));
        }
        let described = || exchange.carried().iter().chain(exchange.others());
        for name in self.description.credentials() {
            let known = described().any(|header| header.name.eq_ignore_ascii_case(name));
            if !known && request.call.headers.contains_key(name) {
                let about = format!("the header {name} holds a credential that is not for this");
                given.refuse(Stage::Shape, about);
            }
        }
    }

    fn check_encoding(&self, exchange: &Exchange, request: &Arrived, given: &mut Given) {
        let route = exchange.route;
        let sent = request.body.encoding;
        // What an empty body lacks is said of its fields.
        if sent != Some(Encoding::None) && sent != Some(route.encoding) {
            let about = format!("the body is not as {} wants it", self.description.name);
            given.refuse(Stage::Encoding, about);
        }
    }

    /// Everything that is described, once, and nothing else.
    fn check_fields(&self, fields: &[Field], sent: &Fields, what: &str, given: &mut Given) {
        if sent.repeats() {
            given.refuse(Stage::Shape, format!("a {what} is there twice"));
        }
        for (name, value) in &sent.0 {
            let mut described = fields.iter().filter(|field| field.name == name).peekable();
            match described.peek().map(|field| field.of) {
                None => given.refuse(Stage::Shape, format!("a {what} is not described")),
                Some(Of::Text(text)) if text != value => {
                    given.refuse(Stage::Fixed, format!("the {what} {name} is not `{text}`"));
                }
                Some(Of::Text(_)) => {}
                Some(Of::Id(first)) => {
                    let ids = described.filter_map(|field| match field.of {
                        Of::Id(id) => Some(id),
                        Of::Text(_) => None,
                    });
                    let mut ids = ids.filter(|id| self.samples.of(id) == Some(value));
                    self.check_value(ids.next().unwrap_or(first), value, given);
                }
            }
        }
        for field in fields.iter().filter(|field| !field.optional) {
            if sent.value(field.name).is_none_or(str::is_empty) {
                let stage = match field.of {
                    Of::Text(_) => Stage::Fixed,
                    Of::Id(_) => Stage::Shape,
                };
                given.refuse(stage, format!("the {what} {} is missing", field.name));
            }
        }
    }

    /// Compares with the sample where there is one; what was issued is looked at when it is used.
    fn check_value(&self, id: &'static str, value: &str, given: &mut Given) {
        // Where a code was given for it, the code knows.
        let sample = self.samples.of(id).filter(|_| id != "redirect_uri");
        if sample.is_some_and(|sample| sample != value) {
            given.refuse(self.stage(id), format!("the value of {id} is wrong"));
        }
        given.values.push((id, value.to_owned()));
    }

    /// What it means that a value is wrong.
    fn stage(&self, id: &str) -> Stage {
        let mut inputs = self.description.inputs.iter();
        match inputs.find(|input| input.id == id) {
            None if ISSUED.contains(&id) => Stage::Grant,
            None => Stage::Shape,
            Some(input) if input.scope == Scope::Application => Stage::Client,
            Some(_) if self.description.is_second_factor(id) => Stage::SecondFactor,
            Some(_) => Stage::Account,
        }
    }
}
