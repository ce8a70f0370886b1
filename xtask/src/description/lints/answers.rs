//! What a provider tells.

use std::collections::BTreeMap;

use heck::ToUpperCamelCase as _;

use super::{CLASSES, Fault, at, repeated, who};
use crate::description::{
    exchange::Role,
    model::{Description, Word},
    told::Value,
};

/// Refusals, verifications, webhooks and values.
pub(super) fn answers(one: &Description, faults: &mut Vec<Fault>) {
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
    for webhook in &one.webhook {
        variants(webhook.event.iter().map(|event| &event.name), faults);
    }
    for vocabulary in &one.vocabulary {
        variants(vocabulary.words.iter().map(|word| &word.text), faults);
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

/// Words that make no variants of an enum, or the same one twice.
fn variants<'a>(words: impl Iterator<Item = &'a Word>, faults: &mut Vec<Fault>) {
    let words: BTreeMap<&str, &Word> = words.map(|word| (&**word, word)).collect();
    let mut seen = vec!["Unknown".to_owned()];
    for word in words.into_values() {
        let variant = word.to_upper_camel_case();
        if !variant.is_ascii() || syn::parse_str::<syn::Ident>(&variant).is_err() {
            faults.push(at(word, |word| {
                format!("`{word}` makes no name of a variant: describe it in a note instead")
            }));
        } else if seen.contains(&variant) {
            faults.push(at(word, |word| {
                format!(
                    "`{word}` makes the variant `{variant}` again: describe it in a note instead"
                )
            }));
        }
        seen.push(variant);
    }
}
