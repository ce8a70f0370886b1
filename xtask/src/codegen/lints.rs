//! What a description may not say although it can be read.

use std::collections::HashMap;

use super::{
    Described,
    description::{Description, Replay, Role, SCHEMA, Value, Word},
};

/// Where in the file, and what is wrong with its cure.
pub(super) type Fault = (usize, String);

/// The classes of refusals and who acts.
pub(super) const CLASSES: &[(&str, &str)] = &[
    ("sign_in", "a person signs in"),
    ("correct_credentials", "a person corrects login or password"),
    ("second_factor", "a person gives a second factor"),
    ("consent", "a person consents"),
    ("generate_key", "a person generates a key"),
    ("check_environment", "the operator compares key and host"),
    ("choose_firm", "a person chooses a firm"),
    ("update_password", "a person chooses a new password"),
    ("accept_terms", "a person accepts the terms"),
    ("configuration", "the operator corrects a setting"),
    ("request", "the developer corrects the request"),
    ("forbidden", "the developer asks for the right"),
    ("business", "the caller: the credential was accepted"),
    ("suspended", "the operator talks to the provider"),
    ("rate_limited", "nobody: wait"),
    ("unavailable", "nobody: wait"),
];

/// Words in the name of a host that is not for live data.
const STAGING: &[&str] = &[
    "preprod", "staging", "sandbox", "dev", "test", "demo", "recette",
];

/// What is wrong with one description.
pub(super) fn check(one: &Description) -> Vec<Fault> {
    let mut faults = Vec::new();
    if *one.schema.get_ref() != SCHEMA {
        let what = format!("schema {} is unknown: write {SCHEMA}", one.schema.get_ref());
        faults.push((one.schema.span().start, what));
    }
    sources(one, &mut faults);
    environments(one, &mut faults);
    requests(one, &mut faults);
    schemes(one, &mut faults);
    for refusal in &one.error {
        if who(refusal.class.get_ref()).is_none() {
            let known: Vec<_> = CLASSES.iter().map(|(class, _)| *class).collect();
            let known = known.join(", ");
            faults.push(at(&refusal.class, |class| {
                format!("`{class}` is no class of errors: write one of {known}")
            }));
        }
    }
    for refusal in &one.error {
        for status in &refusal.status {
            if super::refusals::status(*status).is_none() {
                faults.push(at(&refusal.class, |_| {
                    format!("status {status} has no name: correct it, or name it in codegen")
                }));
            }
        }
    }
    for webhook in &one.webhook {
        if webhook.authentication.is_none() {
            faults.push(at(&webhook.id, |id| {
                format!("webhook `{id}` says nothing of its authentication: add `authentication`, \"none\" if there is none")
            }));
        }
        repeated(
            webhook.event.iter().map(|event| &event.name),
            "event type",
            &mut faults,
        );
    }
    for value in &one.value {
        if !matches!(
            value,
            Value {
                text: Some(_),
                texts: None,
                seconds: None,
                ..
            } | Value {
                text: None,
                texts: Some(_),
                seconds: None,
                ..
            } | Value {
                text: None,
                texts: None,
                seconds: Some(_),
                ..
            }
        ) {
            faults.push(at(&value.constant, |name| {
                format!("`{name}` needs one value: write `text`, `texts` or `seconds`")
            }));
        }
    }
    faults
}

/// Who acts on a class of errors.
pub(super) fn who(class: &str) -> Option<&'static str> {
    CLASSES
        .iter()
        .find(|(known, _)| *known == class)
        .map(|(_, who)| *who)
}

/// Secrets that two providers would send to one origin: with which description each, and where.
pub(super) fn shared(all: &[Described]) -> Vec<(&Described, Fault)> {
    let mut seen: HashMap<(String, &str), &str> = HashMap::new();
    let mut faults = Vec::new();
    for described in all {
        let one = &described.description;
        let mut own = Vec::new();
        for origin in &one.origin {
            for url in one
                .environment
                .iter()
                .flat_map(|environment| &environment.url)
            {
                let Some(host) = host(&url.url).filter(|_| url.base == origin.base) else {
                    continue;
                };
                for secret in &origin.receives {
                    let key = (host.to_owned(), secret.get_ref().as_str());
                    if let Some(other) = seen.get(&key) {
                        faults.push((described, at(secret, |secret| format!(
                            "{other} sends `{secret}` to {host} as well: an origin belongs to one provider"
                        ))));
                    }
                    own.push(key);
                }
            }
        }
        seen.extend(own.into_iter().map(|key| (key, one.id.get_ref().as_str())));
    }
    faults
}

fn sources(one: &Description, faults: &mut Vec<Fault>) {
    repeated(one.source.iter().map(|source| &source.id), "source", faults);
    for fact in one.facts() {
        if fact.source().is_empty() {
            let what = "a fact without a source: add `source`, one with kind \"assumed\" if it is inferred";
            faults.push((fact.at(), what.to_owned()));
        }
        for id in fact.source() {
            if !one.source.iter().any(|source| source.id == *id) {
                faults.push(at(id, |id| {
                    format!("source `{id}` does not exist: add it as a [[source]]")
                }));
            }
        }
    }
}

