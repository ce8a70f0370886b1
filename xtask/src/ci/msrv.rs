//! The Rust version that the libraries promise: declared everywhere, asked for by no dependency,
//! and tried when that toolchain is there.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result, ensure};
use cargo_metadata::{
    CargoOpt, DependencyKind, Metadata, MetadataCommand, Package, PackageId, semver::Version,
};

use super::{Context, steps::Plan, toolchain};
use crate::call::Call;

/// Raising it is a decision of its own: `docs/decisions/` says why it is this one.
const MSRV: Version = Version::new(1, 88, 0);

pub(super) fn plan(context: &Context) -> Result<Plan> {
    let mut command = MetadataCommand::new();
    command
        .current_dir(context.workspace.root())
        .features(CargoOpt::AllFeatures);
    if context.ci {
        command.other_options(["--locked".to_owned()]);
    }
    let metadata = command.exec().context("cannot resolve the dependencies")?;
    let libraries = context.workspace.libraries();
    ensure!(
        !libraries.is_empty(),
        "no library of the workspace is published"
    );
    let found = promises_broken(&metadata, &libraries);
    ensure!(found.is_empty(), "{}", found.join("\n"));

    let short = format!("{}.{}", MSRV.major, MSRV.minor);
    let full = MSRV.to_string();
    let Some(toolchain) = [&short, &full]
        .into_iter()
        .find(|name| toolchain::is_installed(name))
    else {
        return Ok(Plan::NotRun(format!(
            "declared, and no dependency asks for more, but not built: toolchain {short} not \
             installed"
        )));
    };
    let call = Call::cargo("check --all-features --target-dir target/msrv");
    let names = libraries
        .iter()
        .flat_map(|package| ["-p", package.name.as_str()]);
    Ok(Plan::Run(vec![
        call.args(names).env("RUSTUP_TOOLCHAIN", toolchain),
    ]))
}

fn promises_broken(metadata: &Metadata, libraries: &[&Package]) -> Vec<String> {
    let mut found = Vec::new();
    for Package {
        name, rust_version, ..
    } in libraries
    {
        if rust_version.as_ref() != Some(&MSRV) {
            let says = rust_version
                .as_ref()
                .map_or("nothing".to_owned(), Version::to_string);
            let cure = "set rust-version.workspace = true";
            found.push(format!("{name} declares {says}, not {MSRV}: {cure}"));
        }
    }
    let ours = |id: &PackageId| libraries.iter().any(|package| package.id == *id);
    let linked = linked(metadata, libraries);
    for Package {
        id,
        name,
        version,
        rust_version,
        ..
    } in &metadata.packages
    {
        let asks = rust_version.as_ref().filter(|asks| **asks > MSRV);
        if let Some(asks) = asks.filter(|_| linked.contains(id) && !ours(id)) {
            found.push(format!(
                "{name} {version} asks for Rust {asks}, the libraries promise {MSRV}: take an \
                 older release of it, or do without"
            ));
        }
    }
    found
}

/// The libraries and everything their users build with them; not what only tests need.
fn linked<'a>(metadata: &'a Metadata, libraries: &[&'a Package]) -> BTreeSet<&'a PackageId> {
    let nodes = metadata.resolve.iter().flat_map(|resolve| &resolve.nodes);
    let nodes: BTreeMap<_, _> = nodes.map(|node| (&node.id, node)).collect();
    let mut seen: BTreeSet<&PackageId> = BTreeSet::new();
    let mut ahead: Vec<&PackageId> = libraries.iter().map(|package| &package.id).collect();
    while let Some(id) = ahead.pop() {
        if !seen.insert(id) {
            continue;
        }
        let depends = nodes.get(id).into_iter().flat_map(|node| &node.deps);
        ahead.extend(
            depends
                .filter(|dep| {
                    dep.dep_kinds
                        .iter()
                        .any(|kind| kind.kind != DependencyKind::Development)
                })
                .map(|dep| &dep.pkg),
        );
    }
    seen
}

#[cfg(test)]
mod tests {
    use std::fs;

    use cargo_metadata::MetadataCommand;
    use tempfile::TempDir;

    use super::promises_broken;
    use crate::workspace::Workspace;

    /// A library that declares `ours` and depends on a crate that asks for `theirs`.
    fn broken(ours: &str, theirs: &str, kind: &str) -> Vec<String> {
        let folder = TempDir::new().unwrap();
        let member = |name: &str, version: &str, rest: &str| {
            let path = folder.path().join(name);
            fs::create_dir_all(path.join("src")).unwrap();
            fs::write(path.join("src/lib.rs"), "").unwrap();
            let manifest = format!("[package]\nname = \"{name}\"\n{version}\n{rest}");
            fs::write(path.join("Cargo.toml"), manifest).unwrap();
        };
        let root = "[workspace]\nresolver = \"2\"\nmembers = [\"ours\", \"theirs\"]\n";
        fs::write(folder.path().join("Cargo.toml"), root).unwrap();
        member(
            "ours",
            ours,
            &format!("version = \"0.1.0\"\n[{kind}]\ntheirs.path = \"../theirs\"\n"),
        );
        member("theirs", theirs, "publish = false\n");
        let workspace = Workspace::at(folder.path()).unwrap();
        let metadata = MetadataCommand::new()
            .current_dir(folder.path())
            .exec()
            .unwrap();
        promises_broken(&metadata, &workspace.libraries())
    }

    const PROMISED: &str = "rust-version = \"1.88\"";
    const NEWER: &str = "rust-version = \"1.90\"";

    #[test]
    fn a_promise_that_holds_is_silent() {
        assert_eq!(broken(PROMISED, "", "dependencies"), [""; 0]);
        assert_eq!(broken(PROMISED, PROMISED, "dependencies"), [""; 0]);
    }

    #[test]
    fn a_library_that_declares_another_version_is_named() {
        let cure = "set rust-version.workspace = true";
        assert_eq!(
            broken(NEWER, "", "dependencies"),
            [format!("ours declares 1.90.0, not 1.88.0: {cure}")]
        );
        assert_eq!(
            broken("", "", "dependencies"),
            [format!("ours declares nothing, not 1.88.0: {cure}")]
        );
    }

    #[test]
    fn a_dependency_that_asks_for_more_is_named() {
        let finding = "theirs 0.0.0 asks for Rust 1.90.0, the libraries promise 1.88.0: take an \
                       older release of it, or do without";
        assert_eq!(broken(PROMISED, NEWER, "dependencies"), [finding]);
        assert_eq!(broken(PROMISED, NEWER, "build-dependencies"), [finding]);
        assert_eq!(
            broken(PROMISED, NEWER, "target.'cfg(unix)'.dependencies"),
            [finding]
        );
    }

    #[test]
    fn what_only_tests_need_is_not_asked() {
        assert_eq!(broken(PROMISED, NEWER, "dev-dependencies"), [""; 0]);
    }
}
