//! The files of the descriptions, and those that follow from one that is gone.

use std::fs;

use anyhow::{Context as _, Result, anyhow, ensure};
use cargo_metadata::camino::{Utf8Path, Utf8PathBuf};

use super::FILE;

/// The longest description, in bytes.
const LONGEST: u64 = 1 << 20;

/// What a file says that follows from one description.
const MARK: &str = "Written by `cargo xtask codegen` from";

/// Where the files of all providers stand that follow from one description each, and how they end.
const SHARED: &[(&str, &str)] = &[
    ("crates/auth-sandbox/src/generated", "rs"),
    ("docs/providers", "md"),
];

/// The description of the crate in `folder`, if it has one.
///
/// # Errors
/// It cannot be read, or it is gone and the crate was made from it: its provider would lose its place without a word.
pub(super) fn read(root: &Utf8Path, folder: &Utf8Path) -> Result<Option<Vec<u8>>> {
    let path = folder.join(FILE);
    let place = root.join(&path);
    let is_made = follows(&root.join(folder).join("src/generated.rs"));
    if place.symlink_metadata().is_err() && !is_made {
        return Ok(None);
    }
    let unreadable =
        |error| anyhow!("{path}: cannot be read ({error}): restore it, or delete the crate");
    let metadata = fs::metadata(&place).map_err(unreadable)?;
    ensure!(
        metadata.is_file() && metadata.len() <= LONGEST,
        "{path}: no regular file of at most 1 MB: write the description there"
    );
    fs::read(&place).map(Some).map_err(unreadable)
}

/// What follows from a description that none of `folders` has.
pub(super) fn orphans(root: &Utf8Path, folders: &[Utf8PathBuf]) -> Result<Vec<String>> {
    let mut orphans = Vec::new();
    for (shared, extension) in SHARED {
        let Ok(entries) = root.join(shared).read_dir_utf8() else {
            continue;
        };
        for entry in entries {
            let entry = entry.with_context(|| format!("cannot list {shared}"))?;
            let name = Utf8Path::new(entry.file_name());
            let folder = format!("crates/auth-{}", name.file_stem().unwrap_or_default());
            let is_known = folders.iter().any(|known| *known == folder);
            if name.extension() == Some(extension) && !is_known && follows(entry.path()) {
                orphans.push(format!(
                    "{shared}/{name}: stale, no description makes it: delete it"
                ));
            }
        }
    }
    orphans.sort();
    Ok(orphans)
}

fn follows(path: &Utf8Path) -> bool {
    fs::read_to_string(path).is_ok_and(|text| text.contains(MARK))
}
