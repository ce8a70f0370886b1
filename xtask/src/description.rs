//! The descriptions of the providers: read, checked, never guessed.

mod exchange;
mod fact;
mod files;
mod lines;
mod lints;
mod model;
#[cfg(test)]
mod planted;
mod queries;
mod schema;
mod scheme;
mod told;

use anyhow::{Result, bail};
use cargo_metadata::camino::{Utf8Path, Utf8PathBuf};

pub(crate) use exchange::Header;
pub(crate) use lints::{TAKEN, is_name, who};
pub(crate) use model::{Certainty, Description, Source, Word};
pub(crate) use schema::schema;
pub(crate) use scheme::SchemeKind;

/// What each description is called.
pub(crate) const FILE: &str = "provider.toml";

/// One description and the file that it stands in.
#[derive(Debug)]
pub(crate) struct Described {
    /// The folder of the crate, relative to the root.
    pub(crate) folder: Utf8PathBuf,
    text: String,
    lines: lines::Lines,
    pub(crate) description: Description,
}

/// Every description of the workspace, in the order of the crates.
///
/// # Errors
/// One line for each fault of any of them, with file, line and table.
pub(crate) fn read_all(root: &Utf8Path) -> Result<Vec<Described>> {
    read_with(root, None)
}

/// The same, with one more that is not written yet: the folder that it is for, and its text.
pub(crate) fn read_with(
    root: &Utf8Path,
    more: Option<(Utf8PathBuf, Vec<u8>)>,
) -> Result<Vec<Described>> {
    let (mut all, mut faults, mut files) = (Vec::new(), Vec::new(), Vec::new());
    let mut folders = Vec::new();
    for entry in root.join("crates").read_dir_utf8()? {
        let folder = Utf8Path::new("crates").join(entry?.file_name());
        match files::read(root, &folder) {
            Ok(Some(bytes)) => files.push((folder.clone(), bytes)),
            Ok(None) => continue,
            Err(error) => faults.push(error.to_string()),
        }
        folders.push(folder);
    }
    files.extend(more);
    files.sort();
    faults.sort();
    faults.extend(files::orphans(root, &folders)?);
    for (folder, bytes) in files {
        match Described::read(folder, bytes) {
            Ok(one) => all.push(one),
            Err(error) => faults.push(format!("{error:#}")),
        }
    }
    for one in &all {
        faults.extend(one.faults(lints::check(one)));
    }
    for (one, fault) in lints::shared(&all) {
        faults.extend(one.faults([fault]));
    }
    if faults.is_empty() {
        return Ok(all);
    }
    bail!("nothing is written:\n{}", faults.join("\n"))
}

impl Described {
    fn read(folder: Utf8PathBuf, bytes: Vec<u8>) -> Result<Self> {
        let path = folder.join(FILE);
        let Ok(text) = String::from_utf8(bytes) else {
            bail!("{path}: not UTF-8: save it as UTF-8")
        };
        let lines = lines::Lines::new(&text);
        match toml::from_str(&text) {
            Ok(description) => Ok(Self {
                folder,
                text,
                lines,
                description,
            }),
            Err(error) => {
                let (line, table) = lines.place(error.span().map_or(0, |span| span.start));
                bail!("{path}:{line}: {table}: {}", error.message())
            }
        }
    }

    /// `path:line: [table]` of the byte at `at`.
    pub(crate) fn place(&self, at: usize) -> String {
        let (line, table) = self.lines.place(at);
        format!("{}:{line}: {table}", self.folder.join(FILE))
    }

    fn faults(&self, faults: impl IntoIterator<Item = lints::Fault>) -> Vec<String> {
        let faults = faults.into_iter();
        faults
            .map(|(at, what)| format!("{}: {what}", self.place(at)))
            .collect()
    }
}
