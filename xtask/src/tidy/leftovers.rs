//! Code that is not done, tests that do not run or sleep for luck, libraries that print.

use super::{
    Finding,
    source::{Source, Token},
    tree::{File, Tree},
};
use crate::workspace::is_library;

/// Written in pieces, or this file would find itself.
const MARKS: &[&str] = &[concat!("FIX", "ME"), concat!("XX", "X")];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let libraries: Vec<_> = tree
        .workspace
        .members()
        .into_iter()
        .filter(|package| is_library(package))
        .map(|package| tree.folder(package))
        .collect();
    let mut findings: Vec<_> = tree.files.iter().flat_map(marks).collect();
    for source in &tree.sources {
        let in_library = libraries
            .iter()
            .any(|folder| source.path.starts_with(folder));
        findings.extend(tokens(source, in_library && source.is_library()));
    }
    findings
}

fn marks(file: &File) -> Vec<Finding> {
    let code = !["md", "lock", "json"]
        .iter()
        .any(|extension| file.has_extension(extension));
    let lines = file.lines().filter(|_| code);
    let marks = lines.flat_map(|(line, text)| {
        let words = text.split(|c: char| !c.is_alphanumeric());
        words
            .filter(|word| MARKS.contains(word))
            .map(move |word| (line, word))
    });
    marks
        .map(|(line, word)| {
            Finding::new(
                &file.path,
                line,
                format!("{word} is left"),
                "do it, or open an issue",
            )
        })
        .collect()
}

fn tokens(source: &Source, in_library: bool) -> Vec<Finding> {
    let tokens = &source.tokens;
    // Time is what a benchmark is about.
    let is_benchmark = source.path.iter().any(|part| part == "benches");
    let mut findings = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let follows = |texts: &[&str]| {
            let next = tokens[at + 1..].iter().map(|token| token.text.as_str());
            next.take(texts.len()).eq(texts.iter().copied())
        };
        let mut found = |wrong: String, cure: &str| {
            findings.push(Finding::new(&source.path, token.line, wrong, cure));
        };
        match token.text.as_str() {
            name @ ("todo" | "unimplemented") if follows(&["!"]) => {
                found(
                    format!("{name}! is left"),
                    "write the code, or leave the feature out",
                );
            }
            "#" if follows(&["[", "ignore"]) => {
                found("an ignored test".to_owned(), "make it run, or delete it");
            }
            name @ ("println" | "eprintln" | "print" | "eprint" | "dbg")
                if follows(&["!"]) && in_library && !source.is_test(token.line) =>
            {
                found(
                    format!("{name}! in a library"),
                    "return it, or give it to `tracing`",
                );
            }
            "sleep"
                if is_call(tokens, at)
                    && source.is_test(token.line)
                    && !is_benchmark
                    && !source.says(token.line, "why:") =>
            {
                found(
                    "a test that sleeps".to_owned(),
                    "wait for the event or turn a clock; if time must pass, say `// why: ...`",
                );
            }
            _ => {}
        }
    }
    findings
}

/// `thread::sleep(…)` or an imported `sleep(…)`: not a method, not a definition.
fn is_call(tokens: &[Token], at: usize) -> bool {
    let text = |at: Option<usize>| {
        at.and_then(|at| tokens.get(at))
            .map(|token| token.text.as_str())
    };
    text(Some(at + 1)) == Some("(") && !matches!(text(at.checked_sub(1)), Some("." | "fn"))
}

#[cfg(test)]
mod tests {
    use super::{super::planted::Planted, MARKS};

    fn finds(path: &str, text: &str, finding: &str) {
        let tree = Planted::clean();
        tree.write(path, text);
        assert_eq!(tree.findings(), [format!("{path}:{finding}")]);
    }

    #[test]
    fn unfinished_code_is_a_finding() {
        for name in ["todo", "unimplemented"] {
            let code = format!("fn later() {{\n    {name}!()\n}}\n");
            let finding = format!("2: {name}! is left: write the code, or leave the feature out");
            finds("crates/auth-core/src/a.rs", &code, &finding);
        }
    }