fn environments(one: &Description, faults: &mut Vec<Fault>) {
    let live_hosts: Vec<_> = one
        .environment
        .iter()
        .filter(|environment| environment.live)
        .flat_map(|environment| &environment.url)
        .filter_map(|url| host(&url.url))
        .collect();
    for environment in &one.environment {
        for url in &environment.url {
            let Some(host) = host(&url.url) else {
                faults.push(at(&url.url, |url| {
                    format!("`{url}` is no https URL: write `https://` and a host")
                }));
                continue;
            };
            let staging = host
                .split(['.', '-', ':'])
                .any(|word| STAGING.contains(&word));
            if environment.live && staging {
                faults.push(at(&url.url, |_| {
                    format!("{host} is a staging host in a live environment: give it its own")
                }));
            }
            if !environment.live && live_hosts.contains(&host) {
                faults.push(at(&url.url, |_| {
                    format!("{host} is live in another environment: do not mix staging and live")
                }));
            }
        }
    }
}

fn requests(one: &Description, faults: &mut Vec<Fault>) {
    for origin in &one.origin {
        for id in &origin.receives {
            if one.secret(id.get_ref()).is_none() {
                faults.push(at(id, |id| {
                    format!("`{id}` is no token and no secret input: correct it or leave it out")
                }));
            }
        }
    }
    for exchange in one.exchanges() {
        if !exchange.path.get_ref().is_empty()
            && (!exchange.path.get_ref().starts_with('/')
                || exchange.path.get_ref().starts_with("//"))
        {
            faults.push(at(&exchange.path, |path| {
                format!("`{path}` is no path below a base: begin it with one `/`")
            }));
        }
        for (id, word) in exchange.shows() {
            if one.secret(id).is_some() {
                faults.push(at(word, |_| format!("`{id}` is a secret and paths and queries stand in logs: send it in the body or a header")));
            }
        }
        listed(one, &exchange.base, exchange.sends(), faults);
    }
    for scheme in &one.scheme {
        let carried = scheme
            .carries
            .iter()
            .flat_map(|word| super::queries::ids(word).map(move |id| (id, word)));
        listed(one, &scheme.base, carried, faults);
    }
}

/// Whether the origin of `base` may receive what is `sent`.
fn listed<'a>(
    one: &Description,
    base: &Word,
    sent: impl Iterator<Item = (&'a str, &'a Word)>,
    faults: &mut Vec<Fault>,
) {
    let Some(origin) = one.origin.iter().find(|origin| origin.base == *base) else {
        faults.push(at(base, |base| {
            format!("no [[origin]] lists the host of `{base}`: add one")
        }));
        return;
    };
    for (id, word) in sent {
        if one.secret(id).is_some() && !origin.receives.iter().any(|listed| listed.as_ref() == id) {
            faults.push(at(word, |_| {
                format!(
                    "the origin `{}` does not list `{id}`: send it elsewhere, or list it",
                    base.get_ref()
                )
            }));
        }
    }
}

fn schemes(one: &Description, faults: &mut Vec<Fault>) {
    for scheme in &one.scheme {
        if scheme.expiry.is_none() {
            faults.push(at(&scheme.id, |id| {
                format!("scheme `{id}` has no expiry rule: add [scheme.expiry], `read = \"never\"` if it has no end")
            }));
        }
        let renewal = &scheme.renewal;
        if let Some(replay) = renewal
            .replay
            .as_ref()
            .filter(|_| renewal.rotates == Some(true))
            && *replay.get_ref() == Replay::Safe
        {
            let what =
                "a rotating token cannot be replayed safely: write \"sparingly\" or \"never\"";
            faults.push((replay.span().start, what.to_owned()));
        }
    }
    for exchange in one.exchanges() {
        if exchange.role == Some(Role::Verify) && exchange.effect.is_none() {
            faults.push(at(&exchange.id, |id| {
                format!("verification `{id}` does not say what it changes: add `effect`, \"none\" if nothing")
            }));
        }
    }
}

fn repeated<'a>(words: impl Iterator<Item = &'a Word>, what: &str, faults: &mut Vec<Fault>) {
    let mut seen = Vec::new();
    for word in words {
        if seen.contains(&word.get_ref()) {
            faults.push(at(word, |word| {
                format!("{what} `{word}` is there twice: leave one")
            }));
        }
        seen.push(word.get_ref());
    }
}

fn at(word: &Word, what: impl FnOnce(&str) -> String) -> Fault {
    (word.span().start, what(word.get_ref()))
}

/// Host and port of an https URL.
fn host(url: &Word) -> Option<&str> {
    let host = url.get_ref().strip_prefix("https://")?.split('/').next()?;
    (!host.is_empty() && !host.contains(['@', '?', '#', ' '])).then_some(host)
}
