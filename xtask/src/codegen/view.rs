//! A description as the templates see it: its own tables, each fact with what it cites, and what is asked of it often.

use serde::Serialize;
use serde_json::{Value, json};

use super::sections::{self, told, words};
use crate::description::{Certainty, Described, Description, Exchange, SchemeKind, Source, Word};

/// Everything that a template may ask of one provider.
pub(super) fn view(described: &Described) -> Value {
    let one = &described.description;
    let mut view = value(one);
    cite(&mut view, one);
    let members = [
        ("exchanges", exchanges(one)),
        ("secrets", secrets(one)),
        ("rows", rows(one)),
        ("tables", tables(&view)),
        ("sections", value(&sections::sections(one))),
        ("facts", value(&one.facts().len())),
        (
            "assumed",
            one.facts()
                .iter()
                .filter(|fact| one.assumes(**fact))
                .count()
                .into(),
        ),
        ("folder", described.folder.as_str().into()),
    ];
    for (name, member) in members {
        view[name] = member;
    }
    view
}

/// Never fails: the model holds texts, numbers and lists.
fn value(of: &impl Serialize) -> Value {
    serde_json::to_value(of).unwrap_or_default()
}

/// Adds to each fact what it cites, in words.
fn cite(of: &mut Value, one: &Description) {
    match of {
        Value::Array(rows) => rows.iter_mut().for_each(|row| cite(row, one)),
        Value::Object(table) => {
            table.values_mut().for_each(|member| cite(member, one));
            let ids = table.get("source").and_then(Value::as_array);
            let sources: Option<Vec<&Source>> = ids.map(|ids| {
                let known = |id: &Value| one.source.iter().find(|row| id == &*row.id);
                ids.iter().filter_map(known).collect()
            });
            if let Some(sources) = sources.filter(|sources| !sources.is_empty()) {
                table.insert("cited".to_owned(), cited(&sources).into());
            }
        }
        _ => {}
    }
}

fn cited(sources: &[&Source]) -> String {
    let told = sources.iter().map(|source| match source.kind {
        Certainty::Assumed => format!("assumed: {}", source.reference),
        _ => source.reference.clone(),
    });
    told.collect::<Vec<_>>().join("; ")
}

/// Each request with `target`, its path and what is fixed of its query.
fn exchanges(one: &Description) -> Value {
    let all = one.exchanges().map(|exchange| {
        let mut row = value(exchange);
        cite(&mut row, one);
        row["target"] = target(exchange).into();
        row
    });
    all.collect()
}

fn target(exchange: &Exchange) -> String {
    let fixed = exchange
        .query
        .iter()
        .map(|field| Some(format!("{}={}", &*field.name, field.text.as_ref()?)));
    match fixed.collect::<Option<Vec<_>>>() {
        Some(fixed) if !fixed.is_empty() => format!("{}?{}", &*exchange.path, fixed.join("&")),
        _ => exchange.path.to_string(),
    }
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
            rows.push(json!({"base": &*origin.base, "from": from, "kinds": kinds, "origin": value(origin)}));
        }
    }
    let mut rows = Value::Array(rows);
    cite(&mut rows, one);
    rows
}

/// The refusals by the constant that they belong to.
fn tables(view: &Value) -> Value {
    let mut tables: Vec<(&str, Vec<&Value>)> = Vec::new();
    for refusal in view["error"].as_array().into_iter().flatten() {
        let Some(name) = refusal["table"].as_str() else {
            continue;
        };
        match tables.iter_mut().find(|(table, _)| *table == name) {
            Some((_, rows)) => rows.push(refusal),
            None => tables.push((name, vec![refusal])),
        }
    }
    let shape = |rows: &[&Value]| {
        let lacks = |member: &str| {
            rows.iter()
                .any(|row| row[member].as_array().is_none_or(Vec::is_empty))
        };
        match rows {
            _ if rows
                .iter()
                .all(|row| row["code"].as_array().is_none_or(Vec::is_empty)) =>
            {
                "statuses"
            }
            [row]
                if row["variant"].is_null()
                    && row["code"].as_array().is_some_and(|all| all.len() == 1) =>
            {
                "code"
            }
            _ if lacks("status") || lacks("grants") => "codes",
            _ => "refusals",
        }
    };
    let tables = tables.into_iter();
    tables
        .map(|(name, rows)| json!({"name": name, "shape": shape(&rows), "rows": rows}))
        .collect()
}

/// Each scheme in words, for the tables of the command line and of the README.
fn rows(one: &Description) -> Value {
    let variables = |ids: &[Word]| {
        let known = |id: &Word| one.input.iter().find(|input| *input.id == **id);
        let ids = ids.iter().filter_map(known);
        ids.filter_map(|input| input.variable.as_deref().map(str::to_owned))
            .collect::<Vec<_>>()
    };
    let known = one
        .environment
        .iter()
        .find(|environment| environment.default || environment.preset);
    let rows = one.scheme.iter().map(|scheme| {
        let mut urls = known.iter().flat_map(|environment| &environment.url);
        let api = urls.find(|url| *url.base == *scheme.base).and_then(|url| url.url.as_deref());
        let lives = scheme.expiry.as_ref().map_or("", |expiry| if &*expiry.read == "never" { "no end" } else { "unknown" });
        let lives = scheme.expiry.as_ref().and_then(|expiry| expiry.lifetime).map_or(lives.to_owned(), life);
        let renewed = match (&*scheme.renewal.how, scheme.kind) {
            ("none", _) => "–",
            ("sign_in", SchemeKind::ClientCredentials) => "asking again",
            ("sign_in", _) => "signing in again",
            ("refresh_token", _) => "refresh token",
            _ => "the old token",
        };
        let session = scheme.renewal.session.map(|seconds| format!(", for {}", life(seconds)));
        json!({
            "id": &*scheme.id, "label": scheme.label, "person": scheme.person, "api": api, "lives": lives,
            "kind": words(&told(scheme.kind)), "renewed": renewed.to_owned() + &session.unwrap_or_default(),
            "needs": variables(&scheme.needs), "takes": variables(&scheme.takes),
        })
    });
    rows.collect()
}

/// Seconds for people.
pub(super) fn life(seconds: u64) -> String {
    match seconds {
        _ if seconds.is_multiple_of(86400) && seconds > 86400 => {
            format!("{} days", seconds / 86400)
        }
        _ if seconds.is_multiple_of(3600) => format!("{} h", seconds / 3600),
        _ if seconds.is_multiple_of(60) => format!("{} min", seconds / 60),
        _ => format!("{seconds} s"),
    }
}
