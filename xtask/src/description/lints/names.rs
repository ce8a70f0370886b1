//! What is named is there, once.

use std::collections::{BTreeSet, HashMap};

use heck::ToShoutySnakeCase as _;

use super::{Fault, at};
use crate::description::{
    Header,
    model::{Description, Word},
    told::Limit,
};

/// Tokens, which no input is.
const TOKENS: &[&str] = &[
    "access_token",
    "refresh_token",
    "authorization_code",
    "code_verifier",
    "code_challenge",
    "state",
    "nonce",
];

pub(super) fn sources(one: &Description, faults: &mut Vec<Fault>) {
    for fact in one.facts() {
        if fact.source().is_empty() {
            let what = "a fact without a source: add `source`, one with kind \"assumed\" if it is inferred";
            faults.push((fact.at(), what.to_owned()));
        }
        for id in fact.source() {
            if !one.source.iter().any(|source| *source.id == **id) {
                faults.push(at(id, |id| {
                    format!("source `{id}` does not exist: add it as a [[source]]")
                }));
            }
        }
    }
}

/// Ids that are there twice, and ids that name nothing.
pub(super) fn ids(one: &Description, faults: &mut Vec<Fault>) {
    repeated(one.source.iter().map(|row| &row.id), "source", faults);
    repeated(
        one.environment.iter().map(|row| &row.id),
        "environment",
        faults,
    );
    repeated(one.input.iter().map(|row| &row.id), "input", faults);
    repeated(one.context.iter().map(|row| &row.id), "context", faults);
    repeated(one.scheme.iter().map(|row| &row.id), "scheme", faults);
    repeated(one.exchanges().map(|row| &row.id), "step or call", faults);
    repeated(one.limit.iter().map(|row| &row.id), "limit", faults);
    repeated(
        one.vocabulary.iter().map(|row| &row.id),
        "vocabulary",
        faults,
    );
    repeated(one.value.iter().map(|row| &row.constant), "value", faults);
    let inputs: BTreeSet<&str> = one.input.iter().map(|row| &*row.id).collect();
    let contexts: BTreeSet<&str> = one.context.iter().map(|row| &*row.id).collect();
    let sent = |id: &str| inputs.contains(id) || contexts.contains(id) || TOKENS.contains(&id);
    let mut unknown = |word: &Word, id: &str, what: &str| {
        faults.push(at(word, |_| {
            format!("`{id}` is no {what}: correct it, or describe it")
        }));
    };
    for scheme in &one.scheme {
        for id in scheme
            .needs
            .iter()
            .chain(&scheme.takes)
            .filter(|id| !inputs.contains(&***id))
        {
            unknown(id, id, "input");
        }
        for (id, word) in scheme.carries.iter().flat_map(Header::sends) {
            if !sent(id) {
                unknown(word, id, "input, context or token");
            }
        }
        if let Some(call) = &scheme.revocation.call
            && !one.exchanges().any(|exchange| *exchange.id == **call)
        {
            unknown(call, call, "step or call");
        }
    }
    let schemes = one.exchanges().flat_map(|exchange| &exchange.schemes);
    for id in schemes.filter(|id| !one.scheme.iter().any(|scheme| *scheme.id == ***id)) {
        unknown(id, id, "scheme");
    }
    for (id, word) in one
        .exchanges()
        .flat_map(|exchange| exchange.sends().chain(exchange.shows()))
    {
        if !sent(id) {
            unknown(word, id, "input, context or token");
        }
    }
    let reported = |limit: &Limit| {
        [
            limit.remaining.clone(),
            limit.reset.clone(),
            limit.total.clone(),
        ]
    };
    for word in one
        .limit
        .iter()
        .flat_map(reported)
        .flatten()
        .filter(|id| !contexts.contains(&**id))
    {
        unknown(&word, &word, "context");
    }
}

/// Ids that are there twice, and those that make the name of another in Rust.
fn repeated<'a>(ids: impl Iterator<Item = &'a Word>, what: &str, faults: &mut Vec<Fault>) {
    let mut seen: HashMap<String, &str> = HashMap::new();
    for id in ids {
        match seen.insert(id.to_shouty_snake_case(), id) {
            None => {}
            Some(other) if *other == **id => faults.push(at(id, |id| {
                format!("{what} `{id}` is there twice: leave one")
            })),
            Some(other) => faults.push(at(id, |id| {
                format!("{what} `{id}` makes the same name as `{other}`: rename one")
            })),
        }
    }
}
