//! The ways into a provider, as the templates of its crate ask for them.

use anyhow::{Context as _, Result};
use heck::{ToShoutySnakeCase as _, ToSnakeCase as _, ToUpperCamelCase as _};
use serde_json::{Map, Value, json};

use super::shape::{value, variable};
use crate::{
    description::{Description, SchemeKind, Word},
    tidy,
};

/// The schemes, each as a constructor of the crate.
pub(super) fn ways(p: &Value, one: &Description) -> Result<Value> {
    let mut ways = Vec::new();
    for (at, scheme) in one.scheme.iter().enumerate() {
        let mut way = p["scheme"][at].clone();
        let password = one.input.iter().find(|input| {
            let mut obtain = scheme
                .step
                .iter()
                .filter(|step| value(step.role) == "obtain");
            scheme.kind == SchemeKind::Login
                && value(input.secret) == "password"
                && obtain.any(|step| step.sends().any(|(id, _)| *id == *input.id))
        });
        let argument = |id: &Word| -> Result<Value> {
            let id = &**id;
            let input = one.input.iter().find(|input| &*input.id == id);
            let input = input.with_context(|| format!("no input `{id}`"))?;
            let kind = value(input.secret);
            let kind = kind.as_str().map_or_else(
                || "String".to_owned(),
                heck::ToUpperCamelCase::to_upper_camel_case,
            );
            Ok(json!({
                "id": id, "field": id.to_snake_case(), "type": kind, "secret": input.secret.is_some(),
                "password": password.is_some_and(|password| &*password.id == id), "english": input.english,
                "variable": variable(one, id)?, "example": input.example,
            }))
        };
        let moved = |id: &Word| {
            let mut bases = p["bases"].as_array().into_iter().flatten();
            **id == *"environment" || bases.any(|base| base["setter"] == id.to_snake_case())
        };
        let arguments = |ids: &[Word]| -> Result<Value> {
            ids.iter().filter(|id| !moved(id)).map(argument).collect()
        };
        way["args"] = arguments(&scheme.needs)?;
        way["options"] = arguments(&scheme.takes)?;
        way["kept_password"] = password.is_some().into();
        way["method"] = scheme.id.to_snake_case().into();
        way["struct"] = (scheme.id.to_upper_camel_case() + "Scheme").into();
        way["wire_word"] = tidy::says_nothing(&scheme.id.to_upper_camel_case()).into();
        way["variant"] = scheme.id.to_upper_camel_case().into();
        way["constant"] = (scheme.id.to_shouty_snake_case() + "_SCHEME").into();
        way["own"] = own(one, at)?.into();
        let bases = scheme
            .step
            .iter()
            .map(|step| &*step.base)
            .chain([&*scheme.base]);
        way["bases"] = bases.collect::<Vec<_>>().into();
        way["key"] = key(one, at)?.into();
        way["policy"] = policy(&p["scheme"][at]).into();
        let obtain = scheme.step.iter().find(|step| value(step.role) == "obtain");
        way["obtain"] = obtain.map_or(Value::Null, |step| {
            json!({"base": &*step.base, "constant": step.id.to_shouty_snake_case() + "_PATH", "method": step.method})
        });
        way["answer"] = answer(&way).into();
        way["wrong"] = wrong(one, at).into();
        ways.push(way);
    }
    // Who is told from the others by no variable of its own comes last.
    ways.sort_by_key(|way| way["own"].is_null());
    Ok(ways.into())
}

/// Those that the environment can mean: each that has a variable of its own, and the first described of the others.
pub(super) fn by_environment(ways: &Value) -> Value {
    let mut ways = ways.as_array().cloned().unwrap_or_default();
    let first = ways.iter().position(|way| way["own"].is_null());
    ways.truncate(first.map_or(ways.len(), |first| first + 1));
    ways.into()
}

/// The variable by which the environment chooses this scheme among several.
fn own(one: &Description, at: usize) -> Result<Option<String>> {
    let others = || {
        one.scheme
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != at)
            .map(|(_, scheme)| scheme)
    };
    let unknown = |id: &&Word| {
        others().all(|other| {
            other
                .needs
                .iter()
                .chain(&other.takes)
                .all(|known| **known != ***id)
        })
    };
    let own = one.scheme[at].needs.iter().find(unknown);
    own.map(|id| variable(one, id)).transpose()
}

