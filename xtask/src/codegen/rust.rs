//! `src/generated.rs`: constants and tables, never a branch.

use std::{
    fmt::Write as _,
    io::Write as _,
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result, ensure};
use cargo_metadata::camino::Utf8Path;

use super::{
    description::{Context, Description, Exchange, Fact, Place, SourceKind, Value},
    refusals,
};

/// How wide comments get; rustfmt leaves them as they are.
const WIDTH: usize = 100;

/// The module before it is formatted.
pub(super) fn module(one: &Description) -> String {
    let mut items = String::new();
    let identifier = ("PROVIDER", "&str", quoted(one.id.get_ref()));
    constant(&mut items, "Identifier of the provider.", &identifier);
    identities(one, &mut items);
    requests(one, &mut items);
    secrets(one, &mut items);
    refusals::refusals(one, &mut items);
    values(one, &mut items);
    variables(one, &mut items);
    let mut head = format!(
        "//! What is fixed about {}, as data, each with its source.\n//!\n\
         //! Written by `cargo xtask codegen` from `provider.toml`: edit that.\n\n",
        one.name
    );
    let core: Vec<_> = ["HeaderName", "SecretKind", "StatusCode"]
        .into_iter()
        .filter(|name| items.contains(name))
        .collect();
    for (used, line) in [
        (
            items.contains("Duration"),
            "use std::time::Duration;\n\n".to_owned(),
        ),
        (
            !core.is_empty(),
            format!("use auth_core::{{{}}};\n\n", core.join(", ")),
        ),
        (
            items.contains("ErrorClass"),
            "use crate::ErrorClass;\n\n".to_owned(),
        ),
        (items.contains("&[Refusal]"), refusals::REFUSAL.to_owned()),
    ] {
        if used {
            head.push_str(&line);
        }
    }
    head + &items
}

/// The text as the project formats it.
pub(super) fn format(root: &Utf8Path, text: &str) -> Result<String> {
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
    ensure!(output.status.success(), "rustfmt refused:\n{text}");
    Ok(String::from_utf8(output.stdout)?)
}

fn identities(one: &Description, items: &mut String) {
    for scheme in &one.scheme {
        let name = upper(scheme.id.as_ref());
        let text = quoted(scheme.id.get_ref());
        let item = (&*format!("{name}_SCHEME"), "&str", text);
        constant(items, &about(one, &scheme.about, scheme), &item);
        let session = scheme.renewal.session.map(|seconds| {
            let what = format!("How long after `{}` renewals go on.", scheme.id.get_ref());
            ("SESSION", what, &scheme.renewal as &dyn Fact, seconds)
        });
        let age = scheme.expiry.as_ref().and_then(|expiry| {
            let what = "What a token is taken to be good for when its end cannot be read.";
            Some((
                "UNKNOWN_AGE",
                what.to_owned(),
                expiry as &dyn Fact,
                expiry.unknown_age?,
            ))
        });
        for (end, what, fact, seconds) in session.into_iter().chain(age) {
            let item = (&*format!("{name}_{end}"), "Duration", duration(seconds));
            constant(items, &about(one, &what, fact), &item);
        }
    }
    for environment in &one.environment {
        let id = environment.id.as_ref();
        if environment.preset {
            let what = format!("What `{}_ENVIRONMENT` calls it.", upper(one.id.as_ref()));
            constant(items, &what, &(&upper(id), "&str", quoted(id)));
        }
        for url in &environment.url {
            let name = match (environment.default, environment.preset) {
                (true, _) => format!("{}_URL", upper(url.base.as_ref())),
                (_, true) => format!("{}_{}_URL", upper(id), upper(url.base.as_ref())),
                _ => continue,
            };
            let what = format!("Base `{}` of the environment `{id}`.", url.base.as_ref());
            let item = (&*name, "&str", quoted(url.url.get_ref()));
            constant(items, &about(one, &what, url), &item);
        }
    }
}

fn requests(one: &Description, items: &mut String) {
    let named = |step: &&Exchange| !step.path.get_ref().is_empty() && step.constant;
    for step in one.exchanges().filter(named) {
        let name = format!("{}_PATH", upper(step.id.as_ref()));
        let what = format!("{}, `{}`.", step.about, step.method);
        let item = (&*name, "&str", quoted(step.path.get_ref()));
        constant(items, &about(one, &what, step), &item);
    }
    for input in &one.input {
        if let Some(field) = &input.field {
            let name = format!("{}_FIELD", upper(input.id.as_ref()));
            let what = format!("Field of a request: {}.", input.english);
            constant(
                items,
                &cited(one, &what, input),
                &(&name, "&str", quoted(field)),
            );
        }
    }
    let carried = one.scheme.iter().flat_map(|scheme| {
        let header = |word| carried(word).map(|(header, id)| (scheme as &dyn Fact, header, id));
        scheme.carries.iter().filter_map(header)
    });
    let mut seen = Vec::new();
    for (fact, header, id) in carried {
        if !seen.contains(&header) {
            seen.push(header);
            let what = format!("Carries `{id}`.");
            header_name(items, id, &about(one, &what, fact), header);
        }
    }
    let in_header = |context: &&Context| {
        context.constant && matches!(context.place, Place::Header | Place::AnswerHeader)
    };
    for context in one.context.iter().filter(in_header) {
        let Context {
            id,
            name,
            shape,
            required,
            ..
        } = context;
        let what = format!("`{}`: {shape}; {required}.", name.get_ref());
        let (about, name) = (about(one, &what, context), name.as_ref());
        match context.place {
            Place::AnswerHeader => {
                let item = (
                    &*format!("{}_HEADER", upper(id.as_ref())),
                    "&str",
                    quoted(name),
                );
                constant(items, &about, &item);
            }
            _ => header_name(items, id.as_ref(), &about, name),
        }
    }
}

