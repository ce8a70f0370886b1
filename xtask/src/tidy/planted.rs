//! A small repository without a fault, in a temporary folder, for the tests of the rules.

use std::{fs, path::PathBuf};

use tempfile::TempDir;

use super::tree::Tree;
use crate::workspace::Workspace;

/// The repository; it is deleted with this value.
pub(super) struct Planted {
    folder: TempDir,
}

const ROOT: &str = r#"[workspace]
resolver = "3"
members = ["crates/*"]

[workspace.dependencies]
auth-all = { path = "crates/auth-all", version = "0.1.0" }
auth-core = { path = "crates/auth-core", version = "0.1.0" }
auth-keyclic = { path = "crates/auth-keyclic", version = "0.1.0" }
auth-sinao = { path = "crates/auth-sinao", version = "0.1.0" }
auth-sandbox = { path = "crates/auth-sandbox", version = "0.1.0" }
axum = "0.8"
hyper = "1"
reqwest = "0.13"
time = "0.3"
tokio = "1"

[workspace.lints.rust]
unsafe_code = "forbid"
"#;

impl Planted {
    /// The repository in which no rule finds a fault.
    pub(super) fn clean() -> Self {
        let tree = Self {
            folder: TempDir::new().unwrap(),
        };
        tree.write("Cargo.toml", ROOT);
        tree.write(".gitignore", "/target\n");
        tree.write(
            "README.md",
            "# auth\n\nSee [the first decision](docs/decisions/0001-title.md).\n",
        );
        tree.write("docs/decisions/0001-title.md", "# A title\n");
        tree.member("auth-core", "");
        tree.member("auth-sandbox", "");
        tree.provider("auth-keyclic");
        tree.provider("auth-sinao");
        tree.member("auth-all", "[dependencies]\nauth-sinao.workspace = true\n");
        tree.write(
            "crates/auth-all/src/lib.rs",
            "//! All.\n\npub use auth_sinao as sinao;\n",
        );
        tree
    }

    /// A published member with the given end to its manifest.
    pub(super) fn member(&self, name: &str, rest: &str) {
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nlicense = \"MIT\"\n\
             description = \"A crate.\"\n\n[lints]\nworkspace = true\n{rest}"
        );
        self.write(&format!("crates/{name}/Cargo.toml"), &manifest);
        self.write(&format!("crates/{name}/README.md"), "# A crate\n");
        self.write(&format!("crates/{name}/src/lib.rs"), "//! A crate.\n");
    }

    /// A member that describes a provider, with all its files.
    pub(super) fn provider(&self, name: &str) {
        self.member(name, "[dependencies]\nauth-core.workspace = true\n");
        for (file, text) in [
            ("provider.toml", "schema = 1\nvariable = \"A\"\n"),
            (".env.example", "# A=\n"),
            ("src/calls.rs", "//! One job.\n"),
            ("src/config.rs", "//! One job.\n"),
            ("src/generated.rs", "//! One job.\n"),
            ("src/grant.rs", "//! One job.\n"),
            ("src/headers.rs", "//! One job.\n"),
            ("src/response.rs", "//! One job.\n"),
            ("examples/quickstart.rs", "fn main() {}\n"),
            ("tests/conformance.rs", "//! Tests.\n"),
            ("tests/generated/cases.rs", "//! Tests.\n"),
        ] {
            self.write(&format!("crates/{name}/{file}"), text);
        }
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub(super) fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(super) fn append(&self, path: &str, text: &str) {
        let before = fs::read_to_string(self.path(path)).unwrap();
        self.write(path, &format!("{before}{text}"));
    }

    /// Writes `to` for `from`, which must be there.
    pub(super) fn replace(&self, path: &str, from: &str, to: &str) {
        let before = fs::read_to_string(self.path(path)).unwrap();
        assert!(before.contains(from), "{path} does not hold {from}");
        self.write(path, &before.replace(from, to));
    }

    pub(super) fn remove(&self, path: &str) {
        fs::remove_file(self.path(path)).unwrap();
    }

    /// What all rules together find, as it is printed.
    pub(super) fn findings(&self) -> Vec<String> {
        let workspace = Workspace::at(self.folder.path()).unwrap();
        let tree = Tree::read(workspace).unwrap();
        super::findings(&tree)
            .iter()
            .map(ToString::to_string)
            .collect()
    }
}

#[test]
fn the_clean_tree_has_no_finding() {
    assert_eq!(Planted::clean().findings(), [""; 0]);
}

#[test]
fn a_file_that_does_not_parse_is_a_finding() {
    let tree = Planted::clean();
    tree.write("crates/auth-core/src/a.rs", "\nfn a( {\n");
    let findings = tree.findings();
    assert_eq!(findings.len(), 1);
    assert!(
        findings[0].starts_with("crates/auth-core/src/a.rs:"),
        "{findings:?}"
    );
    assert!(findings[0].ends_with("see `cargo check`"), "{findings:?}");
}

#[test]
fn what_git_ignores_is_not_read() {
    let tree = Planted::clean();
    tree.write("target/debug/a.rs", "fn a() { todo!() }\n");
    assert_eq!(tree.findings(), [""; 0]);
}
