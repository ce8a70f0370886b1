//! `auth providers show`: what is known of a provider, as text and as JSON; and what a variable is, where one is missing.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use serde_json::Value;
use support::{Variables, auth, auth_with};

const IDS: [&str; 4] = ["dossierfacile", "keyclic", "myunisoft", "sinao"];

fn page(id: &str, assumed: bool) -> (Value, String) {
    let mut arguments = vec!["providers", "show", id];
    if assumed {
        arguments.push("--assumed");
    }
    let text = auth(&arguments).ends(0).stdout;
    arguments.push("--json");
    let json = auth(&arguments).ends(0).stdout;
    (serde_json::from_str(&json).unwrap(), text)
}

fn list<'a>(value: &'a Value, name: &str) -> &'a Vec<Value> {
    value[name].as_array().unwrap()
}

#[test]
fn every_fact_is_shown_with_its_sources() {
    for id in IDS {
        let (page, text) = page(id, false);
        assert_eq!(page["id"], id);
        let shown = |value: &Value| text.contains(value.as_str().unwrap());
        assert!(shown(&page["name"]) && shown(&page["about"]), "{text}");
        let sections = list(&page, "sections");
        assert!(!sections.is_empty(), "{id}");
        for section in sections {
            let title = section["title"].as_str().unwrap();
            assert!(text.lines().any(|line| line == title), "{title}: {text}");
            for row in list(section, "rows") {
                for cell in list(row, "cells").iter().chain(list(row, "sources")) {
                    // A cell of several lines stands beside others.
                    let mut lines = cell.as_str().unwrap().lines();
                    assert!(lines.all(|line| text.contains(line)), "{cell}: {text}");
                }
                assert!(
                    row["note"].is_null() || shown(&row["note"]),
                    "{row}: {text}"
                );
            }
        }
        let count = format!(
            "\n{} of {} facts are assumed",
            page["assumed"], page["facts"]
        );
        assert!(text.contains(&count), "{count}: {text}");
        assert!(!text.contains('\u{1b}'), "{text}");
    }
}

#[test]
fn what_is_assumed_can_be_listed_alone() {
    let mut found = 0;
    for id in IDS {
        let (all, _) = page(id, false);
        let (page, text) = page(id, true);
        let rows = |page: &Value| -> Vec<Value> {
            let sections = list(page, "sections").iter();
            sections.flat_map(|of| list(of, "rows").clone()).collect()
        };
        let assumed: Vec<_> = rows(&all)
            .into_iter()
            .filter(|row| row["assumed"] == true)
            .collect();
        assert_eq!(rows(&page), assumed);
        found += assumed.len();
        for section in list(&page, "sections") {
            assert!(!list(section, "rows").is_empty(), "{section}");
            assert!(text.contains(section["title"].as_str().unwrap()), "{text}");
        }
        let marked = text
            .lines()
            .filter(|line| line.contains(" assumed"))
            .count();
        assert!(marked > assumed.len(), "{text}");
    }
    assert!(found > 0, "nothing to try this with");
}

#[test]
fn the_help_describes_the_json() {
    let help = auth(&["providers", "show", "--help"]).ends(0).stdout;
    let (page, _) = page("sinao", false);
    let keys = |value: &Value| -> Vec<String> {
        let mut keys: Vec<_> = value.as_object().unwrap().keys().cloned().collect();
        keys.sort_unstable();
        keys
    };
    let promised = |line: &str| -> Vec<String> {
        let mut words: Vec<_> = line
            .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect();
        words.sort_unstable();
        words
    };
    let line = |name: &str| {
        let mut lines = help.lines().map(str::trim_start);
        lines
            .find(|line| line.starts_with(name))
            .unwrap()
            .to_owned()
    };
    for name in ["schemes", "inputs"] {
        let mut expected = keys(&page[name][0]);
        expected.push(name.to_owned());
        expected.sort_unstable();
        assert_eq!(promised(&line(name)), expected);
    }
    let section = &page["sections"][0];
    let mut expected = [keys(section), keys(&section["rows"][0])].concat();
    expected.push("sections".to_owned());
    expected.sort_unstable();
    assert_eq!(promised(&line("sections")), expected);
    let whole = [
        "about", "assumed", "facts", "id", "inputs", "name", "schemes", "sections",
    ];
    assert_eq!(keys(&page), whole);
    let help = auth(&["providers", "--help"]).ends(0).stdout;
    let rows: Value = serde_json::from_str(&auth(&["providers", "--json"]).ends(0).stdout).unwrap();
    let listed = help
        .lines()
        .find(|line| line.trim_start().starts_with("[{"));
    assert_eq!(promised(listed.unwrap()), keys(&rows[0]));
}

#[test]
fn a_missing_variable_is_named_with_what_it_is() {
    let rows: Value = serde_json::from_str(&auth(&["providers", "--json"]).ends(0).stdout).unwrap();
    for id in IDS {
        let mut schemes = rows.as_array().unwrap().iter();
        let row = schemes.find(|row| row["provider"] == id).unwrap();
        let (page, _) = page(id, false);
        let english = |variable: &str| {
            let mut inputs = list(&page, "inputs").iter();
            let input = inputs.find(|input| input["variable"] == variable);
            input.unwrap()["english"].as_str().unwrap().to_owned()
        };
        let ran = auth(&["check", id]).ends(2);
        let missing = row["required"][0].as_str().unwrap();
        assert!(
            ran.stderr
                .contains(&format!("\n  {missing}: {}", english(missing))),
            "{ran:?}"
        );
    }
    let mail: Variables = [("SINAO_EMAIL".to_owned(), "a@ville.example".to_owned())].into();
    let (page, _) = page("sinao", false);
    let mut inputs = list(&page, "inputs").iter();
    let password = inputs.find(|input| input["id"] == "password").unwrap();
    let label = password["english"].as_str().unwrap();
    auth_with(&["check", "sinao"], &mail)
        .ends(1)
        .complains(&[&format!("\n  SINAO_PASSWORD: {label}")]);
    auth_with(&["check", "sinao", "--scheme", "api_key"], &mail)
        .ends(2)
        .complains(&["not by `api_key`", "\n  SINAO_API_KEY: "]);
}
