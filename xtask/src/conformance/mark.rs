//! `Shows S000-01, S000-02.`: how the documentation of a test says what it shows.

use std::fs;

use anyhow::{Context as _, Result};
use cargo_metadata::camino::{Utf8Path, Utf8PathBuf};
use ignore::WalkBuilder;
use syn::{Attribute, Expr, ExprLit, Lit, Meta};

use super::demands::is_id;

/// `Shows …` in a line of documentation.
#[derive(Debug, Clone)]
pub(super) struct Mark {
    pub(super) path: Utf8PathBuf,
    pub(super) line: usize,
    /// The demands; none if the line cannot be read.
    pub(super) ids: Vec<String>,
}

impl Mark {
    /// The mark that a line of documentation is.
    pub(super) fn of(attribute: &Attribute, path: &Utf8Path) -> Option<Self> {
        let Meta::NameValue(meta) = &attribute.meta else {
            return None;
        };
        let Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) = &meta.value
        else {
            return None;
        };
        if !meta.path.is_ident("doc") {
            return None;
        }
        let line = text.span().start().line;
        read(&text.value(), path, line)
    }
}

/// `Shows S000-01, S000-02.`; none if the text is another sentence.
fn read(text: &str, path: &Utf8Path, line: usize) -> Option<Mark> {
    let rest = text.trim().strip_prefix("Shows")?;
    let rest = rest.trim_start_matches([':', ' ']);
    let digits = rest.strip_prefix('S')?;
    if !digits.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let ids: Vec<_> = rest
        .trim_end_matches('.')
        .split(", ")
        .map(str::to_owned)
        .collect();
    let readable = ids.iter().all(|id| is_id(id)) && text.trim().starts_with("Shows S");
    Some(Mark {
        path: path.to_owned(),
        line,
        ids: if readable { ids } else { Vec::new() },
    })
}

/// Every line of documentation that is a mark, wherever it stands.
pub(super) fn written(root: &Utf8Path) -> Result<Vec<Mark>> {
    let mut marks = Vec::new();
    let walk = WalkBuilder::new(root)
        .require_git(false)
        .git_global(false)
        .sort_by_file_path(Ord::cmp)
        .build();
    for entry in walk {
        let entry = entry.context("cannot walk the workspace")?;
        let Some(path) = Utf8Path::from_path(entry.path()) else {
            continue;
        };
        if path.extension() != Some("rs") {
            continue;
        }
        let text = fs::read_to_string(path).with_context(|| format!("cannot read {path}"))?;
        let path = path.strip_prefix(root).unwrap_or(path);
        for (line, text) in (1..).zip(text.lines()) {
            let text = text.trim_start();
            let documentation = text
                .strip_prefix("///")
                .or_else(|| text.strip_prefix("//!"));
            marks.extend(documentation.and_then(|text| read(text, path, line)));
        }
    }
    Ok(marks)
}
