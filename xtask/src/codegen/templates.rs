//! The templates, and what they may call.

use std::{
    io::Write as _,
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result, ensure};
use cargo_metadata::camino::Utf8Path;
use minijinja::{Environment, UndefinedBehavior, context, syntax::SyntaxConfig, value::Serde};
use serde_json::Value;

use super::{
    files::{self, File},
    sections::words,
    view,
};
use crate::description::{Described, Description};

/// How wide comments get; rustfmt leaves them as they are.
const WIDTH: usize = 100;

/// What is written for each provider: the template, and where.
const EACH: &[(&str, &str, fn(&str, &str) -> String)] = &[
    (
        "generated.rs",
        include_str!("templates/generated.rs.j2"),
        |folder, _| format!("{folder}/src/generated.rs"),
    ),
    (
        "cases.rs",
        include_str!("templates/cases.rs.j2"),
        |folder, _| format!("{folder}/tests/generated/cases.rs"),
    ),
    ("env", include_str!("templates/env.j2"), |folder, _| {
        format!("{folder}/.env.example")
    }),
    (
        "sandbox.rs",
        include_str!("templates/sandbox.rs.j2"),
        |_, id| format!("crates/auth-sandbox/src/generated/{id}.rs"),
    ),
    ("page.md", include_str!("templates/page.md.j2"), |_, id| {
        format!("docs/providers/{id}.md")
    }),
];

/// What is written once for all of them.
const ALL: &[(&str, &str, &str)] = &[
    (
        "sandbox_mod.rs",
        include_str!("templates/sandbox_mod.rs.j2"),
        "crates/auth-sandbox/src/generated/mod.rs",
    ),
    (
        "cli.rs",
        include_str!("templates/cli.rs.j2"),
        "crates/auth-cli/src/generated.rs",
    ),
];

/// What is written into a file that is otherwise written by hand: file, region, template.
const REGIONS: &[(&str, &str, &str)] = &[
    ("Cargo.toml", "crates", include_str!("templates/crates.j2")),
    (
        "crates/auth-all/Cargo.toml",
        "features",
        include_str!("templates/features.j2"),
    ),
    (
        "crates/auth-all/Cargo.toml",
        "dependencies",
        include_str!("templates/dependencies.j2"),
    ),
    (
        "crates/auth-all/src/lib.rs",
        "table",
        include_str!("templates/facade_table.j2"),
    ),
    (
        "crates/auth-all/src/lib.rs",
        "uses",
        include_str!("templates/facade_uses.j2"),
    ),
    (
        "README.md",
        "providers",
        include_str!("templates/readme.j2"),
    ),
];

/// Every file that follows from the descriptions.
pub(super) fn render(root: &Utf8Path, all: &[Described]) -> Result<Vec<File>> {
    let environment = environment()?;
    let views: Vec<Value> = all.iter().map(view::view).collect();
    let mut files = Vec::new();
    let mut add = |path: String, text: String| -> Result<()> {
        let text = if path.ends_with(".rs") {
            rustfmt(root, &path, &text)?
        } else {
            text
        };
        files.push(File {
            path: path.into(),
            text,
        });
        Ok(())
    };
    for p in &views {
        let (folder, id) = (
            p["folder"].as_str().unwrap_or_default(),
            p["id"].as_str().unwrap_or_default(),
        );
        for (name, _, path) in EACH {
            let text = environment
                .get_template(name)?
                .render(context! { p => Serde(p) })?;
            add(path(folder, id), text)?;
        }
    }
    for (name, _, path) in ALL {
        let text = environment
            .get_template(name)?
            .render(context! { all => Serde(&views) })?;
        add((*path).to_owned(), text)?;
    }
    let schema = serde_json::to_string_pretty(&schemars::schema_for!(Description))? + "\n";
    add("docs/provider.schema.json".to_owned(), schema)?;
    for (path, region, template) in REGIONS {
        let content = environment.render_str(template, context! { all => Serde(&views) })?;
        let known = files.iter_mut().find(|file| file.path == *path);
        let by_hand = || {
            std::fs::read_to_string(root.join(path)).with_context(|| format!("cannot read {path}"))
        };
        let text = known
            .as_ref()
            .map_or_else(by_hand, |file| Ok(file.text.clone()))?;
        let text =
            files::with_region(&text, region, &content).with_context(|| (*path).to_owned())?;
        match known {
            Some(file) => file.text = text,
            None => files.push(File {
                path: path.into(),
                text,
            }),
        }
    }
    Ok(files)
}

