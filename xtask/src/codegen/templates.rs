//! The templates, and what they may call.

use std::{
    collections::BTreeSet,
    fs,
    io::Write as _,
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result, ensure};
use cargo_metadata::camino::Utf8Path;
use heck::{ToShoutySnakeCase as _, ToUpperCamelCase as _};
use minijinja::{Environment, UndefinedBehavior, context, syntax::SyntaxConfig, value::Serde};
use serde_json::Value;
use syn::{Item, ItemConst, ItemEnum};
use textwrap::WordSplitter;

use super::{
    files::{self, File},
    view,
};
use crate::description::{self, Described};

/// How wide comments get; rustfmt leaves them as they are.
pub(crate) const WIDTH: usize = 100;

/// What is written for each provider: the template, and where.
const EACH: &[(&str, &str)] = &[
    (
        include_str!("templates/generated.rs.j2"),
        "FOLDER/src/generated.rs",
    ),
    (
        include_str!("templates/cases.rs.j2"),
        "FOLDER/tests/generated/cases.rs",
    ),
    (include_str!("templates/env.j2"), "FOLDER/.env.example"),
    (
        include_str!("templates/sandbox.rs.j2"),
        "crates/auth-sandbox/src/generated/ID.rs",
    ),
    (include_str!("templates/page.md.j2"), "docs/providers/ID.md"),
];

/// What is written once for all of them.
const ALL: &[(&str, &str)] = &[
    (
        include_str!("templates/sandbox_mod.rs.j2"),
        "crates/auth-sandbox/src/generated/mod.rs",
    ),
    (
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
pub(crate) fn render(root: &Utf8Path, all: &[Described]) -> Result<Vec<File>> {
    let environment = environment()?;
    let views: Vec<Value> = all.iter().map(view::view).collect();
    let mut files = Vec::new();
    let mut add = |template: &str, path: &str, p: &Value| -> Result<()> {
        let text = environment.render_named_str(
            path,
            template,
            context! { p => Serde(p), all => Serde(&views) },
        )?;
        let text = if Utf8Path::new(path).extension() == Some("rs") {
            rustfmt(root, path, &text)?
        } else {
            text
        };
        once(path, &text)?;
        files.push(File {
            path: path.into(),
            text,
        });
        Ok(())
    };
    for p in &views {
        let [folder, id] = ["folder", "id"].map(|member| p[member].as_str().unwrap_or_default());
        for (template, path) in EACH {
            add(
                template,
                &path.replace("FOLDER", folder).replace("ID", id),
                p,
            )?;
        }
    }
    for (template, path) in ALL {
        add(template, path, &Value::Null)?;
    }
    let schema = serde_json::to_string_pretty(&description::schema())? + "\n";
    files.push(File {
        path: "docs/provider.schema.json".into(),
        text: schema,
    });
    for (path, region, template) in REGIONS {
        let content =
            environment.render_named_str(path, template, context! { all => Serde(&views) })?;
        let at = files.iter().position(|file| file.path == *path);
        let file = match at {
            Some(at) => files.swap_remove(at).text,
            None => fs::read_to_string(root.join(path))
                .with_context(|| format!("cannot read {path}"))?,
        };
        let text =
            files::with_region(&file, region, &content).with_context(|| (*path).to_owned())?;
        files.push(File {
            path: path.into(),
            text,
        });
    }
    Ok(files)
}

/// Two facts that make the same constant are found here, not by the compiler.
fn once(path: &str, text: &str) -> Result<()> {
    let file = if path.ends_with("src/generated.rs") {
        text
    } else {
        ""
    };
    let mut seen = BTreeSet::new();
    for item in syn::parse_file(file)
        .with_context(|| format!("{path} is no Rust"))?
        .items
    {
        let (Item::Const(ItemConst { ident, .. }) | Item::Enum(ItemEnum { ident, .. })) = item
        else {
            continue;
        };
        ensure!(
            seen.insert(ident.to_string()),
            "{path}: two facts make `{ident}`: rename one of them in provider.toml"
        );
    }
    Ok(())
}

pub(crate) fn environment() -> Result<Environment<'static>> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    let mut syntax = SyntaxConfig::builder();
    syntax
        .trim_blocks(true)
        .lstrip_blocks(true)
        .keep_trailing_newline(true);
    environment.set_syntax(syntax.build()?);
    environment.add_filter("quoted", |text: &str| format!("{text:?}"));
    environment.add_filter("words", |text: &str| text.replace('_', " "));
    environment.add_filter("constant", |text: &str| text.to_shouty_snake_case());
    environment.add_filter("camel", |text: &str| text.to_upper_camel_case());
    environment.add_filter("duration", duration);
    environment.add_filter("cell", |text: &str| text.replace('|', "\\|"));
    environment.add_function("comment", comment);
    environment.add_function("doc", doc);
    Ok(environment)
}

/// The text as the project formats it.
pub(crate) fn rustfmt(root: &Utf8Path, path: &str, text: &str) -> Result<String> {
    let mut rustfmt = Command::new("rustfmt")
        .args(["--edition", "2024", "--config-path", root.as_str()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .context("cannot start rustfmt: `rustup component add rustfmt`")?;
    let mut input = rustfmt.stdin.take().context("rustfmt has no input")?;
    input.write_all(text.as_bytes())?;
    drop(input);
    let output = rustfmt.wait_with_output()?;
    let says = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "rustfmt refused {path}:\n{says}");
    Ok(String::from_utf8(output.stdout)?)
}

fn duration(seconds: u64) -> String {
    let (count, unit) = match seconds {
        0 => return "Duration::ZERO".to_owned(),
        3600 => return "Duration::from_secs(3600)".to_owned(),
        86400 => return "Duration::from_secs(24 * 3600)".to_owned(),
        _ if seconds.is_multiple_of(86400) => (seconds / 86400, " * 24 * 3600"),
        _ if seconds.is_multiple_of(3600) => (seconds / 3600, " * 3600"),
        _ => (seconds, ""),
    };
    format!("Duration::from_secs({count}{unit})")
}

/// The paragraphs of `text` as comments, their lines broken at the width.
fn comment(mark: &str, text: &str) -> String {
    let indent = format!("{mark} ");
    let options = textwrap::Options::new(WIDTH)
        .initial_indent(&indent)
        .subsequent_indent(&indent)
        .break_words(false);
    let lines = text.lines().map(|line| {
        textwrap::fill(
            line,
            options.clone().word_splitter(WordSplitter::NoHyphenation),
        )
    });
    lines
        .map(|lines| {
            if lines.is_empty() {
                mark.to_owned()
            } else {
                lines
            }
        })
        .collect::<Vec<_>>()
        .join("\n")
}

/// A doc comment: what it is, what it cites, and what else there is to say.
fn doc(mark: &str, what: &str, fact: &minijinja::Value) -> String {
    let member = |name: &str| {
        fact.get_attr(name)
            .ok()
            .and_then(|text| text.as_str().map(str::to_owned))
    };
    let (first, rest) = what
        .trim_end_matches('.')
        .split_at(what.chars().next().map_or(0, char::len_utf8));
    let cited = member("cited").map_or(String::new(), |cited| format!(" ({cited})"));
    let note = member("note").map_or(String::new(), |note| format!("\n\n{note}"));
    comment(
        mark,
        &format!("{}{rest}{cited}.{note}", first.to_uppercase()),
    )
}