    #[test]
    fn unfinished_code_inside_a_macro_is_a_finding() {
        finds(
            "crates/auth-core/src/a.rs",
            "macro_rules! later {\n    () => { todo!() };\n}\n",
            "2: todo! is left: write the code, or leave the feature out",
        );
    }

    #[test]
    fn a_mark_in_a_comment_is_a_finding() {
        for mark in MARKS {
            let finding = format!("1: {mark} is left: do it, or open an issue");
            finds(
                "crates/auth-core/src/a.rs",
                &format!("// {mark}: later\n"),
                &finding,
            );
            finds(".ci/run", &format!("# {mark}\n"), &finding);
        }
    }

    #[test]
    fn an_ignored_test_is_a_finding() {
        for attribute in ["#[ignore]", "#[ignore = \"slow\"]", "#[ ignore ]"] {
            finds(
                "crates/auth-core/tests/a.rs",
                &format!("#[test]\n{attribute}\nfn a() {{}}\n"),
                "2: an ignored test: make it run, or delete it",
            );
        }
    }

    #[test]
    fn words_in_strings_and_comments_are_no_code() {
        let tree = Planted::clean();
        let text = "// a todo!() in a comment, println!(\"x\")\nconst A: &str = \"todo!()\";\n";
        tree.write("crates/auth-core/src/a.rs", text);
        assert_eq!(tree.findings(), [""; 0]);
    }

    #[test]
    fn a_library_that_prints_is_a_finding() {
        for name in ["println", "eprintln", "print", "eprint", "dbg"] {
            finds(
                "crates/auth-core/src/a.rs",
                &format!("fn a() {{\n    {name}!(\"x\");\n}}\n"),
                &format!("2: {name}! in a library: return it, or give it to `tracing`"),
            );
        }
    }

    #[test]
    fn tests_examples_and_programs_may_print() {
        let tree = Planted::clean();
        let print = "fn a() {\n    println!(\"x\");\n}\n";
        for path in ["tests/a.rs", "examples/a.rs", "src/main.rs", "src/bin/a.rs"] {
            tree.write(&format!("crates/auth-core/{path}"), print);
        }
        let module = format!("#[cfg(test)]\nmod tests {{\n{print}}}\n#[cfg(test)]\nmod b;\n");
        tree.write("crates/auth-core/src/a.rs", &module);
        tree.write("crates/auth-core/src/a/b.rs", print);
        assert_eq!(tree.findings(), [""; 0]);
    }

    #[test]
    fn test_support_behind_a_feature_is_still_a_library() {
        finds(
            "crates/auth-core/src/a.rs",
            "#[cfg(any(test, feature = \"testing\"))]\nfn a() {\n    println!(\"x\");\n}\n",
            "3: println! in a library: return it, or give it to `tracing`",
        );
    }

    #[test]
    fn a_sleeping_test_is_a_finding() {
        for call in [
            "std::thread::sleep(A)",
            "tokio::time::sleep(A).await",
            "sleep(A)",
        ] {
            finds(
                "crates/auth-core/tests/a.rs",
                &format!("fn a() {{\n    {call};\n}}\n"),
                "2: a test that sleeps: wait for the event or turn a clock; if time must pass, \
                 say `// why: ...`",
            );
        }
    }

    #[test]
    fn a_sleep_with_a_reason_passes() {
        let tree = Planted::clean();
        for (path, code) in [
            (
                "a",
                "fn a() {\n    sleep(A); // why: the file system counts in seconds\n}\n",
            ),
            (
                "b",
                "fn a() {\n    // why: the file system\n    // counts in seconds\n    sleep(A);\n}\n",
            ),
            ("c", "fn a() {\n    clock.sleep(A);\n}\nfn sleep() {}\n"),
        ] {
            tree.write(&format!("crates/auth-core/tests/{path}.rs"), code);
        }
        for path in ["src/d.rs", "benches/d.rs"] {
            tree.write(
                &format!("crates/auth-core/{path}"),
                "fn d() {\n    sleep(A);\n}\n",
            );
        }
        assert_eq!(tree.findings(), [""; 0]);
    }
}
