//! Versions, lints and dependencies are declared once, in the root manifest; a published crate says
//! what a registry's page shows.

use cargo_metadata::{Dependency, DependencyKind, Package, camino::Utf8Path};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{
    Finding,
    tree::{File, Tree},
};
use crate::workspace::is_published;

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for package in tree.workspace.members() {
        let path = tree.folder(package).join("Cargo.toml");
        let Some(file) = tree.file(&path) else {
            continue;
        };
        let Ok(manifest) = DeTable::parse(&file.text) else {
            continue;
        };
        findings.extend(inheritance(file, package, manifest.get_ref()));
        if is_published(package) {
            findings.extend(page(tree, file, package));
        }
    }
    findings.extend(versions(tree));
    findings
}

/// Dependencies and lints come from the workspace.
fn inheritance(file: &File, package: &Package, manifest: &DeTable<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (name, value) in dependency_tables(manifest)
        .into_iter()
        .flat_map(DeTable::iter)
    {
        // A crate whose tests use its own test support says so with a path alone: a version of itself
        // could not be published.
        let itself =
            name.get_ref() == package.name.as_str() && value.get_ref().get("version").is_none();
        if !itself && !inherits(value.get_ref()) {
            findings.push(Finding::new(
                &file.path,
                file.line_at(name.span().start),
                format!("{} is declared here", name.get_ref()),
                format!(
                    "declare it in the root manifest and write `{}.workspace = true`",
                    name.get_ref()
                ),
            ));
        }
    }
    if !manifest
        .get("lints")
        .is_some_and(|lints| inherits(lints.get_ref()))
    {
        findings.push(Finding::new(
            &file.path,
            1,
            "the workspace's lints are not on",
            "write `[lints]` and `workspace = true`",
        ));
    }
    findings
}

fn inherits(value: &DeValue<'_>) -> bool {
    let workspace = value.as_table().and_then(|table| table.get("workspace"));
    workspace.is_some_and(|workspace| workspace.get_ref().as_bool() == Some(true))
}

/// Every table of dependencies, those of single platforms included.
fn dependency_tables<'a, 'i>(manifest: &'a DeTable<'i>) -> Vec<&'a DeTable<'i>> {
    let platforms = table(manifest, "target")
        .into_iter()
        .flat_map(DeTable::values);
    let mut holders: Vec<_> = platforms
        .filter_map(|platform| platform.get_ref().as_table())
        .collect();
    holders.push(manifest);
    let kinds = ["dependencies", "dev-dependencies", "build-dependencies"];
    holders
        .into_iter()
        .flat_map(|holder| kinds.iter().filter_map(|kind| table(holder, kind)))
        .collect()
}

fn table<'a, 'i>(holder: &'a DeTable<'i>, key: &str) -> Option<&'a DeTable<'i>> {
    holder.get(key).and_then(|value| value.get_ref().as_table())
}

/// What the page of a published crate shows.
fn page(tree: &Tree, file: &File, package: &Package) -> Vec<Finding> {
    // Without an entry in the manifest it is README.md, if that is there.
    let readme = package
        .readme
        .as_ref()
        .map(|readme| tree.folder(package).join(readme));
    let said = [
        (
            "description",
            package.description.is_some(),
            "say in one line what it is",
        ),
        (
            "licence",
            package.license.is_some(),
            "write `license.workspace = true`",
        ),
        (
            "README",
            readme.is_some_and(|path| tree.file(path).is_some()),
            "write its README.md",
        ),
    ];
    let missing = said.into_iter().filter(|(_, said, _)| !said);
    missing
        .map(|(what, _, cure)| {
            Finding::new(
                &file.path,
                1,
                format!("{} has no {what}", package.name),
                cure,
            )
        })
        .collect()
}

/// The version that the root manifest asks for is the version that the member has.
fn versions(tree: &Tree) -> Vec<Finding> {
    let Some(root) = tree.file("Cargo.toml") else {
        return Vec::new();
    };
    let Ok(manifest) = DeTable::parse(&root.text) else {
        return Vec::new();
    };
    let declared =
        table(manifest.get_ref(), "workspace").and_then(|all| table(all, "dependencies"));
    let mut findings = Vec::new();
    for package in tree.workspace.members() {
        let entry = declared.and_then(|declared| declared.get_key_value(package.name.as_str()));
        let Some((key, entry)) = entry else { continue };
        let asked = entry
            .get_ref()
            .as_table()
            .and_then(|entry| entry.get("version"));
        let asked = asked
            .and_then(|version| version.get_ref().as_str())
            .unwrap_or("no version");
        if asked != package.version.to_string() {
            findings.push(Finding::new(
                "Cargo.toml",
                root.line_at(key.span().start),
                format!(
                    "{} is {}, asked for is {asked}",
                    package.name, package.version
                ),
                "write the version it has",
            ));
        }
    }
    findings
}

