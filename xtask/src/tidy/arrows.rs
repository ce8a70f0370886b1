//! Which crate may use which. A crate that is not in the table is a fault: where it belongs is a
//! decision, and this is the place to write it down.

use cargo_metadata::{Dependency, DependencyKind, Package};

use super::{Finding, manifests, tree::Tree};

/// What one crate may use of ours, what its tests may use besides, and what of others it may not.
#[derive(Debug)]
struct Arrows {
    uses: &'static [&'static str],
    tests_use: &'static [&'static str],
    never: &'static [&'static str],
}

#[rustfmt::skip] // A table reads in rows.
const ARROWS: &[(&str, Arrows)] = &[
    ("auth-core", to(&[], &[], &["reqwest", "hyper", "axum"])),
    ("auth-reqwest", to(&["auth-core"], &["auth-sandbox"], &[])),
    ("auth-axum", to(&["auth-core", "auth-dossierfacile", "auth-keyclic", "auth-myunisoft"], &["auth-reqwest", "auth-sandbox", "auth-sinao"], &["reqwest"])),
    ("auth-store", to(&["auth-core"], &[], &[])),
    ("auth-sandbox", to(&[], &[], &[])),
    (FACADE, to(&["auth-axum", "auth-core", "auth-reqwest", "auth-store"], &["auth-sandbox"], &[])),
    ("auth-cli", to(&["auth-all", "auth-sandbox", "auth-store"], &[], &[])),
    ("xtask", to(&[], &[], &[])),
];

/// It uses every provider besides.
const FACADE: &str = "auth-all";

/// A provider is pure: it neither sends nor waits, so nothing that does may be linked to it.
const OF_A_PROVIDER: Arrows = to(
    &["auth-core"],
    &["auth-reqwest", "auth-sandbox"],
    &["reqwest", "tokio", "hyper", "axum"],
);

const fn to(
    uses: &'static [&'static str],
    tests_use: &'static [&'static str],
    never: &'static [&'static str],
) -> Arrows {
    Arrows {
        uses,
        tests_use,
        never,
    }
}

fn arrows_of(name: &str, providers: &[&str]) -> Option<&'static Arrows> {
    if providers.contains(&name) {
        return Some(&OF_A_PROVIDER);
    }
    ARROWS
        .iter()
        .find(|(of, _)| *of == name)
        .map(|(_, arrows)| arrows)
}

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let members = tree.workspace.members();
    let ours = |name: &str| members.iter().any(|member| member.name == name);
    let providers = tree.providers();
    let providers: Vec<&str> = providers
        .iter()
        .map(|package| package.name.as_str())
        .collect();
    let mut findings = Vec::new();
    for package in &members {
        let manifest = tree.folder(package).join("Cargo.toml");
        let Some(arrows) = arrows_of(&package.name, &providers) else {
            findings.push(Finding::new(
                manifest,
                1,
                format!("{} has no place among the crates", package.name),
                "describe its provider in provider.toml, or write what it may use in the table of \
                 xtask/src/tidy/arrows.rs",
            ));
            continue;
        };
        let mut uses = arrows.uses.to_vec();
        if package.name == FACADE {
            uses.extend(&providers);
        }
        for dependency in &package.dependencies {
            let ours = ours(&dependency.name);
            if let Some((wrong, cure)) = refusal(package, arrows, &uses, dependency, ours) {
                let line = manifests::line_of_dependency(tree, &manifest, dependency);
                findings.push(Finding::new(&manifest, line, wrong, cure));
            }
        }
    }
    findings
}

