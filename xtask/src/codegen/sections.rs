//! Every fact as a row of a table, for the page of the provider and for `auth providers show`.

use serde_json::{Value, json};

/// What a table is called, where it stands, and its columns.
type Table = (&'static str, &'static str, &'static [&'static str]);

#[rustfmt::skip] // A table reads in rows.
const TABLES: &[Table] = &[
    ("Hosts", "hosts", &["environment", "live", "base", "url", "input"]),
    ("What each host may receive", "origin", &["base", "receives"]),
    ("What you supply", "input", &["id", "variable", "english", "french", "shape", "secret", "scope"]),
    ("What calls and answers carry besides", "context", &["name", "place", "required", "shape"]),
    ("Calls", "call", REQUEST),
    ("Errors", "error", &["about", "on", "grants", "status", "member", "code", "class", "who acts", "advice", "concerns"]),
    ("Limits", "limit", &["id", "about", "requests", "window", "in_flight", "per", "status"]),
    ("Words", "vocabulary", &["id", "about", "words"]),
    ("Other values", "value", &["constant", "value", "about"]),
];
#[rustfmt::skip]
const REQUEST: &[&str] = &["about", "role", "request", "public", "schemes", "encoding", "fields", "query", "headers", "answer", "effect", "repeat"];
const EVENT: &[&str] = &["name", "effect", "about"];

/// What schemes and webhooks say of themselves; the rest stands in tables of its own.
const SCHEME: &[&str] = &[
    "kind", "about", "base", "needs", "takes", "carries", "person",
];
#[rustfmt::skip]
const PARTS: &[(&str, &[&str])] = &[
    ("expiry", &["read", "member", "format", "zone", "otherwise", "lifetime", "unknown_age", "refresh_member", "refresh_lifetime"]),
    ("renewal", &["how", "after_expiry", "rotates", "old_token", "replay", "overlap", "session", "idle"]),
    ("revocation", &["how", "call", "about"]),
];
#[rustfmt::skip]
const WEBHOOK: &[&str] = &[
    "payload", "type_member", "id_member", "tenant_member", "subject_member", "time_member", "authentication", "delivery", "catch_up",
];

/// What tables in a table say, in this order.
#[rustfmt::skip]
const INNER: &[&str] = &["how", "status", "token", "refresh_token", "also", "header", "date_header", "key", "text", "about"];

/// All of them that have rows: title, columns, rows.
pub(super) fn sections(view: &Value) -> Vec<Value> {
    let flat = |tables: &[Table]| -> Vec<_> {
        tables
            .iter()
            .map(|(title, at, columns)| section(title, columns, rows(view, at)))
            .collect()
    };
    let mut all = flat(&TABLES[..4]);
    for scheme in rows(view, "scheme") {
        let [id, label] = ["id", "label"].map(|member| show(&scheme[member]));
        let mut own = own(&format!("Scheme {id}: {label}"), SCHEME, scheme);
        let parts = PARTS.iter().filter(|(part, _)| scheme[part].is_object());
        let parts = parts.map(|(part, members)| {
            row(
                &scheme[part],
                &[json!(part), json!(pick(&scheme[part], members))],
            )
        });
        own["rows"]
            .as_array_mut()
            .into_iter()
            .for_each(|rows| rows.extend(parts.clone()));
        all.push(own);
        all.push(section(
            &format!("Requests of {id}"),
            REQUEST,
            rows(scheme, "step"),
        ));
    }
    all.extend(flat(&TABLES[4..7]));
    for webhook in rows(view, "webhook") {
        let id = show(&webhook["id"]);
        all.push(own(&format!("Webhook {id}"), WEBHOOK, webhook));
        all.push(section(
            &format!("Events of {id}"),
            EVENT,
            rows(webhook, "event"),
        ));
    }
    all.extend(flat(&TABLES[7..]));
    all.retain(|section| !rows(section, "rows").is_empty());
    all
}

fn rows<'a>(of: &'a Value, at: &str) -> &'a [Value] {
    of[at].as_array().map_or(&[], Vec::as_slice)
}

/// What a table says of itself, a member a row.
fn own(title: &str, members: &[&str], fact: &Value) -> Value {
    let told = members
        .iter()
        .filter(|member| !show(&fact[**member]).is_empty());
    let rows = told.map(|member| {
        row(
            fact,
            &[json!(member.replace('_', " ")), fact[*member].clone()],
        )
    });
    json!({"title": title, "columns": ["what", "value"], "rows": rows.collect::<Vec<_>>()})
}

/// A table without the columns that no row fills.
fn section(title: &str, columns: &[&str], facts: &[Value]) -> Value {
    let filled = |column: &&&str| facts.iter().any(|fact| !show(&fact[**column]).is_empty());
    let columns: Vec<_> = columns.iter().filter(filled).collect();
    let rows = facts.iter().map(|fact| {
        row(
            fact,
            &columns
                .iter()
                .map(|column| fact[**column].clone())
                .collect::<Vec<_>>(),
        )
    });
    let names = columns.iter().map(|column| column.replace('_', " "));
    json!({"title": title, "columns": names.collect::<Vec<_>>(), "rows": rows.collect::<Vec<_>>()})
}

fn row(fact: &Value, cells: &[Value]) -> Value {
    let cells: Vec<_> = cells.iter().map(show).collect();
    let mut row = json!({"cells": cells, "note": null});
    for member in ["source", "kinds", "assumed", "checked", "note"] {
        row[member] = fact[member].clone();
    }
    row
}

/// These members of `of` in words, those that it has.
fn pick(of: &Value, members: &[&str]) -> String {
    let told = members.iter().map(|member| (*member, show(&of[*member])));
    let told = told.filter(|(_, value)| !value.is_empty());
    let told = told.map(|(member, value)| match member {
        "about" | "how" | "text" => value,
        _ => format!("{} {value}", member.replace('_', " ")),
    });
    told.collect::<Vec<_>>().join(", ")
}

/// A value in words.
fn show(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(all) => all.iter().map(show).collect::<Vec<_>>().join(", "),
        Value::Object(table) if table.contains_key("form") => {
            let of: Vec<_> = rows(value, "of")
                .iter()
                .map(|id| format!("{{{}}}", show(id)))
                .collect();
            format!(
                "`{}: {} {}`",
                show(&value["name"]),
                show(&value["form"]),
                of.join(":")
            )
        }
        Value::Object(table) if table.contains_key("optional") => {
            let of = value["of"]
                .as_str()
                .map_or_else(|| show(&value["text"]), |of| format!("{{{of}}}"));
            let optional = if value["optional"] == true { "?" } else { "" };
            format!("`{}{optional}={of}`", show(&value["name"]))
        }
        Value::Object(_) => pick(value, INNER),
        Value::Number(number) => number.to_string(),
    }
}
