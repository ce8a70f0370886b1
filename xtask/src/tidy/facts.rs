//! A provider's addresses, headers and codes stand in its description, and nowhere else by hand.

use std::collections::BTreeSet;

use cargo_metadata::camino::Utf8Path;
use proc_macro2::{Group, Span, TokenTree};
use syn::{
    Attribute, ExprTuple, FieldValue, Item, LitByteStr, LitStr, Macro, Member, visit::Visit,
};

use super::{
    Finding,
    source::{Source, line},
    tree::Tree,
};

/// The ends of the constants whose texts no other file may repeat.
const KEPT: &[&str] = &["_CODES", "_ERRORS", "_HEADER", "_PATH", "_URL"];

/// Where the imitations are written by hand.
const SANDBOX: &str = "crates/auth-sandbox/src";

/// Crates that serve all providers and so know none: what only one provider has may not stand in them.
const COMMON: &[&str] = &["crates/auth-core/src", "crates/auth-reqwest/src"];

/// Names of headers that belong to nobody.
const ANYBODYS: &[&str] = &[
    "accept",
    "accept-language",
    "authorization",
    "date",
    "request-id",
    "signature",
];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for package in tree.providers() {
        let folder = tree.folder(package).join("src");
        let imitation = Utf8Path::new(SANDBOX).join(package.name.trim_start_matches("auth-"));
        let file = imitation.with_extension("rs");
        let facts = facts(tree, &folder, KEPT);
        let own = |path: &Utf8Path| {
            path.starts_with(&folder) || path.starts_with(&imitation) || path == file
        };
        findings.extend(spelled(tree, own, &facts, true));
        let mut headers = self::facts(tree, &folder, &["_HEADER"]);
        headers.retain(|header| !ANYBODYS.contains(&header.as_str()));
        let common = |path: &Utf8Path| COMMON.iter().any(|folder| path.starts_with(folder));
        findings.extend(spelled(tree, common, &headers, false));
    }
    findings
}

/// The texts, in lower case, of the constants that codegen wrote into `folder` and whose names end so.
fn facts(tree: &Tree, folder: &Utf8Path, ends: &[&str]) -> BTreeSet<String> {
    let generated = tree
        .sources
        .iter()
        .filter(|source| source.path == folder.join("generated.rs"));
    let is_kept = |item: &&Item| {
        let name = match item {
            Item::Const(constant) => constant.ident.to_string(),
            _ => return false,
        };
        ends.iter().any(|end| name.ends_with(end))
    };
    let items = generated
        .flat_map(|source| &source.syntax.items)
        .filter(is_kept);
    items
        .flat_map(|item| texts(item, true))
        .map(|text| text.0.to_lowercase())
        .collect()
}

/// Where the code of `own` spells one of `facts`, or an address where none may be.
fn spelled(
    tree: &Tree,
    own: impl Fn(&Utf8Path) -> bool,
    facts: &BTreeSet<String>,
    addresses: bool,
) -> Vec<Finding> {
    let by_hand =
        |source: &&Source| own(&source.path) && source.path.file_name() != Some("generated.rs");
    let mut findings = Vec::new();
    for source in tree.sources.iter().filter(by_hand) {
        for (text, span) in source
            .syntax
            .items
            .iter()
            .flat_map(|item| texts(item, false))
        {
            let is_part = |c: char| c.is_ascii_alphanumeric() || "/_-.".contains(c);
            let lower = text.to_lowercase();
            // A text with blanks is a sentence, for people.
            let mut words = lower.split(|c| !is_part(c)).filter(|_| !text.contains(' '));
            let is_fact = (addresses && is_address(&lower))
                || facts.contains(&lower)
                || words.any(|word| word.contains(['/', '-']) && facts.contains(word));
            if is_fact && !source.is_test(line(span)) {
                findings.push(Finding::new(
                    &source.path,
                    line(span),
                    format!("`{text}` is a fact about the provider"),
                    "describe it in provider.toml and use the constant of generated.rs",
                ));
            }
        }
    }
    findings
}

/// Whether a text names a host, other than one that is put in or is this machine.
fn is_address(text: &str) -> bool {
    let hosts = text
        .match_indices("://")
        .map(|(at, mark)| &text[at + mark.len()..]);
    let own = ["{", "127.0.0.1", "localhost", "[::1]", " ", "`"];
    let mut hosts =
        hosts.filter(|host| !host.is_empty() && !own.iter().any(|own| host.starts_with(own)));
    hosts.next().is_some()
}

/// Collects the texts of code, without those of attributes and comments.
struct Texts {
    found: Vec<(String, Span)>,
    /// Whether only what is on the wire counts: not grants, which are RFC words, and no advice.
    wire: bool,
}

impl<'ast> Visit<'ast> for Texts {
    fn visit_lit_str(&mut self, text: &'ast LitStr) {
        self.found.push((text.value(), text.span()));
    }

    fn visit_lit_byte_str(&mut self, text: &'ast LitByteStr) {
        let value = String::from_utf8_lossy(&text.value()).into_owned();
        self.found.push((value, text.span()));
    }

    // What a macro such as `format!` is given are tokens, and not yet code.
    fn visit_macro(&mut self, called: &'ast Macro) {
        let mut trees: Vec<TokenTree> = called.tokens.clone().into_iter().collect();
        while let Some(tree) = trees.pop() {
            match tree {
                TokenTree::Group(group) if !is_comment(&group) => trees.extend(group.stream()),
                TokenTree::Literal(literal) => {
                    if let Ok(text) = syn::parse_str::<LitStr>(&literal.to_string()) {
                        self.found.push((text.value(), literal.span()));
                    }
                }
                _ => {}
            }
        }
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

/// `[doc = "…"]`, which a comment in a macro becomes.
fn is_comment(group: &Group) -> bool {
    let first = group.stream().into_iter().next();
    matches!(first, Some(TokenTree::Ident(name)) if name == "doc")
}

fn texts(item: &Item, wire: bool) -> Vec<(String, Span)> {
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
    fn no_spelling_of_a_fact_gets_by() {
        for code in [
            "b(\"/LOGIN\")",
            "b(b\"/login\")",
            "b(format!(\"{}/login?x=1\", c))",
            "b(\"http://api.sinao.app/v1\")",
            "b(format!(\"https://api.sinao.app/{}\", c))",
        ] {
            assert_eq!(
                findings(&format!("fn a() {{ {code} }}\n")).len(),
                1,
                "{code}"
            );
        }
        for code in [
            "b(format!(\"http://{c}/x\"))",
            "b(\"http://127.0.0.1:1\")",
            "b(\"/logins\")",
        ] {
            assert_eq!(
                findings(&format!("fn a() {{ {code} }}\n")),
                [""; 0],
                "{code}"
            );
        }
    }

    #[test]
    fn crates_for_all_providers_name_no_header_of_one() {
        let tree = Planted::clean();
        let generated = "//! Facts.\n\npub(crate) const SECRET_HEADER: HeaderName = HeaderName::from_static(\"x-third-party-secret\");\n";
        tree.write("crates/auth-sinao/src/generated.rs", generated);
        tree.append(
            "crates/auth-core/src/lib.rs",
            "fn a() { b(\"X-Third-Party-Secret\") }\n",
        );
        assert_eq!(tree.findings().len(), 1);
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