/// The field that holds a static key: the first secret input that a call carries.
fn key(one: &Description, at: usize) -> Result<Option<String>> {
    let scheme = &one.scheme[at];
    if scheme.kind != SchemeKind::StaticKey {
        return Ok(None);
    }
    let mut carried = scheme.carries.iter().flat_map(|header| &header.of);
    let key = carried
        .find(|id| one.secret(id).is_some() && scheme.needs.iter().any(|need| **need == ***id));
    let key =
        key.with_context(|| format!("scheme `{}` carries no secret that it `needs`", &*scheme.id))?;
    Ok(Some(key.to_snake_case()))
}

/// The secret whose refusal at the sign-in is described, and means what it means everywhere.
fn wrong(one: &Description, at: usize) -> Option<String> {
    let scheme = &one.scheme[at];
    let (kind, class) = match scheme.kind {
        SchemeKind::ClientCredentials => ("client_secret", "configuration"),
        SchemeKind::Login => ("password", "correct_credentials"),
        _ => return None,
    };
    let mut refused = one.error.iter().filter(|row| value(row.on) == "token");
    let given = |id: &&Word| {
        one.input
            .iter()
            .any(|input| *input.id == ***id && value(input.secret) == kind)
    };
    let secret = scheme.needs.iter().chain(&scheme.takes).find(given)?;
    refused
        .any(|row| *row.class == *class)
        .then(|| secret.to_string())
}

/// The refresh policy as an expression.
fn policy(scheme: &Value) -> String {
    let renewal = &scheme["renewal"];
    let how = match renewal["how"].as_str() {
        Some("none") | None => "None",
        Some("sign_in") => "SignIn",
        Some(_) => "RefreshToken",
    };
    let id = scheme["id"].as_str().unwrap_or_default();
    let constant = id.to_shouty_snake_case();
    let replay = renewal["replay"].as_str();
    let replay =
        replay.map(|replay| format!(".with_replay(Replay::{})", replay.to_upper_camel_case()));
    let session = format!(".with_session(generated::{constant}_SESSION)");
    let age = format!(".with_unknown_age(generated::{constant}_UNKNOWN_AGE, false)");
    let parts = [
        Some(format!("RefreshPolicy::new(Renewal::{how})")),
        (renewal["overlap"] == false).then(|| ".with_overlap(false)".to_owned()),
        replay,
        (!renewal["session"].is_null()).then_some(session),
        (!scheme["expiry"]["unknown_age"].is_null()).then_some(age),
    ];
    parts.into_iter().flatten().collect()
}

/// An answer that satisfies the grants of a scheme, as JSON; its tokens say `canary`.
fn answer(way: &Value) -> String {
    let steps = way["step"].as_array().into_iter().flatten();
    let mut obtains = steps.filter(|step| step["role"] == "obtain");
    let told = obtains
        .next()
        .map(|step| step["answer"].clone())
        .unwrap_or_default();
    let sample = told["sample"]
        .as_str()
        .and_then(|sample| serde_json::from_str(sample).ok());
    let mut answer = sample.unwrap_or_else(|| json!({}));
    let mut put = |path: &Value, what: Value| {
        if let Some(path) = path.as_str() {
            place(&mut answer, path, what);
        }
    };
    put(&told["token"], "access-token-canary".into());
    put(&told["refresh_token"], "refresh-token-canary".into());
    let expiry = &way["expiry"];
    if expiry["read"] == "member" {
        let lifetime = expiry["lifetime"].as_u64().unwrap_or(3600);
        let end = match expiry["format"].as_str() {
            Some("unix") => json!(4_102_444_800_u64),
            Some("local_date_time") => json!("2099-12-31 23:59:59"),
            _ => json!(lifetime),
        };
        put(&expiry["member"], end);
        put(&expiry["refresh_member"], json!(lifetime));
    }
    answer.to_string()
}

/// Puts a value at a dotted path.
fn place(at: &mut Value, path: &str, what: Value) {
    let (first, rest) = path
        .split_once('.')
        .map_or((path, None), |(first, rest)| (first, Some(rest)));
    if !at.is_object() {
        *at = Map::new().into();
    }
    match rest {
        Some(rest) => place(&mut at[first], rest, what),
        None => at[first] = what,
    }
}
