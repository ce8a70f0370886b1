//! The facade holds nothing of its own: whoever moves from it to a provider crate, or back, finds
//! the same items.

use syn::{Item, Visibility, spanned::Spanned as _};

use super::{Finding, source::line, tree::Tree};

const FACADE: &str = "crates/auth-all/src";

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in tree
        .sources
        .iter()
        .filter(|source| source.path.starts_with(FACADE))
    {
        if source.path.file_name() != Some("lib.rs") {
            findings.push(Finding::new(
                &source.path,
                1,
                "the facade has a file besides lib.rs",
                "move its items to auth-core or a provider crate",
            ));
        }
        findings.extend(
            source
                .syntax
                .items
                .iter()
                .filter(|item| !is_re_export(item))
                .map(|item| {
                    Finding::new(
                        &source.path,
                        line(item.span()),
                        "the facade holds an item of its own",
                        "`pub use` it from the crate it belongs to",
                    )
                }),
        );
    }
    findings
}

fn is_re_export(item: &Item) -> bool {
    matches!(item, Item::Use(item) if matches!(item.vis, Visibility::Public(_)))
}

#[cfg(test)]
mod tests {
    use super::super::planted::Planted;

    #[test]
    fn an_item_in_the_facade_is_a_finding() {
        let tree = Planted::clean();
        tree.append("crates/auth-all/src/lib.rs", "\npub fn sign_in() {}\n");
        assert_eq!(
            tree.findings(),
            [
                "crates/auth-all/src/lib.rs:5: the facade holds an item of its own: `pub use` it \
              from the crate it belongs to"
            ]
        );
    }

    #[test]
    fn a_private_import_is_no_re_export() {
        let tree = Planted::clean();
        tree.append("crates/auth-all/src/lib.rs", "use auth_core as private;\n");
        assert_eq!(tree.findings().len(), 1);
    }

    #[test]
    fn a_second_file_in_the_facade_is_a_finding() {
        let tree = Planted::clean();
        tree.write("crates/auth-all/src/more.rs", "pub use auth_core;\n");
        assert_eq!(
            tree.findings(),
            [
                "crates/auth-all/src/more.rs:1: the facade has a file besides lib.rs: move its items \
              to auth-core or a provider crate"
            ]
        );
    }
}
