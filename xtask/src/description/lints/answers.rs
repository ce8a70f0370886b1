//! What a provider tells.

use std::collections::BTreeMap;

use heck::ToUpperCamelCase as _;

use super::{Fault, at, classes, is_name, repeated, who};
use crate::description::{
    exchange::Role,
    model::{Description, Word},
    told::{Proof, ProofKind, Value, Webhook},
};

/// What a refusal may be about, as `auth_core::Grant::name` calls it.
const GRANTS: &[&str] = &[
    "client",
    "password",
    "authorization_code",
    "assertion",
    "refresh_token",
];

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
        let known = classes().join(", ");
        faults.push(at(&refusal.class, |class| {
            format!("`{class}` is no class of errors: write one of {known}")
        }));
    }
    let grants = one.error.iter().filter(|refusal| {
        let mut grants = refusal.grants.iter();
        grants.any(|grant| !GRANTS.contains(&&**grant))
    });
    faults.extend(grants.map(|refusal| {
        at(&refusal.class, |_| {
            format!("`grants` are of {}: correct them", GRANTS.join(", "))
        })
    }));
    for webhook in &one.webhook {
        if let Some(proof) = &webhook.authentication {
            vouched(one, webhook, proof, faults);
        }
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
        if text.as_ref().is_some_and(String::is_empty) {
            faults.push(at(constant, |name| {
                format!("`{name}` is an empty text: write one, or leave it out")
            }));
        }
        if given.iter().filter(|given| **given).count() != 1 {
            faults.push(at(constant, |name| {
                format!("`{name}` needs one value: write `text`, `texts`, `seconds` or `statuses`")
            }));
        }
    }
}

/// What a receiver of webhooks checks, and with which key.
fn vouched(one: &Description, webhook: &Webhook, proof: &Proof, faults: &mut Vec<Fault>) {
    let (header, key) = (proof.header.is_some(), proof.key.is_some());
    let lacks = match proof.how {
        ProofKind::HeaderKey if !header => Some("`header`, the one that holds the key"),
        ProofKind::HmacSha256 if !header || !key => {
            Some("`header`, the one that holds the signature, and `key`, the id of an [[input]]")
        }
        _ => None,
    };
    faults.extend(lacks.map(|lacks| {
        at(&webhook.id, |id| {
            format!("the authentication of `{id}` needs {lacks}: add it")
        })
    }));
    if let Some(key) = &proof.key
        && !one.input.iter().any(|input| *input.id == **key)
    {
        faults.push(at(key, |key| {
            format!("`{key}` is no input: correct it, or describe it")
        }));
    }
}

/// Words that make no variants of an enum, or the same one twice.
fn variants<'a>(words: impl Iterator<Item = &'a Word>, faults: &mut Vec<Fault>) {
    let words: BTreeMap<&str, &Word> = words.map(|word| (&**word, word)).collect();
    let mut seen = vec!["Unknown".to_owned()];
    for word in words.into_values() {
        let variant = word.to_upper_camel_case();
        if !variant.is_ascii() || !is_name(&variant) {
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
