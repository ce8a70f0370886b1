//! The tests in the sources: what each shows by its documentation, its name and its last step.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use cargo_metadata::{
    Target,
    camino::{Utf8Path, Utf8PathBuf},
};
use syn::{Attribute, Expr, ExprCall, ExprMethodCall, Item, ItemFn, visit::Visit};

use super::{
    mark::{self, Mark},
    modules::{self, Module},
};
use crate::workspace::Workspace;

/// The step that shows a careless client to fail.
const TELLS_APART: &str = "tells_apart";

/// A test as the sources have it.
#[derive(Debug)]
pub(super) struct Test {
    /// What nextest calls the binary: `auth-sinao::sandbox`.
    pub(super) binary: String,
    /// Its path within the binary: `refresh::s04_at_25_hours`.
    pub(super) name: String,
    pub(super) path: Utf8PathBuf,
    pub(super) line: usize,
    pub(super) marks: Vec<Mark>,
    pub(super) is_ignored: bool,
    pub(super) tells_apart: bool,
}

/// All that the sources hold.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) tests: Vec<Test>,
    /// Marks that stand on something else than a test.
    pub(super) stray: Vec<Mark>,
}

impl Test {
    /// The function's own name.
    pub(super) fn function(&self) -> &str {
        self.name.rsplit("::").next().unwrap_or(&self.name)
    }
}

impl Found {
    pub(super) fn read(workspace: &Workspace) -> Result<Self> {
        let mut tests = Vec::new();
        for package in workspace.members() {
            for target in &package.targets {
                let Some(binary) = binary(&package.name, target) else {
                    continue;
                };
                let modules = modules::of_target(&target.src_path)?;
                tests.extend(in_target(&binary, &modules, workspace.root()));
            }
        }
        tests.sort_by(|a, b| (&a.path, a.line).cmp(&(&b.path, b.line)));
        let bound = tests.iter().flat_map(|test| &test.marks);
        let bound: BTreeSet<_> = bound.map(|mark| (&mark.path, mark.line)).collect();
        let mut stray = mark::written(workspace.root())?;
        stray.retain(|mark| !bound.contains(&(&mark.path, mark.line)));
        Ok(Self { tests, stray })
    }
}

/// What nextest calls the tests of a target; none if it has none.
fn binary(package: &str, target: &Target) -> Option<String> {
    Some(match target {
        target if target.is_lib() => package.to_owned(),
        target if target.is_test() => format!("{package}::{}", target.name),
        target if target.is_bin() => format!("{package}::bin/{}", target.name),
        target if target.is_example() => format!("{package}::example/{}", target.name),
        _ => return None,
    })
}

fn in_target(binary: &str, modules: &[Module], root: &Utf8Path) -> Vec<Test> {
    let mut functions = Vec::new();
    for module in modules {
        let path = module.path.strip_prefix(root).unwrap_or(&module.path);
        collect(&module.items, path, &module.name, &mut functions);
    }
    let mut calls: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (_, _, function) in &functions {
        let mut called = Called::default();
        called.visit_block(&function.block);
        let name = function.sig.ident.to_string();
        calls.entry(name).or_default().extend(called.0);
    }
    let tests = functions.iter().filter(|(_, _, function)| {
        let mut attributes = function.attrs.iter();
        attributes.any(|attribute| last(attribute).is_some_and(|name| name == "test"))
    });
    tests
        .map(|(path, module, function)| {
            let ident = function.sig.ident.to_string();
            Test {
                binary: binary.to_owned(),
                name: module
                    .iter()
                    .cloned()
                    .chain([ident.clone()])
                    .collect::<Vec<_>>()
                    .join("::"),
                path: (*path).to_owned(),
                line: function.sig.ident.span().start().line,
                marks: function
                    .attrs
                    .iter()
                    .filter_map(|line| Mark::of(line, path))
                    .collect(),
                is_ignored: function
                    .attrs
                    .iter()
                    .any(|line| line.path().is_ident("ignore")),
                tells_apart: leads_to(&ident, TELLS_APART, &calls),
            }
        })
        .collect()
}

type Function<'a> = (&'a Utf8Path, Vec<String>, &'a ItemFn);

/// The functions of a module and of the modules written within it.
fn collect<'a>(
    items: &'a [Item],
    path: &'a Utf8Path,
    module: &[String],
    into: &mut Vec<Function<'a>>,
) {
    for item in items {
        match item {
            Item::Fn(function) => into.push((path, module.to_vec(), function)),
            Item::Mod(inner) => {
                let name: Vec<_> = module
                    .iter()
                    .cloned()
                    .chain([inner.ident.to_string()])
                    .collect();
                if let Some((_, items)) = &inner.content {
                    collect(items, path, &name, into);
                }
            }
            _ => {}
        }
    }
}

/// Whether the function calls `to`, itself or through functions of the same target.
fn leads_to(from: &str, to: &str, calls: &BTreeMap<String, BTreeSet<String>>) -> bool {
    let (mut seen, mut next) = (BTreeSet::new(), vec![from]);
    while let Some(name) = next.pop() {
        if name == to {
            return true;
        }
        if seen.insert(name) {
            next.extend(calls.get(name).into_iter().flatten().map(String::as_str));
        }
    }
    false
}

/// The names of what a function calls.
#[derive(Default)]
struct Called(BTreeSet<String>);

impl<'ast> Visit<'ast> for Called {
    fn visit_expr_call(&mut self, call: &'ast ExprCall) {
        if let Expr::Path(path) = &*call.func
            && let Some(name) = path.path.segments.last()
        {
            self.0.insert(name.ident.to_string());
        }
        syn::visit::visit_expr_call(self, call);
    }

    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        if call.method == TELLS_APART {
            self.0.insert(call.method.to_string());
        }
        syn::visit::visit_expr_method_call(self, call);
    }
}

fn last(attribute: &Attribute) -> Option<String> {
    Some(attribute.path().segments.last()?.ident.to_string())
}
