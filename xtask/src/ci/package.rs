//! The archives that would be uploaded, unpacked beside each other and built there.
//!
//! `cargo package` can verify them itself, but builds all that they depend on again, and takes what
//! an earlier run left of the same version for what it has just packed.

use std::{fs, iter};

use anyhow::{Context as _, Result, ensure};
use cargo_metadata::{
    Package,
    camino::{Utf8Path, Utf8PathBuf},
};

use super::{Context, steps::Plan};
use crate::call::Call;

/// Packs all published crates, unpacks them into a workspace of their own, and checks that with the
/// dependencies already built.
pub(super) fn plan(context: &Context) -> Result<Plan> {
    let (root, target) = (context.workspace.root(), context.workspace.target());
    let published = context.workspace.published();
    ensure!(
        !published.is_empty(),
        "no crate of the workspace is published"
    );
    let mut pack = Call::cargo("package --no-verify");
    if context.allow_dirty {
        ensure!(
            !context.ci,
            "--allow-dirty is for a contributor's machine: commit the files"
        );
        pack = pack.words("--allow-dirty");
    }
    let target = target.strip_prefix(root).unwrap_or(target);
    Ok(Plan::Run(commands(pack, root, target, &published)?))
}

fn commands(
    pack: Call,
    root: &Utf8Path,
    target: &Utf8Path,
    published: &[&Package],
) -> Result<Vec<Call>> {
    let unpacked = target.join("ci/packages");
    prepare(&root.join(&unpacked), published)?;
    fs::copy(
        root.join("Cargo.lock"),
        root.join(&unpacked).join("Cargo.lock"),
    )
    .context("cannot copy Cargo.lock")?;
    let names = published
        .iter()
        .flat_map(|package| ["-p", package.name.as_str()]);
    let mut calls = vec![pack.args(names)];
    for package in published {
        // An archive gives its files an age of many years, which cargo would take for unchanged.
        let archive = target.join("package").join(folder(package)).to_string() + ".crate";
        calls.push(Call::new("tar").words("-xzmf").args([
            archive.as_str(),
            "-C",
            unpacked.as_str(),
        ]));
    }
    let check = Call::cargo("check --workspace --offline --target-dir").args([target.as_str()]);
    calls.push(check.args(["--manifest-path", unpacked.join("Cargo.toml").as_str()]));
    Ok(calls)
}

/// Makes the folder anew, with a manifest in which the archives stand in for the registry.
fn prepare(place: &Utf8Path, published: &[&Package]) -> Result<()> {
    if place.exists() {
        fs::remove_dir_all(place).with_context(|| format!("cannot empty {place}"))?;
    }
    fs::create_dir_all(place)
        .and_then(|()| fs::write(place.join("Cargo.toml"), manifest(published)))
        .with_context(|| format!("cannot prepare {place}"))
}

fn manifest(published: &[&Package]) -> String {
    let patches = published.iter().map(|package| {
        let (name, folder) = (&package.name, folder(package));
        format!("{name} = {{ path = \"{folder}\" }}\n")
    });
    let workspace = "[workspace]\nresolver = \"3\"\nmembers = [\"*\"]\n\n[patch.crates-io]\n";
    iter::once(workspace.to_owned()).chain(patches).collect()
}

/// The name of an archive's only folder.
fn folder(package: &Package) -> Utf8PathBuf {
    format!("{}-{}", package.name, package.version).into()
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;
    use crate::workspace::Workspace;

    /// Two published crates: what the first has, what the second calls of it.
    fn write(place: &Utf8Path, has: &str, calls: &str, more: &str) {
        let root = "[workspace]\nresolver = \"3\"\nmembers = [\"first\", \"second\"]\n";
        fs::write(place.join("Cargo.toml"), root).unwrap();
        let (used, using) = (
            format!("pub fn {has}() {{}}\n"),
            format!("first::{calls}();"),
        );
        for (name, rest, module, lib) in [
            (
                "first",
                more,
                used.as_str(),
                "mod part;\npub use part::*;\n".to_owned(),
            ),
            (
                "second",
                "[dependencies]\nfirst = { path = \"../first\", version = \"0.1.0\" }\n",
                "",
                format!("pub fn call() {{\n    {using}\n}}\n"),
            ),
        ] {
            fs::create_dir_all(place.join(name).join("src")).unwrap();
            let manifest = format!(
                "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n{rest}"
            );
            fs::write(place.join(name).join("Cargo.toml"), manifest).unwrap();
            fs::write(place.join(name).join("src/lib.rs"), lib).unwrap();
            fs::write(place.join(name).join("src/part.rs"), module).unwrap();
        }
    }

    /// Runs the step's commands without a network and tells whether all succeeded.
    fn builds(place: &Utf8Path) -> bool {
        let workspace = Workspace::at(place.as_std_path()).unwrap();
        assert!(
            Call::cargo("generate-lockfile --offline")
                .within(place)
                .works()
        );
        let pack = Call::cargo("package --no-verify --allow-dirty --offline --target-dir target");
        let target = Utf8Path::new("target");
        let calls = commands(pack, place, target, &workspace.published()).unwrap();
        calls.into_iter().all(|call| call.within(place).works())
    }

    #[test]
    fn what_is_packed_now_is_built_and_nothing_else() {
        let folder = TempDir::new().unwrap();
        let place = Utf8Path::from_path(folder.path()).unwrap();
        write(place, "one", "one", "");
        assert!(builds(place));
        write(place, "two", "one", "");
        assert!(!builds(place), "an earlier archive was built");
        write(place, "two", "two", "");
        assert!(builds(place), "an earlier archive was built");
        write(place, "two", "two", "exclude = [\"src/part.rs\"]\n");
        assert!(!builds(place), "a file was missing from the archive");
    }
}
