//! Relative links in Markdown lead to a file that is there.

use pulldown_cmark::{Event, Parser, Tag};

use super::{
    Finding,
    tree::{File, Tree},
};

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let pages = tree.files.iter().filter(|file| file.has_extension("md"));
    pages.flat_map(|page| in_page(tree, page)).collect()
}

fn in_page(tree: &Tree, page: &File) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (event, place) in Parser::new(&page.text).into_offset_iter() {
        let Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) = event else {
            continue;
        };
        let path = dest_url.split(['#', '?']).next().unwrap_or_default();
        // With a scheme it leads elsewhere; with `::` to an item, which rustdoc checks.
        if path.is_empty() || path.contains(':') {
            continue;
        }
        let from = page.path.parent().unwrap_or(&page.path);
        let target = match path.strip_prefix('/') {
            Some(path) => tree.workspace.root().join(path),
            None => tree.workspace.root().join(from).join(path),
        };
        if !target.exists() {
            findings.push(Finding::new(
                &page.path,
                page.line_at(place.start),
                format!("the link to {path} leads nowhere"),
                "correct it, or write what it promises",
            ));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::super::planted::Planted;

    #[test]
    fn a_link_that_leads_nowhere_is_a_finding() {
        for link in [
            "[a](no.md)",
            "[a](no.md#part)",
            "![a](no.md)",
            "[a][b]\n\n[b]: no.md",
        ] {
            let tree = Planted::clean();
            tree.write("docs/a.md", &format!("# A\n\nSee {link}\n"));
            assert_eq!(
                tree.findings(),
                [
                    "docs/a.md:3: the link to no.md leads nowhere: correct it, or write what it \
                  promises"
                ]
            );
        }
    }

    #[test]
    fn links_to_files_folders_pages_and_items_pass() {
        let tree = Planted::clean();
        let text = "[a](../README.md) [b](decisions) [c](https://example.org/x) [d](#a) \
                    [e](/README.md#x) [f](crate::Token) [g](mailto:a@example.org)\n";
        tree.write("docs/a.md", text);
        assert_eq!(tree.findings(), [""; 0]);
    }

    #[test]
    fn code_holds_no_links() {
        let tree = Planted::clean();
        tree.write(
            "docs/a.md",
            "`a[0](no.md)`\n\n```rust\nlet a = b[0](no.md);\n```\n",
        );
        assert_eq!(tree.findings(), [""; 0]);
    }
}
