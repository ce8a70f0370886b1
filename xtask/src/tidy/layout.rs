//! Where things are and how long they get: who knows one provider crate finds his way in the next.

use super::{Finding, arrows::PROVIDERS, tree::Tree};

/// What every provider crate has, each file with the same job in every crate.
const OF_A_PROVIDER: &[&str] = &[
    "examples/quickstart.rs",
    "provider.toml",
    "src/calls.rs",
    "src/config.rs",
    "src/generated.rs",
    "src/grant.rs",
    "src/headers.rs",
    "src/lib.rs",
    "src/response.rs",
];

const LONGEST_SOURCE: usize = 400;
const LONGEST_README: usize = 120;

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = providers(tree);
    findings.extend(lengths(tree));
    findings.extend(readme(tree));
    findings.extend(decisions(tree));
    findings
}

fn providers(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for name in PROVIDERS {
        let members = tree.workspace.members();
        let Some(package) = members.into_iter().find(|package| package.name == *name) else {
            continue;
        };
        let folder = tree.folder(package);
        let mut missing = |path: &str| {
            findings.push(Finding::new(
                folder.join("Cargo.toml"),
                1,
                format!("{name} has no {path}"),
                "write it: it has the same job in every provider crate",
            ));
        };
        for path in OF_A_PROVIDER
            .iter()
            .filter(|path| tree.file(folder.join(path)).is_none())
        {
            missing(path);
        }
        if !tree
            .files
            .iter()
            .any(|file| file.path.starts_with(folder.join("tests")))
        {
            missing("tests/");
        }
    }
    findings
}

fn lengths(tree: &Tree) -> impl Iterator<Item = Finding> {
    let sources = tree.sources.iter().filter(|source| !source.is_all_test());
    let long = sources.filter(|source| {
        source.len() > LONGEST_SOURCE
            && !source
                .header()
                .any(|comment| comment.contains("tidy: long because"))
    });
    long.map(|source| {
        Finding::new(
            &source.path,
            LONGEST_SOURCE + 1,
            format!("{} lines, {LONGEST_SOURCE} at most", source.len()),
            "give each of its jobs a file, or say `tidy: long because ...` in its header",
        )
    })
}

fn readme(tree: &Tree) -> Option<Finding> {
    let Some(readme) = tree.file("README.md") else {
        return Some(Finding::new(
            "README.md",
            1,
            "there is no README",
            "write it",
        ));
    };
    let lines = readme.text.lines().count();
    (lines > LONGEST_README).then(|| {
        Finding::new(
            "README.md",
            LONGEST_README + 1,
            format!("{lines} lines, {LONGEST_README} at most"),
            "move the detail to docs/ and link it",
        )
    })
}

fn decisions(tree: &Tree) -> Vec<Finding> {
    let decisions = tree
        .files
        .iter()
        .filter(|file| file.path.starts_with("docs/decisions"));
    let mut taken: Vec<&str> = Vec::new();
    let mut findings = Vec::new();
    for path in decisions.map(|file| &file.path) {
        let name = path.file_name().unwrap_or_default();
        let Some((number, _)) = name.split_once('-').filter(|_| is_decision(name)) else {
            findings.push(Finding::new(
                path,
                1,
                "not the name of a decision",
                "call it NNNN-title.md: four digits, then lower-case words joined by hyphens",
            ));
            continue;
        };
        if taken.contains(&number) {
            let wrong = format!("the number {number} is taken");
            findings.push(Finding::new(path, 1, wrong, "take the next free one"));
        }
        taken.push(number);
    }
    findings
}

fn is_decision(name: &str) -> bool {
    let Some((number, title)) = name
        .strip_suffix(".md")
        .and_then(|name| name.split_once('-'))
    else {
        return false;
    };
    let digits = number.len() == 4 && number.bytes().all(|byte| byte.is_ascii_digit());
    let lower = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    digits
        && title
            .split('-')
            .all(|word| !word.is_empty() && word.bytes().all(lower))
}

#[cfg(test)]
mod tests {
    use super::super::planted::Planted;

    #[test]
    fn a_provider_without_one_of_its_files_is_a_finding() {
        let tree = Planted::clean();
        tree.remove("crates/auth-sinao/src/headers.rs");
        assert_eq!(
            tree.findings(),
            [
                "crates/auth-sinao/Cargo.toml:1: auth-sinao has no src/headers.rs: write it: it has \
              the same job in every provider crate"
            ]
        );
    }

    #[test]
    fn a_provider_without_tests_is_a_finding() {
        let tree = Planted::clean();
        tree.remove("crates/auth-sinao/tests/conformance.rs");
        assert_eq!(
            tree.findings(),
            [
                "crates/auth-sinao/Cargo.toml:1: auth-sinao has no tests/: write it: it has the same \
              job in every provider crate"
            ]
        );
    }

    #[test]
    fn a_long_file_needs_a_reason() {
        let tree = Planted::clean();
        let long = "// one more line\n".repeat(400);
        tree.write(
            "crates/auth-core/src/long.rs",
            &format!("//! Long.\n{long}"),
        );
        assert_eq!(
            tree.findings(),
            [
                "crates/auth-core/src/long.rs:401: 401 lines, 400 at most: give each of its jobs a \
              file, or say `tidy: long because ...` in its header"
            ]
        );
        let reason = format!("//! tidy: long because it is one table.\n{long}");
        tree.write("crates/auth-core/src/long.rs", &reason);
        assert_eq!(tree.findings(), [""; 0]);
    }

    #[test]
    fn a_test_file_may_be_long() {
        let tree = Planted::clean();
        tree.write(
            "crates/auth-core/tests/long.rs",
            &"// one more line\n".repeat(500),
        );
        assert_eq!(tree.findings(), [""; 0]);
    }

    #[test]
    fn a_long_readme_is_a_finding() {
        let tree = Planted::clean();
        tree.write("README.md", &"word\n".repeat(121));
        assert_eq!(
            tree.findings(),
            ["README.md:121: 121 lines, 120 at most: move the detail to docs/ and link it"]
        );
    }

    #[test]
    fn a_missing_readme_is_a_finding() {
        let tree = Planted::clean();
        tree.remove("README.md");
        assert_eq!(
            tree.findings(),
            ["README.md:1: there is no README: write it"]
        );
    }

    #[test]
    fn a_decision_is_numbered_and_named() {
        for name in [
            "title.md",
            "1-title.md",
            "0002-Title.md",
            "0002-.md",
            "0002-a--b.md",
            "x.txt",
        ] {
            let tree = Planted::clean();
            let path = format!("docs/decisions/{name}");
            tree.write(&path, "");
            let rest = "not the name of a decision: call it NNNN-title.md: four digits, then \
                        lower-case words joined by hyphens";
            assert_eq!(tree.findings(), [format!("{path}:1: {rest}")]);
        }
    }

    #[test]
    fn a_number_names_one_decision() {
        let tree = Planted::clean();
        tree.write("docs/decisions/0001-other.md", "");
        assert_eq!(
            tree.findings(),
            ["docs/decisions/0001-title.md:1: the number 0001 is taken: take the next free one"]
        );
    }
}
