//! A small repository in which every demand is shown, and one fault planted at a time.

use std::{collections::BTreeSet, fs, path::PathBuf};

use tempfile::TempDir;

use super::{demands::Demands, found::Found, listed::Listed, page, rules};
use crate::workspace::Workspace;

const DOCUMENT: &str = "\
id = \"S000\"\ntitle = \"Acme: keys\"\nleft_out = \"pictures\"\n\n\
[[demand]]\nid = \"S000-01\"\nat = \"Keys\"\nasks = \"A key is sent.\"\n\n\
[[demand]]\nid = \"S000-02\"\nat = \"Errors\"\nasks = \"A refusal is told.\"\n";

const CASES: &str = "\
[[group]]\ntitle = \"Acme\"\ncases.M1 = \"A key is wrong\"\n\n\
[[group]]\ntitle = \"Any\"\ncases.gzip = \"An answer is compressed\"\n";

/// Its lines do not begin as marks do, or this file would have some.
const KEYS: &str = concat!(
    "use auth_sandbox::tells_apart;\n\n",
    "/// A key is sent.\n///\n/// Shows S000-01.\n#[test]\nfn a_key_is_sent() {}\n\n",
    "/// Shows S000-02.\n#[tokio::test]\nasync fn m01_a_wrong_key() {\n    compare(1).await;\n}\n\n",
    "#[test]\nfn m01_another() {}\n\n",
    "#[test]\nfn c_gzip() {\n    auth_sandbox::tells_apart(|e| *e, &false, &true);\n}\n\n",
    "async fn compare(_: u8) {\n    tells_apart(|e| *e, &false, &true);\n}\n",
);

const PATH: &str = "crates/acme/tests/cases/keys.rs";

struct Planted {
    folder: TempDir,
    /// Tests that nextest does not list.
    unlisted: BTreeSet<String>,
}

