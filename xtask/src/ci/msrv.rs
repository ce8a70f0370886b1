//! The Rust version that the libraries promise: declared everywhere, asked for by no dependency,
//! and tried when that toolchain is there.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result, ensure};
use cargo_metadata::{
    CargoOpt, DependencyKind, Metadata, MetadataCommand, Package, PackageId, semver::Version,
};

use super::{Context, steps::Plan};
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

    let toolchain = format!("+{}.{}", MSRV.major, MSRV.minor);
    let installed = [toolchain.clone(), format!("+{MSRV}")];
    let Some(toolchain) = installed.iter().find(|name| has(name)) else {
        return Ok(Plan::NotRun(format!(
            "declared and asked for by no dependency, but not built: toolchain {} not installed",
            &toolchain[1..]
        )));
    };
    let call = Call::cargo(toolchain).words("check --all-features --target-dir target/msrv");
    let names = libraries
        .iter()
        .flat_map(|package| ["-p", package.name.as_str()]);
    Ok(Plan::Run(vec![call.args(names)]))
}

/// Whether rustup has the toolchain: asking cargo itself might start a download.
fn has(toolchain: &str) -> bool {
    let wanted = format!("{}-", &toolchain[1..]);
    Call::new("rustup")
        .words("toolchain list")
        .output(".".into())
        .is_ok_and(|list| list.lines().any(|line| line.starts_with(&wanted)))
}

fn promises_broken(metadata: &Metadata, libraries: &[&Package]) -> Vec<String> {
    let declared = libraries
        .iter()
        .filter(|package| package.rust_version != Some(MSRV));
    let mut found: Vec<String> = declared
        .map(|package| {
            let says = package
                .rust_version
                .as_ref()
                .map_or("nothing".to_owned(), Version::to_string);
            format!(
                "{} declares {says}, not {MSRV}: set rust-version.workspace = true",
                package.name
            )
        })
        .collect();
    let packages: BTreeMap<&PackageId, &Package> = metadata
        .packages
        .iter()
        .map(|package| (&package.id, package))
        .collect();
    for id in linked(metadata, libraries) {
        let Some(package) = packages.get(id) else {
            continue;
        };
        if package
            .rust_version
            .as_ref()
            .is_some_and(|asks| *asks > MSRV)
        {
            let asks = package
                .rust_version
                .as_ref()
                .map(Version::to_string)
                .unwrap_or_default();
            found.push(format!(
                "{} {} asks for Rust {asks}, the libraries promise {MSRV}: take an older release \
                 of it, or do without",
                package.name, package.version
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
