//! What texts look like, since names, comments and tables are made of them.

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::Fault;
use crate::description::exchange::METHODS;

/// Lists that mean nothing without a member.
const FILLED: &[&str] = &["of", "status", "statuses", "texts"];

/// What is wrong with a text, by the key that it stands at.
pub(super) fn texts(text: &str) -> Vec<Fault> {
    let mut faults = Vec::new();
    if let Ok(table) = DeTable::parse(text) {
        walk(table.get_ref(), &mut faults);
    }
    faults
}

fn walk(table: &DeTable<'_>, faults: &mut Vec<Fault>) {
    let member = |name: &str| {
        let value = table.get(name).map(Spanned::get_ref);
        value.and_then(DeValue::as_str).unwrap_or_default()
    };
    let is_header = table.contains_key("form") || member("place").ends_with("header");
    for (key, value) in table {
        let key = key.get_ref().as_ref();
        let values = match value.get_ref() {
            DeValue::Array(all) if all.is_empty() && FILLED.contains(&key) => {
                let what = format!("`{key}` is empty: write one, or leave it out");
                faults.push((value.span().start, what));
                continue;
            }
            DeValue::Array(all) => all.iter().collect(),
            _ => vec![value],
        };
        for value in values {
            let fault = match value.get_ref() {
                DeValue::Table(inner) => {
                    walk(inner, faults);
                    None
                }
                DeValue::String(text) => wrong(key, text, is_header),
                DeValue::Integer(number) if key.starts_with("status") => {
                    let status = number.as_str().parse();
                    let is = status.is_ok_and(|status: u16| (100..600).contains(&status));
                    (!is).then_some("no status: write a number from 100 to 599")
                }
                _ => None,
            };
            faults.extend(fault.map(|what| (value.span().start, format!("`{key}` is {what}"))));
        }
    }
}

/// What a text at `key` should be and is not.
fn wrong(key: &str, text: &str, is_header: bool) -> Option<&'static str> {
    let is = |first: fn(&char) -> bool, rest: fn(char) -> bool| {
        text.chars().next().as_ref().is_some_and(first) && text.chars().all(rest)
    };
    let lower = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_-".contains(c);
    let upper = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    let token = |c: char| c.is_ascii_alphanumeric() || c == '-';
    match key {
        _ if text.chars().any(char::is_control) => Some("more than one line: write one"),
        "id" | "base" if !is(char::is_ascii_lowercase, lower) => {
            Some("no id: write lower-case letters, digits, `_` and `-`, a letter first")
        }
        "constant" | "table" | "variable" if !is(char::is_ascii_uppercase, upper) => {
            Some("no name of a constant: write capitals, digits and `_`, a letter first")
        }
        "variant" if !is(char::is_ascii_uppercase, |c| c.is_ascii_alphanumeric()) => {
            Some("no name of a variant: write it as `LikeThis`")
        }
        "method" if !METHODS.contains(&text) => {
            Some("no method: write GET, POST, PUT, PATCH or DELETE")
        }
        "name" if is_header && !is(char::is_ascii_alphabetic, token) => {
            Some("no name of a header: write letters, digits and `-`")
        }
        "effect" if text.is_empty() => Some("empty: write what it changes, or \"none\""),
        "example" | "text" | "texts" if text.contains("http://") => {
            Some("no https URL: write `https://`")
        }
        "header" | "date_header" if !is(char::is_ascii_alphabetic, token) => {
            Some("no name of a header: write letters, digits and `-`")
        }
        _ => None,
    }
}
