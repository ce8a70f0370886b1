//! What must hold between the demands, the tests in the sources and the tests that CI runs.

use super::{
    demands::{Case, Demands},
    found::{Found, Test},
    listed::Listed,
};
use crate::tidy::Finding;

/// All that is wrong, each with what to do.
pub(super) fn findings(demands: &Demands, found: &Found, listed: &Listed) -> Vec<Finding> {
    let mut findings: Vec<_> = found
        .tests
        .iter()
        .flat_map(|test| of_test(test, demands, listed))
        .collect();
    findings.extend(found.stray.iter().map(|mark| {
        Finding::new(
            &mark.path,
            mark.line,
            "a mark that stands on no test",
            "put it on a `#[test]` function outside any macro, in a file that a target declares",
        )
    }));
    for (document, demand) in demands.demands() {
        if showing(&demand.id, found).is_empty() {
            let (path, line) = document.place(demand);
            findings.push(Finding::new(
                path,
                line,
                format!("no test shows {}", demand.id),
                "write one, and end its documentation with a line that says so",
            ));
        }
    }
    findings.extend(
        demands
            .cases()
            .filter_map(|case| of_case(case, demands, found)),
    );
    findings.sort();
    findings
}

/// The tests that are marked with the demand.
pub(super) fn showing<'a>(id: &str, found: &'a Found) -> Vec<&'a Test> {
    let marked = |test: &&Test| {
        test.marks
            .iter()
            .any(|mark| mark.ids.iter().any(|one| one == id))
    };
    found.tests.iter().filter(marked).collect()
}

/// The tests that are named after the case.
pub(super) fn named_after<'a>(case: Case<'_>, found: &'a Found) -> Vec<&'a Test> {
    let tests = found.tests.iter();
    tests.filter(|test| is_named_after(test, case)).collect()
}

fn is_named_after(test: &Test, case: Case<'_>) -> bool {
    let rest = test.function().strip_prefix(&case.prefix());
    rest.is_some_and(|rest| {
        case.prefix().ends_with('_') || rest.is_empty() || rest.starts_with('_')
    })
}

fn of_test(test: &Test, demands: &Demands, listed: &Listed) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut found = |line, wrong: String, cure: &str| {
        findings.push(Finding::new(&test.path, line, wrong, cure));
    };
    for mark in &test.marks {
        if mark.ids.is_empty() {
            found(
                mark.line,
                "a mark that cannot be read".to_owned(),
                "write `/// Shows S000-01, S000-02.`",
            );
        }
        for id in &mark.ids {
            if demands.demands().all(|(_, demand)| demand.id != *id) {
                found(
                    mark.line,
                    format!("{id} is no demand"),
                    "see docs/conformance for those that there are",
                );
            }
        }
    }
    let of_a_case = demands.cases().any(|case| is_named_after(test, case));
    if looks_named_after(test.function()) && !of_a_case {
        found(
            test.line,
            format!("{} is named after no case", test.function()),
            "see docs/conformance/cases.toml for those that there are",
        );
    }
    if !of_a_case && test.marks.is_empty() {
        return findings;
    }
    if test.is_ignored {
        found(
            test.line,
            format!("{} is ignored", test.function()),
            "make it run, or show it otherwise",
        );
    } else if !listed.runs(&test.binary, &test.name) {
        found(
            test.line,
            format!(
                "{} is not run: nextest does not list {} {}",
                test.function(),
                test.binary,
                test.name
            ),
            "take away the condition that leaves it out",
        );
    }
    findings
}

/// `m04_…` of some letter of a provider, or `c_…`.
fn looks_named_after(function: &str) -> bool {
    let Some((head, _)) = function.split_once('_') else {
        return false;
    };
    head == "c"
        || head.len() == 3
            && head.starts_with(['m', 'd', 's', 'k'])
            && head[1..].bytes().all(|byte| byte.is_ascii_digit())
}

fn of_case(case: Case<'_>, demands: &Demands, found: &Found) -> Option<Finding> {
    let tests = named_after(case, found);
    let (wrong, cure) = if tests.is_empty() {
        (
            format!("no test of {}", case.id),
            format!("write one whose name begins with `{}`", case.prefix()),
        )
    } else if !tests.iter().any(|test| test.tells_apart) {
        (
            format!("no test of {} is shown to fail a careless client", case.id),
            "end one in `auth_sandbox::tells_apart`".to_owned(),
        )
    } else {
        return None;
    };
    let (path, line) = demands.place(case);
    Some(Finding::new(path, line, wrong, cure))
}
