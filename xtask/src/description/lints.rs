//! What a description may not say although it can be read.

mod answers;
mod names;
mod places;
mod schemes;
mod shapes;
mod texts;

use std::collections::{BTreeSet, HashMap};

use super::{
    Described,
    model::{SCHEMA, Word},
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

/// The ids that the workspace keeps: features and modules of the facade, and our own crates, those to come included.
pub(crate) const TAKEN: &[&str] = &[
    "all", "alloc", "cli", "core", "default", "reqwest", "sandbox", "std", "store",
];

/// Whether Rust takes it for a name; `syn` does not know the keyword of edition 2024.
pub(crate) fn is_name(text: &str) -> bool {
    text != "gen" && syn::parse_str::<syn::Ident>(text).is_ok()
}

/// Every class, for the JSON Schema.
pub(super) fn classes() -> Vec<&'static str> {
    CLASSES.iter().map(|(class, _)| *class).collect()
}

/// Who acts on a class of refusals.
pub(crate) fn who(class: &str) -> Option<&'static str> {
    let known = CLASSES.iter().find(|(known, _)| *known == class)?;
    Some(known.1)
}

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
    if one.id.contains(['-', '_']) || !is_name(&one.id) {
        faults.push(at(&one.id, |id| {
            format!("`{id}` cannot name a module and a feature: write letters and digits, and no keyword of Rust")
        }));
    }
    if TAKEN.contains(&&*one.id) {
        faults.push(at(&one.id, |id| {
            format!("`{id}` is a name that the workspace keeps: take another one")
        }));
    }
    faults.extend(texts::texts(&described.text));
    names::sources(one, &mut faults);
    names::ids(one, &mut faults);
    places::environments(one, &mut faults);
    places::requests(one, &mut faults);
    for scheme in &one.scheme {
        schemes::lifetime(scheme, &mut faults);
    }
    answers::answers(one, &mut faults);
    shapes::shapes(one, &mut faults);
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
                .filter_map(|url| places::origin(url.url.as_ref()?))
            {
                for secret in &origin.receives {
                    let key = (host.clone(), &**secret);
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
