//! The Markdown of the workspace as HTML, and the index of it all.

use std::fs;

use anyhow::{Context as _, Result};
use cargo_metadata::camino::{Utf8Path, Utf8PathBuf};
use ignore::WalkBuilder;
use minijinja::{Environment, context};
use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, html};

use crate::workspace::Workspace;

const PAGE: &str = include_str!("page.html.j2");
const INDEX: &str = include_str!("index.html.j2");

/// Writes every page below `to`/pages and the index of crates and pages beside it, and tells where the index is.
pub(super) fn write(workspace: &Workspace, to: &Utf8Path) -> Result<Utf8PathBuf> {
    let environment = Environment::new();
    let root = workspace.root();
    let mut pages = Vec::new();
    for path in markdown(root)? {
        let text =
            fs::read_to_string(root.join(&path)).with_context(|| format!("cannot read {path}"))?;
        let title = title(&text).unwrap_or(path.as_str());
        let up = "../".repeat(path.components().count());
        let body = minijinja::Value::from_safe_string(body(&text));
        let page = environment.render_named_str("page.html", PAGE, context! { title, up, body })?;
        let place = Utf8Path::new("pages").join(&path).with_extension("html");
        put(&to.join(&place), &page)?;
        pages.push(context! { path => place.as_str(), title });
    }
    let crates = workspace.libraries();
    let crates = crates.iter().map(|package| {
        context! { name => package.name.as_str(), path => package.name.replace('-', "_"), about => package.description.as_deref() }
    });
    let crates: Vec<_> = crates.collect();
    let index = environment.render_named_str("index.html", INDEX, context! { crates, pages })?;
    let place = to.join("index.html");
    put(&place, &index)?;
    Ok(place)
}

/// The pages of the root and of docs/, in the order of their paths.
fn markdown(root: &Utf8Path) -> Result<Vec<Utf8PathBuf>> {
    let mut pages = Vec::new();
    for entry in WalkBuilder::new(root).build() {
        let entry = entry.context("cannot list the workspace")?;
        let path = Utf8Path::from_path(entry.path()).and_then(|path| path.strip_prefix(root).ok());
        let page = path.filter(|path| path.extension() == Some("md"));
        let ours = |path: &&Utf8Path| path.components().count() == 1 || path.starts_with("docs");
        pages.extend(page.filter(ours).map(Utf8Path::to_owned));
    }
    pages.sort();
    Ok(pages)
}

fn title(text: &str) -> Option<&str> {
    text.lines().find_map(|line| line.strip_prefix("# "))
}

fn body(text: &str) -> String {
    let events = Parser::new_ext(text, Options::ENABLE_TABLES).map(|event| match event {
        Event::Start(Tag::Link {
            link_type,
            dest_url,
            title,
            id,
        }) => {
            let dest_url = to_page(dest_url);
            Event::Start(Tag::Link {
                link_type,
                dest_url,
                title,
                id,
            })
        }
        event => event,
    });
    let mut body = String::new();
    html::push_html(&mut body, events);
    body
}

/// A link to Markdown leads to the page made from it.
fn to_page(link: CowStr<'_>) -> CowStr<'_> {
    let (path, part) = link.split_once('#').unwrap_or((&link, ""));
    match path.strip_suffix(".md") {
        Some(stem) if !path.contains(':') && part.is_empty() => format!("{stem}.html").into(),
        Some(stem) if !path.contains(':') => format!("{stem}.html#{part}").into(),
        _ => link,
    }
}

fn put(path: &Utf8Path, text: &str) -> Result<()> {
    let folder = path.parent().context("a page has a folder")?;
    fs::create_dir_all(folder).with_context(|| format!("cannot make {folder}"))?;
    fs::write(path, text).with_context(|| format!("cannot write {path}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_to_markdown_leads_to_its_page() {
        let link = |to: &str| to_page(to.to_owned().into()).to_string();
        assert_eq!(link("docs/glossary.md"), "docs/glossary.html");
        assert_eq!(link("a.md#part"), "a.html#part");
        for other in ["https://example.org/a.md", "crates/auth-core", "#part"] {
            assert_eq!(link(other), other);
        }
    }

    #[test]
    fn a_page_has_its_tables_and_its_title() {
        let text = "<!-- comment -->\n\n# A\n\n| a |\n|---|\n| `b` |\n";
        assert_eq!(title(text), Some("A"));
        assert!(
            body(text).contains("<td><code>b</code></td>"),
            "{}",
            body(text)
        );
    }
}