fn refusal(
    package: &Package,
    arrows: &Arrows,
    uses: &[&str],
    dependency: &Dependency,
    ours: bool,
) -> Option<(String, String)> {
    let name = dependency.name.as_str();
    let for_tests = dependency.kind == DependencyKind::Development;
    // A crate may ask for its own test support in its tests.
    let allowed = uses.contains(&name)
        || for_tests && (arrows.tests_use.contains(&name) || name == package.name.as_str());
    if ours && !allowed {
        let may = if uses.is_empty() {
            "none of ours".to_owned()
        } else {
            uses.join(", ")
        };
        return Some((
            format!("{} may not use {name}", package.name),
            format!("it uses {may}; move the code to the crate it belongs to"),
        ));
    }
    (!for_tests && arrows.never.contains(&name)).then(|| {
        (
            format!("{} may not use {name}", package.name),
            "it states what to send; sending and waiting are auth-reqwest's".to_owned(),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::super::planted::Planted;

    fn finds(path: &str, dependency: &str, finding: &str) {
        let tree = Planted::clean();
        tree.append(path, dependency);
        assert_eq!(tree.findings(), [finding]);
    }

    #[test]
    fn the_core_uses_none_of_ours() {
        finds(
            "crates/auth-core/Cargo.toml",
            "[dependencies]\nauth-sinao.workspace = true\n",
            "crates/auth-core/Cargo.toml:10: auth-core may not use auth-sinao: it uses none of \
             ours; move the code to the crate it belongs to",
        );
    }

    #[test]
    fn a_provider_uses_the_core_alone() {
        finds(
            "crates/auth-sinao/Cargo.toml",
            "auth-keyclic.workspace = true\n",
            "crates/auth-sinao/Cargo.toml:11: auth-sinao may not use auth-keyclic: it uses \
             auth-core; move the code to the crate it belongs to",
        );
    }

    #[test]
    fn a_provider_links_no_client_and_no_runtime() {
        for name in ["reqwest", "tokio", "hyper", "axum"] {
            finds(
                "crates/auth-sinao/Cargo.toml",
                &format!("{name}.workspace = true\n"),
                &format!(
                    "crates/auth-sinao/Cargo.toml:11: auth-sinao may not use {name}: it states \
                     what to send; sending and waiting are auth-reqwest's"
                ),
            );
        }
    }

    #[test]
    fn a_platform_is_no_way_around() {
        finds(
            "crates/auth-sinao/Cargo.toml",
            "[target.'cfg(unix)'.dependencies]\ntokio.workspace = true\n",
            "crates/auth-sinao/Cargo.toml:12: auth-sinao may not use tokio: it states what to \
             send; sending and waiting are auth-reqwest's",
        );
    }

    #[test]
    fn the_tests_of_a_provider_may_send_and_wait() {
        let tree = Planted::clean();
        let tests = "[dev-dependencies]\nauth-sandbox.workspace = true\ntokio.workspace = true\n";
        tree.append("crates/auth-sinao/Cargo.toml", tests);
        assert_eq!(tree.findings(), [""; 0]);
    }

    #[test]
    fn an_unknown_crate_is_a_finding() {
        let tree = Planted::clean();
        tree.member("auth-extra", "");
        assert_eq!(
            tree.findings(),
            [
                "crates/auth-extra/Cargo.toml:1: auth-extra has no place among the crates: describe its \
              provider in provider.toml, or write what it may use in the table of \
              xtask/src/tidy/arrows.rs"
            ]
        );
    }

    #[test]
    fn a_described_provider_needs_no_row() {
        let tree = Planted::clean();
        tree.provider("auth-anvil");
        tree.append("Cargo.toml", "\n[workspace.dependencies.auth-anvil]\npath = \"crates/auth-anvil\"\nversion = \"0.1.0\"\n");
        tree.append(
            "crates/auth-all/Cargo.toml",
            "auth-anvil.workspace = true\n",
        );
        assert_eq!(tree.findings(), [""; 0]);
        tree.append("crates/auth-anvil/Cargo.toml", "tokio.workspace = true\n");
        assert_eq!(tree.findings().len(), 1);
    }

    #[test]
    fn only_the_facade_uses_providers() {
        finds(
            "crates/auth-sandbox/Cargo.toml",
            "[dependencies]\nauth-sinao.workspace = true\n",
            "crates/auth-sandbox/Cargo.toml:10: auth-sandbox may not use auth-sinao: it uses none of \
             ours; move the code to the crate it belongs to",
        );
    }
}
