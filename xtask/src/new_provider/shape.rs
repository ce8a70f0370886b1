//! What the templates of a crate ask of a description: which types, which setters, which constants.

use anyhow::{Context as _, Result, ensure};
use heck::{ToShoutySnakeCase as _, ToSnakeCase as _, ToUpperCamelCase as _};
use serde_json::{Value, json};

use super::ways;
use crate::description::Description;

/// Adds `type`, `many`, `bases`, `presets`, `ways`, `by_environment`, `probe`, `base64` to the view of a description.
pub(super) fn extend(p: &mut Value, one: &Description) -> Result<()> {
    p["type"] = type_name(one).into();
    p["many"] = (one.scheme.len() > 1).into();
    p["bases"] = bases(one)?;
    p["presets"] = presets(one);
    p["probe"] = probe(p, one);
    let environment = one.input.iter().any(|input| *input.id == *"environment");
    p["environment_variable"] = environment
        .then(|| variable(one, "environment"))
        .transpose()?
        .into();
    p["ways"] = ways::ways(p, one)?;
    p["by_environment"] = ways::by_environment(&p["ways"]);
    p["classes"] = classes(p);
    let headers = one.scheme.iter().flat_map(|scheme| &scheme.carries);
    p["base64"] = headers
        .map(|header| &header.form)
        .any(|form| value(form) == "base64")
        .into();
    Ok(())
}

pub(super) fn value(of: impl serde::Serialize) -> Value {
    serde_json::to_value(of).unwrap_or_default()
}

/// As the provider writes itself, where that gives the identifier.
fn type_name(one: &Description) -> String {
    let word: String = one
        .name
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect();
    if word.to_ascii_lowercase() == *one.id {
        word[..1].to_uppercase() + &word[1..]
    } else {
        one.id.to_upper_camel_case()
    }
}

/// The constant of `generated::variable` that names the variable of an input.
pub(super) fn variable(one: &Description, id: &str) -> Result<String> {
    let input = one.input.iter().find(|input| &*input.id == id);
    let variable = input.and_then(|input| input.variable.as_deref()).with_context(|| {
        format!("input `{id}` has no `variable`: a connection could not be described by the environment")
    })?;
    Ok(variable.replace(&format!("{}_", one.id.to_shouty_snake_case()), ""))
}

/// Every base that a scheme uses, with the input that moves it: the one that an environment names, or `BASE_url`.
fn bases(one: &Description) -> Result<Value> {
    let mut bases = Vec::new();
    let used = |base: &&str| {
        let mut schemes = one.scheme.iter();
        schemes.any(|scheme| {
            let mut steps = scheme.step.iter();
            *scheme.base == **base || steps.any(|step| *step.base == **base)
        })
    };
    let listed = one.origin.iter().map(|origin| &*origin.base);
    for base in listed.filter(used) {
        let mut hosts = one
            .environment
            .iter()
            .flat_map(|environment| &environment.url);
        let named = hosts.find(|host| &*host.base == base && host.input.is_some());
        let named = named.and_then(|host| host.input.as_deref());
        let input = named.map_or_else(|| format!("{base}_url"), str::to_owned);
        ensure!(
            one.input.iter().any(|known| *known.id == input),
            "no input moves the base `{base}`, and a test could not: add an [[input]] with id \"{input}\" and a `variable`"
        );
        let mut defaults = one
            .environment
            .iter()
            .filter(|environment| environment.default);
        let default = defaults.any(|environment| {
            environment
                .url
                .iter()
                .any(|host| &*host.base == base && host.url.is_some())
        });
        let others = one.scheme.iter().any(|scheme| &*scheme.base != base);
        bases.push(json!({
            "id": base, "field": base.to_snake_case(), "setter": input.to_snake_case(),
            "variable": variable(one, &input)?, "default": default, "kept": others,
            "constant": format!("{}_URL", base.to_shouty_snake_case()),
        }));
    }
    Ok(bases.into())
}

/// The environments that have a name, each with the bases that it moves.
fn presets(one: &Description) -> Value {
    let presets = one
        .environment
        .iter()
        .filter(|environment| environment.preset);
    let presets = presets.map(|environment| {
        let prefix = if environment.default {
            String::new()
        } else {
            environment.id.to_shouty_snake_case() + "_"
        };
        let urls = environment.url.iter().filter(|host| host.url.is_some());
        let urls = urls.map(|host| {
            json!({"base": &*host.base, "constant": format!("{prefix}{}_URL", host.base.to_shouty_snake_case())})
        });
        json!({
            "id": &*environment.id, "method": environment.id.to_snake_case(),
            "constant": environment.id.to_shouty_snake_case(), "urls": urls.collect::<Vec<_>>(),
        })
    });
    presets.collect()
}

/// The classes that the tables of `generated.rs` name, as variants of the crate's own enum.
fn classes(p: &Value) -> Value {
    let mut classes: Vec<Value> = Vec::new();
    let tables = p["tables"].as_array().into_iter().flatten();
    let tables = tables.filter(|table| table["shape"] == "codes" || table["shape"] == "refusals");
    for row in tables
        .filter_map(|table| table["rows"].as_array())
        .flatten()
    {
        let class = row["class"].as_str().unwrap_or_default();
        let variant = row["variant"]
            .as_str()
            .map_or_else(|| class.to_upper_camel_case(), str::to_owned);
        if classes.iter().all(|known| known["variant"] != *variant) {
            let advice = !row["advice"].is_null();
            classes.push(json!({"variant": variant, "advice": advice, "who": row["who acts"]}));
        }
    }
    classes.into()
}

/// The verification that changes nothing and needs nothing but the credential.
fn probe(p: &Value, one: &Description) -> Value {
    let exchanges = p["exchanges"].as_array().into_iter().flatten();
    let mut probes = exchanges.filter(|exchange| {
        let empty = |member: &str| exchange[member].as_array().is_none_or(Vec::is_empty);
        let carried = |header: &Value| {
            let mut carried = one.scheme.iter().flat_map(|scheme| &scheme.carries);
            header["optional"] == true || carried.any(|known| header["name"] == *known.name)
        };
        let mut headers = exchange["headers"].as_array().into_iter().flatten();
        exchange["role"] == "verify"
            && exchange["method"] == "GET"
            && exchange["effect"] == "none"
            && exchange["path"]
                .as_str()
                .is_some_and(|path| !path.contains('{'))
            && empty("fields")
            && empty("query")
            && headers.all(carried)
            && one
                .scheme
                .iter()
                .any(|scheme| exchange["base"] == *scheme.base)
    });
    probes.next().cloned().unwrap_or_default()
}
