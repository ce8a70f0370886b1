//! `cargo xtask new-provider`: a crate from a description, and what its author still has to write.

mod rehearsal;
mod shape;
#[cfg(test)]
mod tests;
mod ways;

use std::{fs, process::ExitCode};

use anyhow::{Context as _, Result, bail, ensure};
use cargo_metadata::camino::{Utf8Path, Utf8PathBuf};
use minijinja::{context, value::Serde};
use textwrap::WordSplitter;

pub(crate) use rehearsal::{Args as RehearseArgs, run as rehearse};

use crate::{
    codegen::{
        files::{self, File},
        templates, view,
    },
    description,
    workspace::Workspace,
};

/// Writes the crate of a new provider, and what follows from its description.
///
/// The crate compiles, passes every lint, and reads its settings. What a description cannot say is left to
/// you: src/grant.rs, src/response.rs and src/headers.rs answer with an error until they are written, and
/// `cargo test -p auth-ID --test conformance` lists what is missing. All files are written or none.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Identifier of the provider: lower-case letters and digits, a letter first
    id: String,
    /// The description to start from, in place of a template to fill in
    #[arg(long, value_name = "DESCRIPTION.toml")]
    from: Option<Utf8PathBuf>,
}

/// The files of a crate, and the templates of those that do not take the description as it is.
const FILES: &[(&str, &str)] = &[
    (
        "Cargo.toml",
        include_str!("new_provider/templates/manifest.j2"),
    ),
    (
        "README.md",
        include_str!("new_provider/templates/readme.j2"),
    ),
    (
        "src/lib.rs",
        include_str!("new_provider/templates/lib.rs.j2"),
    ),
    (
        "src/config.rs",
        include_str!("new_provider/templates/config.rs.j2"),
    ),
    (
        "src/environment.rs",
        include_str!("new_provider/templates/environment.rs.j2"),
    ),
    (
        "src/provider.rs",
        include_str!("new_provider/templates/provider.rs.j2"),
    ),
    (
        "src/grant.rs",
        include_str!("new_provider/templates/grant.rs.j2"),
    ),
    (
        "src/response.rs",
        include_str!("new_provider/templates/response.rs.j2"),
    ),
    (
        "src/headers.rs",
        include_str!("new_provider/templates/headers.rs.j2"),
    ),
    (
        "src/calls.rs",
        include_str!("new_provider/templates/calls.rs.j2"),
    ),
    (
        "examples/quickstart.rs",
        include_str!("new_provider/templates/quickstart.rs.j2"),
    ),
    (
        "tests/conformance.rs",
        include_str!("new_provider/templates/conformance.rs.j2"),
    ),
    (
        "tests/sandbox.rs",
        include_str!("new_provider/templates/sandbox.rs.j2"),
    ),
];

const TEMPLATE: &str = include_str!("new_provider/templates/provider.toml.j2");

/// Writes the crate.
pub(crate) fn run(args: &Args) -> Result<ExitCode> {
    for path in make(&Workspace::here()?, args)? {
        anstream::println!("wrote {path}");
    }
    anstream::println!(
        "`cargo test -p auth-{} --test conformance` lists what is left to write",
        args.id
    );
    Ok(ExitCode::SUCCESS)
}

/// The files that were written: all of them, or none.
fn make(workspace: &Workspace, args: &Args) -> Result<Vec<Utf8PathBuf>> {
    let (root, id) = (workspace.root(), &args.id);
    let folder = free(workspace, id)?;
    let text = match &args.from {
        Some(path) => fs::read(path).with_context(|| format!("cannot read {path}"))?,
        None => templates::environment()?
            .render_str(TEMPLATE, context! { id })?
            .into_bytes(),
    };
    let files = files(root, &folder, text)?;
    if let Err(error) = files::write(root, &files) {
        _ = fs::remove_dir_all(root.join(&folder));
        return Err(error);
    }
    Ok(files.into_iter().map(|file| file.path).collect())
}

/// The folder of a crate that is not there yet.
fn free(workspace: &Workspace, id: &str) -> Result<Utf8PathBuf> {
    let mut bytes = id.bytes();
    let is_id = bytes.next().is_some_and(|first| first.is_ascii_lowercase())
        && bytes.all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    ensure!(
        is_id,
        "`{id}` is no identifier of a provider: write lower-case letters and digits, a letter first"
    );
    ensure!(
        description::is_name(id),
        "`{id}` is a word of Rust, and the facade's module could not be called so: take another one"
    );
    let name = format!("auth-{id}");
    let folder = Utf8Path::new("crates").join(&name);
    let members = workspace.members();
    ensure!(
        !description::TAKEN.contains(&id),
        "`{id}` is a name that the workspace keeps: take another one"
    );
    if members.iter().any(|member| *member.name == name) {
        bail!("there is a crate {name}: take another identifier");
    }
    ensure!(
        !workspace.root().join(&folder).exists(),
        "{folder} is there already: remove it, or take another identifier"
    );
    Ok(folder)
}

/// Every file of the new crate, and every other one that follows from its description.
fn files(root: &Utf8Path, folder: &Utf8Path, text: Vec<u8>) -> Result<Vec<File>> {
    let all = description::read_with(root, Some((folder.to_owned(), text.clone())))?;
    let new = all.iter().find(|one| one.folder == folder);
    let new = new.context("the description was read")?;
    let mut p = view::view(new);
    shape::extend(&mut p, &new.description)?;
    let mut environment = templates::environment()?;
    environment.add_function("used", used);
    environment.add_function("bullet", bullet);
    let mut files = vec![File {
        path: folder.join(description::FILE),
        text: String::from_utf8(text).context("the description is no UTF-8")?,
    }];
    for (name, template) in FILES {
        let text = environment.render_named_str(name, template, context! { p => Serde(&p) })?;
        let text = if Utf8Path::new(name).extension() == Some("rs") {
            templates::rustfmt(root, name, &text)?
        } else {
            text
        };
        let path = folder.join(name);
        files.push(File { path, text });
    }
    files.extend(files::stale(root, templates::render(root, &all)?)?);
    Ok(files)
}

/// An item of a list in the comment at the head of a file.
fn bullet(text: &str) -> String {
    let options = textwrap::Options::new(templates::WIDTH)
        .initial_indent("//! - ")
        .subsequent_indent("//!   ")
        .break_words(false);
    textwrap::fill(text, options.word_splitter(WordSplitter::NoHyphenation))
}

/// Which of `names` the code names, not counting comments and what stands behind `::`.
fn used(code: &str, names: Vec<String>) -> Vec<String> {
    let lines = code
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let names_it = |line: &str, name: &str| {
        line.match_indices(name).any(|(at, _)| {
            let (before, after) = (&line[..at], &line[at + name.len()..]);
            !before.ends_with("::") && !before.ends_with(is_word) && !after.starts_with(is_word)
        })
    };
    let lines: Vec<_> = lines.collect();
    let mut names = names;
    names.retain(|name| lines.iter().any(|line| names_it(line, name)));
    names
}
