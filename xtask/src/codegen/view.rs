//! A description as the templates see it: its own tables, each fact with what it cites, and what is asked of it often.

use serde::Serialize;
use serde_json::{Value, json};

use super::sections::sections;
use crate::description::{Certainty, Described, Description, SchemeKind, Source, Word, who};

/// Everything that a template may ask of one provider.
pub(crate) fn view(described: &Described) -> Value {
    let one = &described.description;
    let mut view = value(one);
    view["hosts"] = hosts(&view);
    view["secrets"] = secrets(one);
    view["rows"] = rows(one);
    view["exchanges"] = one.exchanges().map(value).collect();
    cite(&mut view, one);
    view["tables"] = tables(&view);
    view["sections"] = sections(&view).into();
    view["facts"] = one.facts().len().into();
    view["assumed"] = one.assumed().len().into();
    view["folder"] = described.folder.as_str().into();
    view
}

/// Never fails: the model holds texts, numbers and lists.
fn value(of: &impl Serialize) -> Value {
    serde_json::to_value(of).unwrap_or_default()
}

/// Adds to each fact what it cites, to each request its line, and to each refusal who acts.
fn cite(of: &mut Value, one: &Description) {
    match of {
        Value::Array(rows) => rows.iter_mut().for_each(|row| cite(row, one)),
        Value::Object(table) => table.values_mut().for_each(|member| cite(member, one)),
        _ => return,
    }
    if of["method"].is_string() {
        let [method, base, path] =
            ["method", "base", "path"].map(|member| of[member].as_str().unwrap_or_default());
        of["request"] = format!("`{method} {{{base}}}{path}`").into();
    }
    if let Some(who) = of["class"].as_str().and_then(who) {
        of["who acts"] = who.into();
    }
    if of["constant"].is_string() {
        let forms = ["text", "texts", "seconds", "statuses"].map(|form| of[form].clone());
        of["value"] = forms
            .into_iter()
            .find(|form| !form.is_null())
            .unwrap_or_default();
    }
    let ids = of["source"]
        .as_array()
        .filter(|ids| ids.iter().all(Value::is_string));
    let Some(ids) = ids.filter(|ids| !ids.is_empty()) else {
        return;
    };
    let sources: Vec<&Source> = one
        .source
        .iter()
        .filter(|source| ids.iter().any(|id| *id == *source.id))
        .collect();
    let cited = sources.iter().map(|source| match source.kind {
        Certainty::Assumed => format!("assumed: {}", source.reference),
        _ => source.reference.clone(),
    });
    let cited = cited.collect::<Vec<_>>().join("; ");
    let mut kinds: Vec<_> = sources.iter().map(|source| value(&source.kind)).collect();
    kinds.dedup();
    let checked = sources
        .iter()
        .map(|source| source.checked.to_string())
        .min();
    of["assumed"] = kinds.contains(&value(&Certainty::Assumed)).into();
    (of["cited"], of["kinds"], of["checked"]) = (cited.into(), kinds.into(), checked.into());
}

/// Every host with its environment.
fn hosts(view: &Value) -> Value {
    let environments = view["environment"].as_array().into_iter().flatten();
    let hosts = environments.flat_map(|environment| {
        environment["url"]
            .as_array()
            .into_iter()
            .flatten()
            .map(move |host| {
                let mut host = host.clone();
                (host["environment"], host["live"]) =
                    (environment["id"].clone(), environment["live"].clone());
                host
            })
    });
    hosts.collect()
}

/// What each base may receive from each scheme; one row where the schemes agree.
fn secrets(one: &Description) -> Value {
    let mut rows = Vec::new();
    for origin in &one.origin {
        let lists = one
            .scheme
            .iter()
            .map(|scheme| (scheme, one.receives(&origin.base, scheme)));
        let lists: Vec<_> = lists.filter(|(_, kinds)| !kinds.is_empty()).collect();
        let agree = lists.iter().all(|(_, kinds)| *kinds == lists[0].1);
        for (scheme, kinds) in lists.iter().take(if agree { 1 } else { lists.len() }) {
            let from = (!agree).then_some(&*scheme.id);
            rows.push(
                json!({"base": &*origin.base, "from": from, "kinds_": kinds, "origin": origin}),
            );
        }
    }
    rows.into()
}

/// The refusals by the constant of the crate that they belong to.
fn tables(view: &Value) -> Value {
    let mut tables: Vec<(&Value, Vec<&Value>)> = Vec::new();
    for refusal in view["error"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|row| row["table"].is_string())
    {
        match tables
            .iter_mut()
            .find(|(table, _)| *table == &refusal["table"])
        {
            Some((_, rows)) => rows.push(refusal),
            None => tables.push((&refusal["table"], vec![refusal])),
        }
    }
    let lacks = |row: &Value, member: &str| row[member].as_array().is_none_or(Vec::is_empty);
    let shape = |rows: &[&Value]| match rows {
        _ if rows.iter().all(|row| lacks(row, "code")) => "statuses",
        [row]
            if row["variant"].is_null()
                && row["code"].as_array().is_some_and(|all| all.len() == 1) =>
        {
            "code"
        }
        _ if rows
            .iter()
            .any(|row| lacks(row, "status") || lacks(row, "grants")) =>
        {
            "codes"
        }
        _ => "refusals",
    };
    tables
        .into_iter()
        .map(|(name, rows)| json!({"name": name, "shape": shape(&rows), "rows": rows}))
        .collect()
}

/// Each scheme in words, for the tables of the command line and of the README.
fn rows(one: &Description) -> Value {
    let variables = |ids: &[Word]| {
        let known = |id: &Word| {
            one.input
                .iter()
                .find(|input| *input.id == **id)?
                .variable
                .as_deref()
        };
        ids.iter()
            .filter_map(known)
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let known = one
        .environment
        .iter()
        .find(|environment| environment.default || environment.preset);
    let rows = one.scheme.iter().map(|scheme| {
        let mut urls = known.iter().flat_map(|environment| &environment.url);
        let api = urls.find(|url| *url.base == *scheme.base).and_then(|url| url.url.as_deref());
        let expiry = scheme.expiry.as_ref();
        let lives = match expiry.and_then(|expiry| expiry.lifetime) {
            Some(seconds) => life(seconds),
            None if expiry.is_some_and(|expiry| &*expiry.read == "member") => "as the answer says".to_owned(),
            None => "no end".to_owned(),
        };
        let renewed = match (&*scheme.renewal.how, scheme.kind) {
            ("none", _) => "–",
            ("sign_in", SchemeKind::ClientCredentials) => "asking again",
            ("sign_in", _) => "signing in again",
            ("refresh_token", _) => "refresh token",
            _ => "the old token",
        };
        let session = scheme.renewal.session.map(|seconds| format!(", for {}", life(seconds)));
        json!({
            "id": &*scheme.id, "label": scheme.label, "person": scheme.person, "api": api, "lives": lives, "kind": scheme.kind,
            "renewed": renewed.to_owned() + &session.unwrap_or_default(),
            "needs": variables(&scheme.needs), "takes": variables(&scheme.takes),
        })
    });
    rows.collect()
}

/// Seconds for people.
fn life(seconds: u64) -> String {
    match seconds {
        _ if seconds.is_multiple_of(86400) && seconds > 86400 => {
            format!("{} days", seconds / 86400)
        }
        _ if seconds.is_multiple_of(3600) => format!("{} h", seconds / 3600),
        _ if seconds.is_multiple_of(60) => format!("{} min", seconds / 60),
        _ => format!("{seconds} s"),
    }
}
