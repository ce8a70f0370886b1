//! What a description may not say although it can be read.

use std::{
    collections::{BTreeSet, HashMap},
    net::IpAddr,
};

use super::{
    Described,
    exchange::Role,
    model::{Description, SCHEMA, Word},
    scheme::{Replay, Scheme, SchemeKind},
    told::Value,
};

/// Where in the file, and what is wrong with its cure.
pub(super) type Fault = (usize, String);

/// The classes of refusals and who acts.
pub(crate) const CLASSES: &[(&str, &str)] = &[
    ("sign_in", "a person signs in"),
    ("renew", "nobody: the credential is obtained again"),
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

/// Who acts on a class of refusals.
pub(crate) fn who(class: &str) -> Option<&'static str> {
    let known = CLASSES.iter().find(|(known, _)| *known == class)?;
    Some(known.1)
}

/// Words in the name of a host that is not for live data.
const STAGING: &[&str] = &[
    "preprod", "staging", "sandbox", "dev", "test", "demo", "recette",
];

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

/// What is wrong with one description.
pub(super) fn check(described: &Described) -> Vec<Fault> {
    let one = &described.description;
    let mut faults = Vec::new();
    let schema = one.schema.get_ref();
    if *schema != SCHEMA {
        let what = format!("schema {schema} is unknown: write {SCHEMA}");
        faults.push((one.schema.span().start, what));
    }
    if described.folder.file_name() != Some(&format!("auth-{}", &*one.id)) {
        faults.push(at(&one.id, |id| {
            format!(
                "the description of `{id}` stands in crates/auth-{id}: move it, or correct `id`"
            )
        }));
    }
    sources(one, &mut faults);
    environments(one, &mut faults);
    ids(one, &mut faults);
    requests(one, &mut faults);
    for scheme in &one.scheme {
        lifetime(scheme, &mut faults);
    }
    answers(one, &mut faults);
    faults
}

/// Secrets that two providers would send to one origin, and variables that two read: with which description each, and where.
pub(super) fn shared(all: &[Described]) -> Vec<(&Described, Fault)> {
    let mut seen: HashMap<(String, &str), &str> = HashMap::new();
    let mut faults = Vec::new();
    for described in all {
        let one = &described.description;
        let mut own = Vec::new();
        let urls = || {
            one.environment
                .iter()
                .flat_map(|environment| &environment.url)
        };
        for origin in &one.origin {
            for host in urls()
                .filter(|url| *url.base == *origin.base)
                .filter_map(|url| host(url.url.as_ref()?))
            {
                for secret in &origin.receives {
                    let key = (host.to_owned(), &**secret);
                    if let Some(other) = seen.get(&key) {
                        faults.push((described, at(secret, |secret| format!(
                            "{other} sends `{secret}` to {host} as well: an origin belongs to one provider"
                        ))));
                    }
                    own.push(key);
                }
            }
        }
        for variable in one.input.iter().filter_map(|input| input.variable.as_ref()) {
            let key = (String::new(), &**variable);
            if let Some(other) = seen.get(&key) {
                faults.push((
                    described,
                    at(variable, |variable| {
                        format!(
                            "{other} reads `{variable}` as well: begin it with the provider's name"
                        )
                    }),
                ));
            }
            own.push(key);
        }
        seen.extend(own.into_iter().map(|key| (key, &*one.id)));
    }
    faults
}

