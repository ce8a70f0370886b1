//! Where things are and how long they get: who knows one provider crate finds his way in the next.

use super::{Finding, tree::Tree};

/// What every provider crate has, each file with the same job in every crate.
const OF_A_PROVIDER: &[&str] = &[
    "examples/quickstart.rs",
    "src/calls.rs",
    "src/config.rs",
    "src/generated.rs",
    "src/grant.rs",
    "src/headers.rs",
    "src/lib.rs",
    "src/response.rs",
    "tests/conformance.rs",
    "tests/generated/cases.rs",
];

/// What a provider crate has if the environment may set one of its inputs.
const OF_VARIABLES: &str = ".env.example";

const LONGEST_SOURCE: usize = 400;
const LONGEST_README: usize = 120;

/// Data and types need no more: past it, it has begun to write branches.
const LONGEST_GENERATOR: usize = 800;
const GENERATOR: &str = "xtask/src/codegen";

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = providers(tree);
    findings.extend(lengths(tree));
    findings.extend(generator(tree));
    findings.extend(readme(tree));
    findings.extend(decisions(tree));
    findings
}

fn providers(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for package in tree.providers() {
        let folder = tree.folder(package);
        let description = tree.file(folder.join("provider.toml"));
        let has_variables = description
            .is_some_and(|file| file.lines().any(|(_, line)| line.starts_with("variable")));
        let files = OF_A_PROVIDER.iter().copied();
        let files = files.chain(has_variables.then_some(OF_VARIABLES));
        for path in files.filter(|path| tree.file(folder.join(path)).is_none()) {
            findings.push(Finding::new(
                folder.join("Cargo.toml"),
                1,
                format!("{} has no {path}", package.name),
                cure(path),
            ));
        }
    }
    findings
}

fn cure(path: &str) -> &'static str {
    if path == OF_VARIABLES || path.contains("generated") {
        "run `cargo xtask codegen` and commit it"
    } else {
        "write it: it has the same job in every provider crate"
    }
}

/// The Rust of the generator, without its tests.
fn generator(tree: &Tree) -> Option<Finding> {
    let sources = tree.sources.iter().filter(|source| {
        let module = source.path.with_extension("");
        module.starts_with(GENERATOR) && !source.is_all_test()
    });
    let lines = sources.map(|source| {
        (1..=source.len())
            .filter(|line| !source.is_test(*line))
            .count()
    });
    let lines: usize = lines.sum();
    (lines >= LONGEST_GENERATOR).then(|| {
        Finding::new(
            GENERATOR,
            1,
            format!(
                "the generator has {lines} lines without its tests, fewer than {LONGEST_GENERATOR} are right"
            ),
            "let it emit data and types, and leave what is done with them to code by hand",
        )
    })
}

fn lengths(tree: &Tree) -> impl Iterator<Item = Finding> {
    let sources = tree
        .sources
        .iter()
        .filter(|source| !source.is_all_test() && !source.is_generated());
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
    fn a_provider_without_what_is_generated_is_a_finding() {
        for path in [
            "src/generated.rs",
            "tests/generated/cases.rs",
            ".env.example",
        ] {
            let tree = Planted::clean();
            tree.remove(&format!("crates/auth-sinao/{path}"));
            let rest = "run `cargo xtask codegen` and commit it";
            assert_eq!(
                tree.findings(),
                [format!(
                    "crates/auth-sinao/Cargo.toml:1: auth-sinao has no {path}: {rest}"
                )]
            );
        }
        let tree = Planted::clean();
        tree.remove("crates/auth-sinao/.env.example");
        tree.write("crates/auth-sinao/provider.toml", "schema = 1\n");
        assert_eq!(tree.findings(), [""; 0], "nothing to put in it");
    }

    #[test]
    fn a_provider_is_whoever_is_described() {
        let tree = Planted::clean();
        tree.provider("auth-anvil");
        tree.remove("crates/auth-anvil/tests/conformance.rs");
        assert_eq!(
            tree.findings(),
            [
                "crates/auth-anvil/Cargo.toml:1: auth-anvil has no tests/conformance.rs: write it: it \
              has the same job in every provider crate"
            ]
        );
    }

    #[test]
    fn the_generator_stays_small() {
        let tree = Planted::clean();
        let lines = |count| "// one more line\n".repeat(count);
        let first = format!("//! One.\n#[cfg(test)]\nmod tests;\n{}", lines(300));
        tree.write("xtask/src/codegen.rs", &first);
        tree.write("xtask/src/codegen/tests.rs", &lines(100));
        tree.write("xtask/src/codegen/templates/a.rs.j2", &lines(100));
        let second = format!("//! Two.\n{}", lines(398));
        tree.write("xtask/src/codegen/second.rs", &second);
        let third = format!("//! Three.\n{}", lines(98));
        tree.write("xtask/src/codegen/third.rs", &third);
        assert_eq!(tree.findings(), [""; 0]);
        tree.append("xtask/src/codegen/third.rs", &lines(1));
        assert_eq!(
            tree.findings(),
            [
                "xtask/src/codegen:1: the generator has 800 lines without its tests, fewer than 800 are \
              right: let it emit data and types, and leave what is done with them to code by hand"
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
    fn what_codegen_writes_may_be_long() {
        let tree = Planted::clean();
        let long = "// one more line\n".repeat(500);
        let text = format!("//! Facts. Written by `cargo xtask codegen`.\n{long}");
        tree.write("crates/auth-sinao/src/generated.rs", &text);
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