fn environment() -> Result<Environment<'static>> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    let mut syntax = SyntaxConfig::builder();
    syntax
        .trim_blocks(true)
        .lstrip_blocks(true)
        .keep_trailing_newline(true);
    environment.set_syntax(syntax.build()?);
    for (name, source, _) in EACH {
        environment.add_template(name, source)?;
    }
    for (name, source, _) in ALL {
        environment.add_template(name, source)?;
    }
    environment.add_filter("quoted", |text: &str| format!("{text:?}"));
    environment.add_filter("words", |text: &str| words(text));
    environment.add_filter("constant", |id: &str| {
        id.to_uppercase().replace(['-', '.'], "_")
    });
    environment.add_filter("camel", camel);
    environment.add_filter("capital", capital);
    environment.add_filter("duration", duration);
    environment.add_filter("cell", |text: &str| text.replace('|', "\\|"));
    environment.add_function("comment", comment);
    environment.add_function("doc", doc);
    Ok(environment)
}

/// The text as the project formats it.
fn rustfmt(root: &Utf8Path, path: &str, text: &str) -> Result<String> {
    let mut rustfmt = Command::new("rustfmt")
        .args(["--edition", "2024", "--config-path", root.as_str()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("cannot start rustfmt: `rustup component add rustfmt`")?;
    let mut input = rustfmt.stdin.take().context("rustfmt has no input")?;
    input.write_all(text.as_bytes())?;
    drop(input);
    let output = rustfmt.wait_with_output()?;
    ensure!(output.status.success(), "rustfmt refused {path}:\n{text}");
    Ok(String::from_utf8(output.stdout)?)
}

/// `firm-selection`, `firm_selection` and `FIRM_SELECTION` as the name of a variant.
fn camel(text: &str) -> String {
    let parts = text.split(|letter: char| !letter.is_ascii_alphanumeric());
    let parts = parts.map(|part| {
        if part.chars().any(char::is_lowercase) {
            part.to_owned()
        } else {
            part.to_lowercase()
        }
    });
    parts.map(|part| capital(&part)).collect()
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

fn duration(seconds: u64) -> String {
    let (count, unit) = match seconds {
        0 => return "Duration::ZERO".to_owned(),
        _ if seconds.is_multiple_of(86400) => (seconds / 86400, " * 24 * 3600"),
        _ if seconds.is_multiple_of(3600) => (seconds / 3600, " * 3600"),
        _ => (seconds, ""),
    };
    format!("Duration::from_secs({count}{unit})")
}

/// The lines of `text`, each broken at the width, behind `mark`.
fn comment(mark: &str, text: &str) -> String {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = mark.to_owned();
        for word in paragraph.split_whitespace() {
            if line.chars().count() + word.chars().count() >= WIDTH {
                lines.push(std::mem::replace(&mut line, mark.to_owned()));
            }
            line = line + " " + word;
        }
        lines.push(line);
    }
    lines.join("\n")
}

/// A doc comment: what it is, what it cites, and what else there is to say.
fn doc(mark: &str, what: &str, fact: minijinja::Value) -> String {
    let member = |name: &str| {
        fact.get_attr(name)
            .ok()
            .and_then(|text| text.as_str().map(str::to_owned))
    };
    let what = what.trim_end_matches('.');
    let cited = member("cited").map_or(String::new(), |cited| format!(" ({cited})"));
    let note = member("note").map_or(String::new(), |note| format!("\n\n{note}"));
    comment(mark, &format!("{what}{cited}.{note}"))
}
