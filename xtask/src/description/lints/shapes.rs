//! What no Rust could be made of.

use std::collections::HashMap;

use heck::{ToShoutySnakeCase as _, ToUpperCamelCase as _};

use super::{Fault, at, is_name};
use crate::description::{
    exchange::{Exchange, Form, Header},
    model::Description,
    told::Refusal,
};

/// The types that a generated file names.
const TYPES: &[&str] = &[
    "Box",
    "Deserialize",
    "Duration",
    "Effect",
    "ErrorClass",
    "HeaderName",
    "Option",
    "Refusal",
    "Result",
    "SecretKind",
    "Self",
    "Serialize",
    "String",
    "Vec",
];

pub(super) fn shapes(one: &Description, faults: &mut Vec<Fault>) {
    let events = one
        .webhook
        .iter()
        .filter(|webhook| !webhook.event.is_empty());
    let events = events.map(|webhook| webhook.id.to_upper_camel_case() + "Event");
    let events: Vec<String> = events.collect();
    for vocabulary in &one.vocabulary {
        let name = vocabulary.id.to_upper_camel_case();
        if TYPES.contains(&&*name) || events.contains(&name) {
            faults.push(at(&vocabulary.id, |id| {
                format!("`{id}` makes the type `{name}`, which there is already: take another id")
            }));
        }
    }
    variables(one, faults);
    let defaults = one.environment.iter().filter(|one| one.default).skip(1);
    faults.extend(defaults.map(|environment| {
        at(&environment.id, |id| {
            format!("`{id}` is a second default and makes the same constants: leave one default")
        })
    }));
    tables(one, faults);
    codes(one, faults);
    words(one, faults);
    let carried = one.scheme.iter().flat_map(|scheme| &scheme.carries);
    let sent = one
        .exchanges()
        .flat_map(|exchange: &Exchange| &exchange.headers);
    let wrong = |header: &&Header| matches!(header.form, Form::Basic) && header.of.len() != 2;
    faults.extend(carried.chain(sent).filter(wrong).map(|header| {
        at(&header.name, |_| {
            "`basic` is made of two values: name both in `of`, the login first".to_owned()
        })
    }));
}

/// Variables that make no constant, or the same one twice, without the name of the provider.
fn variables(one: &Description, faults: &mut Vec<Fault>) {
    let mut seen = HashMap::new();
    for variable in one.input.iter().filter_map(|input| input.variable.as_ref()) {
        let name = variable.replace(&format!("{}_", one.id.to_shouty_snake_case()), "");
        if !name.starts_with(|c: char| c.is_ascii_uppercase()) {
            faults.push(at(variable, |variable| {
                format!(
                    "`{variable}` makes no constant without the provider's name: end it with a word"
                )
            }));
        } else if let Some(other) = seen.insert(name, &**variable) {
            faults.push(at(variable, |variable| {
                format!("`{variable}` makes the same constant as `{other}`: rename one")
            }));
        }
    }
}

/// Rows of one table that hold nothing, or something else than its first one.
fn tables(one: &Description, faults: &mut Vec<Fault>) {
    let mut shapes = HashMap::new();
    for row in &one.error {
        let Some(table) = &row.table else { continue };
        let shape = shape(row);
        let first = *shapes.entry(table).or_insert(shape);
        if shape.is_empty() {
            faults.push(at(&row.class, |_| {
                format!("a row of `{table}` without a status and a code: give it one, or no table")
            }));
        } else if shape != first {
            faults.push(at(&row.class, |_| {
                format!("this row of `{table}` holds {shape}, its first one {first}: give it another table")
            }));
        }
    }
}

/// Codes that make no constant of the imitation, or the same one as another code; a prefix makes none.
fn codes(one: &Description, faults: &mut Vec<Fault>) {
    let mut seen: HashMap<String, &str> = HashMap::new();
    let codes = one.error.iter().flat_map(|row| &row.code);
    for code in codes.filter(|code| !code.contains('*')) {
        let name = code.to_shouty_snake_case();
        let other = *seen.entry(name.clone()).or_insert(code);
        if !name.is_ascii() || !is_name(&name) {
            faults.push(at(code, |code| {
                format!("`{code}` makes no constant: begin it with a letter, or end it with `*`")
            }));
        } else if other != &**code {
            faults.push(at(code, |code| {
                format!("`{code}` makes the same constant as `{other}`: end it with `*`")
            }));
        }
    }
}

/// Words of two lists that make the same constant of the imitation; within one list they make the same variant.
fn words(one: &Description, faults: &mut Vec<Fault>) {
    let vocabularies = one.vocabulary.iter().map(|vocabulary| {
        let words = vocabulary.words.iter().map(|word| &word.text);
        words.collect::<Vec<_>>()
    });
    let webhooks = one.webhook.iter().map(|webhook| {
        let events = webhook.event.iter().map(|event| &event.name);
        events.collect()
    });
    let mut seen: HashMap<String, (usize, &str)> = HashMap::new();
    for (list, words) in vocabularies.chain(webhooks).enumerate() {
        for word in words {
            let name = word.to_shouty_snake_case();
            let (first, other) = *seen.entry(name).or_insert((list, word));
            if first != list && other != &**word {
                faults.push(at(word, |word| {
                    format!("`{word}` makes the same constant as `{other}`: describe it in a note instead")
                }));
            }
        }
    }
}

fn shape(row: &Refusal) -> &'static str {
    match (row.code.is_empty(), row.status.is_empty()) {
        (true, true) => "",
        (true, false) => "statuses",
        (false, _) => "codes",
    }
}
