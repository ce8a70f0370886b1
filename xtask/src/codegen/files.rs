//! Files as they should be, all of them written or none.

use std::fs;

use anyhow::{Context as _, Result, ensure};
use cargo_metadata::camino::{Utf8Path, Utf8PathBuf};
use tempfile::TempPath;

/// A file as it should be.
#[derive(Debug)]
pub(crate) struct File {
    /// Relative to the root.
    pub(crate) path: Utf8PathBuf,
    pub(crate) text: String,
}

/// `text` with what stands between the lines that say `codegen:NAME` and `codegen:end` replaced.
pub(super) fn with_region(text: &str, name: &str, content: &str) -> Result<String> {
    let mark = format!("codegen:{name}");
    let is = |line: &str, mark: &str| line.split_whitespace().any(|word| word == mark);
    let begin = text.lines().position(|line| is(line, &mark));
    let begin = begin.with_context(|| format!("no line says `{mark}`"))?;
    let rest = text.lines().skip(begin + 1);
    let end = rest.clone().position(|line| is(line, "codegen:end"));
    let end = end.with_context(|| format!("no line says `codegen:end` after `{mark}`"))?;
    let before = text.lines().take(begin + 1);
    let lines = before.chain(content.lines()).chain(rest.skip(end));
    Ok(lines.flat_map(|line| [line, "\n"]).collect())
}

/// Those that are missing or say something else.
pub(crate) fn stale(root: &Utf8Path, files: Vec<File>) -> Result<Vec<File>> {
    let mut stale = Vec::new();
    for file in files {
        let path = root.join(&file.path);
        let same = path.exists()
            && fs::read_to_string(&path).with_context(|| format!("cannot read {}", file.path))?
                == file.text;
        if !same {
            stale.push(file);
        }
    }
    Ok(stale)
}

/// Writes all of them beside their places, then moves them there; what was there comes back if one cannot be moved.
pub(crate) fn write(root: &Utf8Path, files: &[File]) -> Result<()> {
    let mut staged = Vec::new();
    for File { path, text } in files {
        let place = root.join(path);
        ensure!(
            !place.is_dir(),
            "cannot write {path}: it is a folder, and nothing is written"
        );
        let folder = place.parent().context("a file has a folder")?;
        fs::create_dir_all(folder).with_context(|| format!("cannot make the folder of {path}"))?;
        // Deleted with the value unless it is moved.
        let beside = TempPath::try_from_path(folder.join(format!(".codegen-{}", staged.len())))?;
        fs::write(&beside, text)
            .with_context(|| format!("cannot write beside {path}, and nothing is written"))?;
        let old = place.exists().then(|| fs::read(&place)).transpose()?;
        staged.push((beside, place, old));
    }
    let mut moved: Vec<(Utf8PathBuf, Option<Vec<u8>>)> = Vec::new();
    for (beside, place, old) in staged {
        if let Err(error) = beside.persist(&place) {
            for (place, old) in moved {
                _ = match old {
                    Some(old) => fs::write(place, old),
                    None => fs::remove_file(place),
                };
            }
            return Err(error)
                .with_context(|| format!("cannot write {place}, and nothing is written"));
        }
        moved.push((place, old));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_is_replaced_and_nothing_else() {
        let text = "a\n# codegen:x\nold\n# codegen:end\nb\n";
        let new = with_region(text, "x", "new\n").unwrap();
        assert_eq!(new, "a\n# codegen:x\nnew\n# codegen:end\nb\n");
        assert!(with_region(text, "y", "").is_err());
        assert!(with_region("# codegen:x\n", "x", "").is_err());
    }

    #[test]
    fn all_files_are_written_or_none() {
        let folder = tempfile::TempDir::new().unwrap();
        let root = Utf8Path::from_path(folder.path()).unwrap();
        fs::write(root.join("a"), "old").unwrap();
        fs::create_dir(root.join("c")).unwrap();
        let file = |path: &str| File {
            path: path.into(),
            text: "new".to_owned(),
        };
        assert!(write(root, &[file("a"), file("b"), file("c")]).is_err());
        assert_eq!(fs::read_to_string(root.join("a")).unwrap(), "old");
        let left = fs::read_dir(root).unwrap().count();
        assert_eq!(left, 2, "neither a new file nor a temporary one");
        // Nothing shows before the move that no file may be called so.
        let unmovable = "x".repeat(300);
        assert!(write(root, &[file("a"), file("b"), file(&unmovable)]).is_err());
        assert_eq!(fs::read_to_string(root.join("a")).unwrap(), "old");
        let left = fs::read_dir(root).unwrap().count();
        assert_eq!(left, 2, "what was moved is taken back");
        write(root, &[file("a"), file("deep/b")]).unwrap();
        assert_eq!(fs::read_to_string(root.join("deep/b")).unwrap(), "new");
    }
}
