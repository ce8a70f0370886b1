//! The page: a table for each document, and one for each group of cases.

use std::fmt::Write as _;

use anyhow::Result;

use super::{
    demands::{Demands, Document, Group, PAGE},
    found::{Found, Test},
    rules::{named_after, showing},
};
use crate::codegen::files::File;

const HEAD: &str = "\
<!-- Written by `cargo xtask conformance` from docs/conformance/*.toml and the tests: edit those. -->

# Conformance

What the providers' own pages ask of a client, and what goes wrong between a client and a provider, each beside the tests
that show it. CI runs all of these tests, and refuses a row without one.
";

pub(super) fn render(demands: &Demands, found: &Found) -> Result<File> {
    let mut text = HEAD.to_owned();
    text.push_str("\n## What the pages ask\n");
    for document in &demands.documents {
        document_table(&mut text, document, found)?;
    }
    text.push_str(
        "\n## What goes wrong\n\nThe first tests of a case were shown to tell a careful client from a careless one: both go \
         through the case,\nand the careless one, which does what is often done, breaks the rule.\n",
    );
    for group in &demands.groups {
        group_table(&mut text, group, found)?;
    }
    Ok(File {
        path: PAGE.into(),
        text,
    })
}

fn document_table(text: &mut String, document: &Document, found: &Found) -> Result<()> {
    writeln!(text, "\n### {}\n", document.title)?;
    writeln!(
        text,
        "Left out, as it asks nothing of a client: {}.\n",
        document.left_out
    )?;
    writeln!(
        text,
        "| | where | what is asked | shown by |\n|---|---|---|---|"
    )?;
    for demand in &document.demands {
        let shown = links(&showing(&demand.id, found));
        writeln!(
            text,
            "| {} | {} | {} | {shown} |",
            demand.id, demand.at, demand.asks
        )?;
    }
    Ok(())
}

fn group_table(text: &mut String, group: &Group, found: &Found) -> Result<()> {
    writeln!(text, "\n### {}\n", group.title)?;
    writeln!(
        text,
        "| | what happens | a careless client fails | also |\n|---|---|---|---|"
    )?;
    for case in group.cases() {
        let (telling, others): (Vec<_>, Vec<_>) = named_after(case, found)
            .into_iter()
            .partition(|test| test.tells_apart);
        let id = if case.prefix().ends_with('_') {
            case.id
        } else {
            ""
        };
        writeln!(
            text,
            "| {id} | {} | {} | {} |",
            case.means,
            links(&telling),
            links(&others)
        )?;
    }
    Ok(())
}

fn links(tests: &[&Test]) -> String {
    let link = |test: &&Test| format!("[{}::{}](../{})", test.binary, test.name, test.path);
    tests.iter().map(link).collect::<Vec<_>>().join("<br>")
}