fn sources(one: &Description, faults: &mut Vec<Fault>) {
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

fn environments(one: &Description, faults: &mut Vec<Fault>) {
    let live = one
        .environment
        .iter()
        .filter(|environment| environment.live);
    let live = live.flat_map(|environment| &environment.url);
    let live: Vec<_> = live.filter_map(|url| host(url.url.as_ref()?)).collect();
    for environment in &one.environment {
        for place in &environment.url {
            let url = match (&place.url, &place.input) {
                (Some(url), None) => url,
                (None, Some(input)) if one.input.iter().any(|known| *known.id == **input) => {
                    continue;
                }
                _ => {
                    faults.push(at(&place.base, |base| {
                        format!("`{base}` needs one of `url` and `input`, the id of an [[input]]")
                    }));
                    continue;
                }
            };
            let Some(host) = host(url) else {
                faults.push(at(url, |url| {
                    format!("`{url}` is no https URL: write `https://` and a host")
                }));
                continue;
            };
            let mut words = host.split(['.', '-', ':']);
            if environment.live && words.any(|word| STAGING.contains(&word)) {
                faults.push(at(url, |_| {
                    format!("{host} is a staging host in a live environment: give it its own")
                }));
            }
            if !environment.live && live.contains(&host) {
                faults.push(at(url, |_| {
                    format!("{host} is live in another environment: do not mix staging and live")
                }));
            }
        }
    }
}

/// Ids that are there twice, and ids that name nothing.
fn ids(one: &Description, faults: &mut Vec<Fault>) {
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
        for (id, word) in scheme.carries.iter().flat_map(super::Header::sends) {
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
    let reported = |limit: &super::told::Limit| {
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

fn requests(one: &Description, faults: &mut Vec<Fault>) {
    for origin in &one.origin {
        for id in origin.receives.iter().filter(|id| one.secret(id).is_none()) {
            faults.push(at(id, |id| {
                format!("`{id}` is no token and no secret input: correct it or leave it out")
            }));
        }
    }
    for exchange in one.exchanges() {
        let path = &exchange.path;
        if !path.is_empty() && (!path.starts_with('/') || path.starts_with("//")) {
            faults.push(at(path, |path| {
                format!("`{path}` is no path below a base: begin it with one `/`")
            }));
        }
        for (id, word) in exchange.shows().filter(|(id, _)| one.secret(id).is_some()) {
            faults.push(at(word, |_| format!("`{id}` is a secret and paths and queries stand in logs: send it in the body or a header")));
        }
        for field in exchange.fields.iter().chain(&exchange.query) {
            if field.text.is_some() == field.of.is_some() {
                faults.push(at(&field.name, |name| {
                    format!("`{name}` needs one of `text` and `of`")
                }));
            }
        }
        listed(one, &exchange.base, exchange.sends(), faults);
    }
    for scheme in &one.scheme {
        let carried = scheme.carries.iter().flat_map(super::Header::sends);
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
    let Some(origin) = one.origin.iter().find(|origin| *origin.base == **base) else {
        faults.push(at(base, |base| {
            format!("no [[origin]] lists the host of `{base}`: add one")
        }));
        return;
    };
    for (id, word) in sent.filter(|(id, _)| one.secret(id).is_some()) {
        if !origin.receives.iter().any(|listed| &**listed == id) {
            faults.push(at(word, |_| {
                format!(
                    "the origin `{}` does not list `{id}`: send it elsewhere, or list it",
                    &**base
                )
            }));
        }
    }
}

/// How a credential is obtained, ends and is followed.
fn lifetime(scheme: &Scheme, faults: &mut Vec<Fault>) {
    match &scheme.expiry {
        None => faults.push(at(&scheme.id, |id| {
            format!("scheme `{id}` has no expiry rule: add [scheme.expiry], `read = \"never\"` if it has no end")
        })),
        Some(expiry) => {
            let read = ["never", "member", "claim"].contains(&&*expiry.read);
            if !read || (&*expiry.read != "never") != expiry.member.is_some() {
                faults.push(at(&expiry.read, |_| {
                    "where the end is read: write `never`, or `member` or `claim` and its name in `member`".to_owned()
                }));
            }
        }
    }
    let renewal = &scheme.renewal;
    if let Some(replay) = &renewal.replay
        && renewal.rotates == Some(true)
        && *replay.get_ref() == Replay::Safe
    {
        let what = "a rotating token cannot be replayed safely: write \"sparingly\" or \"never\"";
        faults.push((replay.span().start, what.to_owned()));
    }
    let has = |role| scheme.step.iter().any(|step| step.role == Some(role));
    if !matches!(scheme.kind, SchemeKind::StaticKey) && !has(Role::Obtain) {
        faults.push(at(&scheme.id, |id| {
            format!("scheme `{id}` does not say how a token is obtained: add a [[scheme.step]] with role \"obtain\"")
        }));
    }
    match &*renewal.how {
        "none" | "sign_in" => {}
        "refresh_token" | "get_with_old_bearer" if has(Role::Renew) => {}
        "refresh_token" | "get_with_old_bearer" => faults.push(at(&renewal.how, |how| {
            format!("`{how}` is a request: add a [[scheme.step]] with role \"renew\"")
        })),
        _ => faults.push(at(&renewal.how, |how| {
            format!(
                "`{how}` is no renewal: write none, sign_in, refresh_token or get_with_old_bearer"
            )
        })),
    }
    if !["none", "page", "call"].contains(&&*scheme.revocation.how)
        || (&*scheme.revocation.how == "call") != scheme.revocation.call.is_some()
    {
        faults.push(at(&scheme.revocation.how, |_| {
            "how it is revoked: write `none`, `page`, or `call` and the id of the call in `call`".to_owned()
        }));
    }
}

/// Refusals, verifications, webhooks and values.
fn answers(one: &Description, faults: &mut Vec<Fault>) {
    for exchange in one.exchanges() {
        if exchange.role == Some(Role::Verify) && exchange.effect.is_none() {
            faults.push(at(&exchange.id, |id| {
                format!("verification `{id}` does not say what it changes: add `effect`, \"none\" if nothing")
            }));
        }
        if let Some(sample) = &exchange.answer.sample
            && let Err(error) = serde_json::from_str::<serde_json::Value>(sample)
        {
            faults.push(at(sample, |_| {
                format!("the sample is no JSON ({error}): correct it")
            }));
        }
    }
    for refusal in one
        .error
        .iter()
        .filter(|refusal| who(&refusal.class).is_none())
    {
        let known: Vec<_> = CLASSES.iter().map(|(class, _)| *class).collect();
        let known = known.join(", ");
        faults.push(at(&refusal.class, |class| {
            format!("`{class}` is no class of errors: write one of {known}")
        }));
    }
    for webhook in &one.webhook {
        if webhook.authentication.is_none() {
            faults.push(at(&webhook.id, |id| {
                format!("webhook `{id}` says nothing of its authentication: add `authentication`, `how = \"none\"` if there is none")
            }));
        }
        repeated(
            webhook.event.iter().map(|event| &event.name),
            "event type",
            faults,
        );
    }
    for vocabulary in &one.vocabulary {
        repeated(
            vocabulary.words.iter().map(|word| &word.text),
            "word",
            faults,
        );
    }
    for Value {
        constant,
        text,
        texts,
        seconds,
        statuses,
        ..
    } in &one.value
    {
        let given = [
            text.is_some(),
            texts.is_some(),
            seconds.is_some(),
            statuses.is_some(),
        ];
        if given.iter().filter(|given| **given).count() != 1 {
            faults.push(at(constant, |name| {
                format!("`{name}` needs one value: write `text`, `texts`, `seconds` or `statuses`")
            }));
        }
    }
}

fn repeated<'a>(words: impl Iterator<Item = &'a Word>, what: &str, faults: &mut Vec<Fault>) {
    let mut seen = BTreeSet::new();
    for word in words {
        if !seen.insert(&**word) {
            faults.push(at(word, |word| {
                format!("{what} `{word}` is there twice: leave one")
            }));
        }
    }
}

fn at(word: &Word, what: impl FnOnce(&str) -> String) -> Fault {
    (word.at(), what(word))
}

/// Host and port of an https URL.
fn host(url: &str) -> Option<&str> {
    let host = url.strip_prefix("https://")?.split('/').next()?;
    let is_name = !host.is_empty() && !host.contains(['@', '?', '#', ' ']);
    (is_name && host.parse::<IpAddr>().is_err()).then_some(host)
}