impl Planted {
    fn clean() -> Self {
        let tree = Self {
            folder: TempDir::new().unwrap(),
            unlisted: BTreeSet::new(),
        };
        tree.write(
            "Cargo.toml",
            "[workspace]\nresolver = \"3\"\nmembers = [\"crates/*\"]\n",
        );
        tree.write("crates/acme/Cargo.toml", "[package]\nname = \"acme\"\n");
        tree.write("crates/acme/src/lib.rs", "//! Acme.\n");
        tree.write("crates/acme/tests/cases/main.rs", "mod keys;\n");
        tree.write(PATH, KEYS);
        tree.write("docs/conformance/acme.toml", DOCUMENT);
        tree.write("docs/conformance/cases.toml", CASES);
        tree
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Writes `to` for `from`, which must be there.
    fn with(self, path: &str, from: &str, to: &str) -> Self {
        let before = fs::read_to_string(self.path(path)).unwrap();
        assert!(before.contains(from), "{path} does not hold {from}");
        self.write(path, &before.replace(from, to));
        self
    }

    fn read(&self) -> (Demands, Found, Listed) {
        let workspace = Workspace::at(self.folder.path()).unwrap();
        let demands = Demands::read(workspace.root()).unwrap();
        let found = Found::read(&workspace).unwrap();
        let tests = found
            .tests
            .iter()
            .filter(|test| !self.unlisted.contains(&test.name));
        let tests: serde_json::Map<_, _> = tests
            .map(|test| {
                let entry = serde_json::json!({
                    "ignored": test.is_ignored,
                    "filter-match": { "status": "matches" },
                });
                (test.name.clone(), entry)
            })
            .collect();
        let list = serde_json::json!({ "rust-suites": { "acme::cases": { "testcases": tests } } });
        (demands, found, Listed::read(&list.to_string()).unwrap())
    }

    fn findings(&self) -> Vec<String> {
        let (demands, found, listed) = self.read();
        let findings = rules::findings(&demands, &found, &listed);
        findings.iter().map(ToString::to_string).collect()
    }
}

#[test]
fn the_clean_tree_makes_a_page() {
    let tree = Planted::clean();
    assert_eq!(tree.findings(), [""; 0]);
    let (demands, found, _) = tree.read();
    let page = page::render(&demands, &found).unwrap().text;
    let link = |name| format!("[acme::cases::keys::{name}](../{PATH})");
    let (sent, wrong, another) = (
        link("a_key_is_sent"),
        link("m01_a_wrong_key"),
        link("m01_another"),
    );
    for row in [
        format!("| S000-01 | Keys | A key is sent. | {sent} |"),
        format!("| S000-02 | Errors | A refusal is told. | {wrong} |"),
        format!("| M1 | A key is wrong | {wrong} | {another} |"),
        format!("|  | An answer is compressed | {} |  |", link("c_gzip")),
    ] {
        assert!(page.contains(&row), "no {row} in\n{page}");
    }
}

#[test]
fn a_demand_without_a_test_is_a_finding() {
    let tree = Planted::clean().with(PATH, "/// Shows S000-02.\n", "");
    assert_eq!(
        tree.findings(),
        [
            "docs/conformance/acme.toml:11: no test shows S000-02: write one, and end its documentation with a line \
             that says so"
        ]
    );
}

#[test]
fn a_mark_of_an_unknown_demand_is_a_finding() {
    let tree = Planted::clean().with(PATH, "Shows S000-01.", "Shows S000-01, S000-09.");
    let finding = "5: S000-09 is no demand: see docs/conformance for those that there are";
    assert_eq!(tree.findings(), [format!("{PATH}:{finding}")]);
}

#[test]
fn a_mark_that_cannot_be_read_is_a_finding() {
    for mark in [
        "Shows S000-01 and more.",
        "Shows: S000-01.",
        "Shows S000 keys",
        "Shows S000-1.",
    ] {
        let tree = Planted::clean().with(
            PATH,
            "Shows S000-01.",
            &format!("Shows S000-01.\n/// {mark}"),
        );
        let finding = "6: a mark that cannot be read: write `/// Shows S000-01, S000-02.`";
        assert_eq!(tree.findings(), [format!("{PATH}:{finding}")], "{mark}");
    }
}

#[test]
fn a_mark_on_no_test_is_a_finding() {
    let fault = ":1: a mark that stands on no test: put it on a `#[test]` function outside any macro, in a file that a \
                 target declares";
    for (path, text) in [
        ("crates/acme/src/lib.rs", "/// Shows S000-01.\nfn a() {}\n"),
        ("crates/acme/src/lib.rs", "//! Shows S000-01.\n"),
        (
            "crates/acme/src/undeclared.rs",
            "/// Shows S000-01.\n#[test]\nfn a() {}\n",
        ),
    ] {
        let tree = Planted::clean();
        tree.write(path, text);
        assert_eq!(tree.findings(), [format!("{path}{fault}")], "{text}");
    }
}

#[test]
fn another_sentence_is_no_mark() {
    let tree = Planted::clean().with(
        PATH,
        "/// A key is sent.",
        "/// Shows Sinao's key as it is sent.",
    );
    assert_eq!(tree.findings(), [""; 0]);
}

#[test]
fn a_test_is_found_wherever_the_compiler_finds_it() {
    let tree = Planted::clean();
    let mains = "mod keys;\nmod deep;\n#[path = \"../far.rs\"]\nmod near;\n";
    for (path, text) in [
        ("tests/cases/main.rs", mains),
        ("tests/cases/deep/mod.rs", "mod inner { mod file; }\n"),
        ("tests/cases/deep/inner/file.rs", "#[test]\nfn a() {}\n"),
        ("tests/far.rs", "#[test]\nfn b() {}\n"),
        ("src/lib.rs", "mod tests { #[test] fn c() {} }\n"),
    ] {
        tree.write(&format!("crates/acme/{path}"), text);
    }
    let (_, found, _) = tree.read();
    let names: Vec<_> = found
        .tests
        .iter()
        .map(|test| format!("{} {}", test.binary, test.name))
        .collect();
    for name in [
        "acme::cases deep::inner::file::a",
        "acme::cases near::b",
        "acme tests::c",
        "acme::far b",
    ] {
        assert!(
            names.iter().any(|one| one == name),
            "no {name} in {names:?}"
        );
    }
}

#[test]
fn an_ignored_test_is_a_finding() {
    for name in ["a_key_is_sent", "m01_another"] {
        let tree = Planted::clean().with(
            PATH,
            &format!("fn {name}"),
            &format!("#[ignore]\nfn {name}"),
        );
        let findings = tree.findings();
        assert_eq!(findings.len(), 1, "{findings:?}");
        let finding = format!("{name} is ignored: make it run, or show it otherwise");
        assert!(findings[0].ends_with(&finding), "{findings:?}");
    }
}

#[test]
fn a_test_that_ci_does_not_run_is_a_finding() {
    let mut tree = Planted::clean();
    tree.unlisted.insert("keys::a_key_is_sent".to_owned());
    let finding = "7: a_key_is_sent is not run: nextest does not list acme::cases keys::a_key_is_sent: take away the \
                   condition that leaves it out";
    assert_eq!(tree.findings(), [format!("{PATH}:{finding}")]);
}

#[test]
fn a_case_without_a_test_is_a_finding() {
    let tree = Planted::clean().with(PATH, "fn c_gzip", "fn c_gzipped");
    assert_eq!(
        tree.findings(),
        [
            format!(
                "{PATH}:19: c_gzipped is named after no case: see docs/conformance/cases.toml for those that there are"
            ),
            "docs/conformance/cases.toml:7: no test of gzip: write one whose name begins with `c_gzip`".to_owned(),
        ]
    );
}

#[test]
fn a_case_that_no_careless_client_fails_is_a_finding() {
    let tree = Planted::clean().with(PATH, "    tells_apart(", "    told_apart(");
    assert_eq!(
        tree.findings(),
        [
            "docs/conformance/cases.toml:3: no test of M1 is shown to fail a careless client: end one in \
             `auth_sandbox::tells_apart`"
        ]
    );
}

#[test]
fn a_test_of_an_unknown_case_is_a_finding() {
    let tree = Planted::clean().with(PATH, "fn m01_another", "fn m02_another");
    let finding = "16: m02_another is named after no case: see docs/conformance/cases.toml for those that there are";
    assert_eq!(tree.findings(), [format!("{PATH}:{finding}")]);
}

#[test]
fn a_demand_out_of_order_or_of_another_document_is_refused() {
    for id in ["S000-00", "S000-01", "S001-02", "S000-2"] {
        let tree = Planted::clean().with(
            "docs/conformance/acme.toml",
            "\"S000-02\"",
            &format!("\"{id}\""),
        );
        let workspace = Workspace::at(tree.folder.path()).unwrap();
        let error = Demands::read(workspace.root()).unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("docs/conformance/acme.toml: "),
            "{error:#}"
        );
    }
}
