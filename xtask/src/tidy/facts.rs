//! A provider's addresses, headers and codes stand in its description, and nowhere else by hand.

use std::collections::BTreeSet;

use cargo_metadata::camino::Utf8Path;
use syn::{Attribute, ExprTuple, FieldValue, Item, LitStr, Member, visit::Visit};

use super::{
    Finding,
    source::{Source, line},
    tree::Tree,
};

/// The ends of the constants whose texts no other file may repeat.
const KEPT: &[&str] = &["_CODES", "_ERRORS", "_HEADER", "_PATH", "_URL"];

/// Where the imitations are written by hand.
const SANDBOX: &str = "crates/auth-sandbox/src";

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let providers = tree.providers().into_iter();
    providers
        .flat_map(|package| {
            let id = package.name.trim_start_matches("auth-");
            provider(tree, &tree.folder(package).join("src"), id)
        })
        .collect()
}

/// The crate of a provider, and its imitation.
fn provider(tree: &Tree, folder: &Utf8Path, id: &str) -> Vec<Finding> {
    let imitation = Utf8Path::new(SANDBOX).join(id);
    let file = imitation.with_extension("rs");
    let sources = tree.sources.iter().filter(|source| {
        source.path.starts_with(folder)
            || source.path.starts_with(&imitation)
            || source.path == file
    });
    let (generated, by_hand): (Vec<&Source>, Vec<&Source>) =
        sources.partition(|source| source.path.file_name() == Some("generated.rs"));
    let mut kept = BTreeSet::new();
    for item in generated.iter().flat_map(|source| &source.syntax.items) {
        let is_kept = |name: &str| KEPT.iter().any(|end| name.ends_with(end));
        if matches!(item, Item::Const(constant) if is_kept(&constant.ident.to_string())) {
            kept.extend(texts(item, true).iter().map(LitStr::value));
        }
    }
    let mut findings = Vec::new();
    for source in by_hand {
        for text in source
            .syntax
            .items
            .iter()
            .flat_map(|item| texts(item, false))
        {
            let (line, value) = (line(text.span()), text.value());
            let is_fact = value.starts_with("https://") || kept.contains(&value);
            if is_fact && !source.is_test(line) {
                findings.push(Finding::new(
                    &source.path,
                    line,
                    format!("`{value}` is a fact about the provider"),
                    "describe it in provider.toml and use the constant of generated.rs",
                ));
            }
        }
    }
    findings
}

/// Collects the texts of code, without those of attributes and comments.
struct Texts {
    found: Vec<LitStr>,
    /// Whether only what is on the wire counts: not grants, which are RFC words, and no advice.
    wire: bool,
}

impl<'ast> Visit<'ast> for Texts {
    fn visit_lit_str(&mut self, text: &'ast LitStr) {
        self.found.push(text.clone());
    }

    fn visit_attribute(&mut self, _: &'ast Attribute) {}

    fn visit_field_value(&mut self, field: &'ast FieldValue) {
        if !self.wire || matches!(&field.member, Member::Named(name) if name == "code") {
            syn::visit::visit_field_value(self, field);
        }
    }

    fn visit_expr_tuple(&mut self, row: &'ast ExprTuple) {
        let counted = if self.wire { 1 } else { row.elems.len() };
        for element in row.elems.iter().take(counted) {
            self.visit_expr(element);
        }
    }
}

fn texts(item: &Item, wire: bool) -> Vec<LitStr> {
    let mut texts = Texts {
        found: Vec::new(),
        wire,
    };
    texts.visit_item(item);
    texts.found
}

#[cfg(test)]
mod tests {
    use super::super::planted::Planted;

    const GENERATED: &str = "//! Facts.\n\npub(crate) const LOGIN_PATH: &str = \"/login\";\n\
                             pub(crate) const EMAIL_FIELD: &str = \"email\";\n\
                             pub(crate) const TOKEN_ERRORS: &[Refusal] = &[Refusal {\n\
                             code: \"invalid_grant\", grants: &[\"refresh_token\"] }];\n\
                             pub(crate) const ERROR_CODES: &[(&str, C)] = &[(\"E1\", C(\"wait\"))];\n";
    const FILE: &str = "crates/auth-sinao/src/grant.rs";

    fn findings(code: &str) -> Vec<String> {
        let tree = Planted::clean();
        tree.write("crates/auth-sinao/src/generated.rs", GENERATED);
        tree.append(FILE, code);
        tree.findings()
    }

    #[test]
    fn a_fact_written_by_hand_is_a_finding() {
        let rest = "is a fact about the provider: describe it in provider.toml and use the constant \
                    of generated.rs";
        assert_eq!(
            findings("fn a() { b(\"/login\") }\n"),
            [format!("{FILE}:2: `/login` {rest}")]
        );
        for code in ["invalid_grant", "E1"] {
            assert_eq!(
                findings(&format!("fn a() {{ b(\"{code}\") }}\n")),
                [format!("{FILE}:2: `{code}` {rest}")]
            );
        }
        assert_eq!(
            findings("const A: &str = \"https://api.sinao.app\";\n"),
            [format!("{FILE}:2: `https://api.sinao.app` {rest}")]
        );
    }

    #[test]
    fn an_imitation_takes_its_facts_from_the_description_too() {
        for file in [
            "crates/auth-sandbox/src/sinao.rs",
            "crates/auth-sandbox/src/sinao/api.rs",
        ] {
            let tree = Planted::clean();
            tree.write("crates/auth-sinao/src/generated.rs", GENERATED);
            tree.write(file, "//! Sinao.\nfn a() { b(\"E1\") }\n");
            let says = "is a fact about the provider: describe it in provider.toml and use the constant of generated.rs";
            assert_eq!(tree.findings(), [format!("{file}:2: `E1` {says}")]);
        }
    }

    #[test]
    fn tests_comments_and_common_words_are_free() {
        assert_eq!(
            findings(
                "/// See \"/login\".\nfn a() { b(\"email\", (\"refresh_token\", \"wait\")) }\n"
            ),
            [""; 0]
        );
        let test = "#[cfg(test)]\nmod tests {\n    const A: &str = \"https://a.test/login\";\n}\n";
        assert_eq!(findings(test), [""; 0]);
    }
}