/// The line of a manifest that names the dependency; 1 if it cannot be found.
pub(super) fn line_of_dependency(
    tree: &Tree,
    manifest: &Utf8Path,
    dependency: &Dependency,
) -> usize {
    let Some(file) = tree.file(manifest) else {
        return 1;
    };
    let Ok(parsed) = DeTable::parse(&file.text) else {
        return 1;
    };
    let name = dependency.rename.as_ref().unwrap_or(&dependency.name);
    let kind = match dependency.kind {
        DependencyKind::Development => "dev-dependencies",
        DependencyKind::Build => "build-dependencies",
        _ => "dependencies",
    };
    let of_platform = dependency
        .target
        .as_ref()
        .and_then(|target| table(table(parsed.get_ref(), "target")?, &target.to_string()));
    let holder = of_platform.unwrap_or(parsed.get_ref());
    let key = table(holder, kind).and_then(|table| table.get_key_value(name.as_str()));
    key.map_or(1, |(key, _): (&Spanned<_>, _)| {
        file.line_at(key.span().start)
    })
}

#[cfg(test)]
mod tests {
    use super::super::planted::Planted;

    fn finds(path: &str, from: &str, to: &str, finding: &str) {
        let tree = Planted::clean();
        tree.replace(path, from, to);
        assert_eq!(tree.findings(), [finding]);
    }

    #[test]
    fn a_version_in_a_member_is_a_finding() {
        for entry in [
            "time = \"0.3\"",
            "time = { version = \"0.3\" }",
            "time.version = \"0.3\"",
            "time.git = \"https://example.org/time\"",
        ] {
            finds(
                "crates/auth-sinao/Cargo.toml",
                "auth-core.workspace = true\n",
                &format!("auth-core.workspace = true\n{entry}\n"),
                "crates/auth-sinao/Cargo.toml:11: time is declared here: declare it in the root \
                 manifest and write `time.workspace = true`",
            );
        }
    }

    #[test]
    fn tests_and_platforms_are_no_exception() {
        for table in [
            "dev-dependencies",
            "build-dependencies",
            "target.'cfg(unix)'.dependencies",
        ] {
            let tree = Planted::clean();
            let manifest = "crates/auth-sinao/Cargo.toml";
            tree.append(manifest, &format!("[{table}]\ntime = \"0.3\"\n"));
            let rest = "time is declared here: declare it in the root manifest and write \
                        `time.workspace = true`";
            assert_eq!(tree.findings(), [format!("{manifest}:12: {rest}")]);
        }
    }

    #[test]
    fn a_crate_may_use_its_own_test_support() {
        let tree = Planted::clean();
        let manifest = "crates/auth-core/Cargo.toml";
        tree.append(manifest, "[features]\ntesting = []\n[dev-dependencies]\n");
        tree.append(
            manifest,
            "auth-core = { path = \".\", features = [\"testing\"] }\n",
        );
        assert_eq!(tree.findings(), [""; 0]);
        tree.replace(
            manifest,
            "path = \".\"",
            "path = \".\", version = \"0.1.0\"",
        );
        assert_eq!(tree.findings().len(), 1);
    }

    #[test]
    fn a_member_without_the_lints_is_a_finding() {
        finds(
            "crates/auth-sinao/Cargo.toml",
            "[lints]\nworkspace = true\n",
            "",
            "crates/auth-sinao/Cargo.toml:1: the workspace's lints are not on: write `[lints]` \
             and `workspace = true`",
        );
    }

    #[test]
    fn a_published_crate_has_a_description_and_a_licence() {
        finds(
            "crates/auth-sinao/Cargo.toml",
            "description = \"A crate.\"\n",
            "",
            "crates/auth-sinao/Cargo.toml:1: auth-sinao has no description: say in one line what \
             it is",
        );
        finds(
            "crates/auth-sinao/Cargo.toml",
            "license = \"MIT\"\n",
            "",
            "crates/auth-sinao/Cargo.toml:1: auth-sinao has no licence: write `license.workspace \
             = true`",
        );
    }

    #[test]
    fn a_published_crate_has_a_readme() {
        let tree = Planted::clean();
        tree.remove("crates/auth-core/README.md");
        assert_eq!(
            tree.findings(),
            ["crates/auth-core/Cargo.toml:1: auth-core has no README: write its README.md"]
        );
    }

    #[test]
    fn a_readme_that_is_only_declared_is_none() {
        let tree = Planted::clean();
        let manifest = "crates/auth-core/Cargo.toml";
        tree.replace(manifest, "license", "readme = \"PAGE.md\"\nlicense");
        assert_eq!(
            tree.findings(),
            [format!(
                "{manifest}:1: auth-core has no README: write its README.md"
            )]
        );
    }

    #[test]
    fn a_crate_that_is_not_published_needs_no_page() {
        let tree = Planted::clean();
        tree.remove("crates/auth-core/README.md");
        tree.replace(
            "crates/auth-core/Cargo.toml",
            "license",
            "publish = false\nlicense",
        );
        assert_eq!(tree.findings(), [""; 0]);
    }

    #[test]
    fn the_root_asks_for_the_version_that_a_member_has() {
        finds(
            "Cargo.toml",
            "path = \"crates/auth-sinao\", version = \"0.1.0\"",
            "path = \"crates/auth-sinao\", version = \"0.1\"",
            "Cargo.toml:9: auth-sinao is 0.1.0, asked for is 0.1: write the version it has",
        );
        finds(
            "Cargo.toml",
            "path = \"crates/auth-sinao\", version = \"0.1.0\"",
            "path = \"crates/auth-sinao\"",
            "Cargo.toml:9: auth-sinao is 0.1.0, asked for is no version: write the version it has",
        );
    }
}