/// A header that carries nothing but one secret, and its id.
fn carried(word: &super::description::Word) -> Option<(&str, &str)> {
    let (header, value) = word.get_ref().split_once(": ")?;
    Some((header, value.strip_prefix('{')?.strip_suffix('}')?))
}

fn header_name(items: &mut String, id: &str, about: &str, header: &str) {
    let value = format!(
        "HeaderName::from_static({})",
        quoted(&header.to_lowercase())
    );
    constant(
        items,
        about,
        &(&format!("{}_HEADER", upper(id)), "HeaderName", value),
    );
}

/// What each base may receive from each scheme; one list where the schemes agree.
fn secrets(one: &Description, items: &mut String) {
    for origin in &one.origin {
        let base = origin.base.as_ref();
        let lists = one.scheme.iter().filter_map(|scheme| {
            let sent: Vec<_> = scheme.sends(base).map(|(id, _)| id).collect();
            let listed = origin
                .receives
                .iter()
                .filter(|id| sent.contains(&id.get_ref().as_str()));
            let mut kinds: Vec<_> = listed
                .filter_map(|id| one.secret(id.get_ref()))
                .map(|kind| format!("SecretKind::{kind:?}"))
                .collect();
            kinds.dedup();
            (!kinds.is_empty()).then(|| (scheme.id.get_ref().as_str(), kinds.join(", ")))
        });
        let lists: Vec<(&str, String)> = lists.collect();
        let agree = lists.iter().all(|(_, list)| *list == lists[0].1);
        for (scheme, list) in lists.iter().take(if agree { 1 } else { lists.len() }) {
            let (name, from) = if agree {
                (format!("{}_SECRETS", upper(base)), String::new())
            } else {
                (
                    format!("{}_{}_SECRETS", upper(scheme), upper(base)),
                    format!(" from `{scheme}`"),
                )
            };
            let what = format!("What `{base}` may receive{from}.");
            let item = (&*name, "&[SecretKind]", format!("&[{list}]"));
            constant(items, &about(one, &what, origin), &item);
        }
    }
}

fn values(one: &Description, items: &mut String) {
    for value in &one.value {
        let (kind, text) = match value {
            Value {
                text: Some(text), ..
            } => ("&str", quoted(text)),
            Value {
                texts: Some(texts), ..
            } => {
                let texts: Vec<_> = texts.iter().map(|text| quoted(text)).collect();
                ("&[&str]", format!("&[{}]", texts.join(", ")))
            }
            Value { seconds, .. } => ("Duration", duration(seconds.unwrap_or_default())),
        };
        constant(
            items,
            &about(one, &value.about, value),
            &(value.constant.as_ref(), kind, text),
        );
    }
}

fn variables(one: &Description, items: &mut String) {
    items.push_str("/// Environment variables.\npub(crate) mod variable {\n");
    let prefix = format!("{}_", upper(one.id.as_ref()));
    for input in &one.input {
        let Some(variable) = &input.variable else {
            continue;
        };
        let variable = variable.get_ref();
        let name = variable.strip_prefix(&prefix).unwrap_or(variable);
        let what = about(one, &capital(&input.english), input);
        constant(items, &what, &(name, "&str", quoted(variable)));
    }
    items.push_str("}\n");
}

pub(super) fn constant(
    items: &mut String,
    about: &str,
    (name, kind, value): &(&str, &str, String),
) {
    items.push_str(&comment("///", about));
    // Writing to a string cannot fail.
    _ = writeln!(items, "pub(crate) const {name}: {kind} = {value};\n");
}

/// The lines of `text`, each broken at the width, behind `mark`.
pub(super) fn comment(mark: &str, text: &str) -> String {
    let mut lines = String::new();
    for paragraph in text.lines() {
        let mut line = mark.to_owned();
        for word in paragraph.split_whitespace() {
            if line.chars().count() + word.chars().count() >= WIDTH {
                lines = lines + &line + "\n";
                mark.clone_into(&mut line);
            }
            line = line + " " + word;
        }
        lines = lines + &line + "\n";
    }
    lines
}

/// What it is, from whom, and what else there is to say.
pub(super) fn about(one: &Description, what: &str, fact: &dyn Fact) -> String {
    let note = fact.note().map(|note| format!("\n\n{note}"));
    cited(one, what, fact) + &note.unwrap_or_default()
}

/// What it is and from whom.
fn cited(one: &Description, what: &str, fact: &dyn Fact) -> String {
    let sources = one.sources(fact).map(|source| match source.kind {
        SourceKind::Assumed => format!("assumed: {}", source.reference),
        _ => source.reference.clone(),
    });
    let sources = sources.collect::<Vec<_>>().join("; ");
    format!("{} ({sources}).", what.trim_end_matches('.'))
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

pub(super) fn quoted(text: &str) -> String {
    format!("{text:?}")
}

fn upper(id: &str) -> String {
    id.to_uppercase().replace('-', "_")
}

pub(super) fn capital(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}
