//! The files of a target, found as the compiler finds them: from its root along `mod name;`.

use std::fs;

use anyhow::{Context as _, Result};
use cargo_metadata::camino::{Utf8Path, Utf8PathBuf};
use syn::{Attribute, Expr, ExprLit, Item, ItemMod, Lit, Meta};

/// A file of a target, its items, and the path of its module.
pub(super) struct Module {
    pub(super) path: Utf8PathBuf,
    pub(super) name: Vec<String>,
    pub(super) items: Vec<Item>,
}

/// The file `root` and all that it declares.
pub(super) fn of_target(root: &Utf8Path) -> Result<Vec<Module>> {
    let mut modules = Vec::new();
    let folder = root.parent().unwrap_or(root);
    collect(root, Vec::new(), folder, &mut modules)?;
    Ok(modules)
}

fn collect(
    path: &Utf8Path,
    name: Vec<String>,
    folder: &Utf8Path,
    into: &mut Vec<Module>,
) -> Result<()> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {path}"))?;
    let file = syn::parse_file(&text).with_context(|| format!("cannot parse {path}"))?;
    declared(&file.items, path, &name, folder, into)?;
    into.push(Module {
        path: path.to_owned(),
        name,
        items: file.items,
    });
    Ok(())
}

/// The files that `items` of the file `of` declare; `folder` is where the module's own modules lie.
fn declared(
    items: &[Item],
    of: &Utf8Path,
    name: &[String],
    folder: &Utf8Path,
    into: &mut Vec<Module>,
) -> Result<()> {
    for item in items {
        let Item::Mod(module) = item else {
            continue;
        };
        let ident = module.ident.to_string();
        let within = folder.join(&ident);
        let name: Vec<_> = name.iter().cloned().chain([ident]).collect();
        if let Some((_, items)) = &module.content {
            declared(items, of, &name, &within, into)?;
            continue;
        }
        let Some(path) = file(module, of, folder) else {
            continue; // Another platform's, or made while building.
        };
        let within = match path.file_name() {
            Some("mod.rs") => path.parent().unwrap_or(&within).to_owned(),
            _ => within,
        };
        collect(&path, name, &within, into)?;
    }
    Ok(())
}

fn file(module: &ItemMod, of: &Utf8Path, folder: &Utf8Path) -> Option<Utf8PathBuf> {
    let beside = folder.join(module.ident.to_string());
    let paths = match module.attrs.iter().find_map(named) {
        Some(path) => vec![of.parent()?.join(path)],
        None => vec![beside.with_extension("rs"), beside.join("mod.rs")],
    };
    paths.into_iter().find(|path| path.exists())
}

/// The text of `#[path = "…"]`.
fn named(attribute: &Attribute) -> Option<String> {
    let Meta::NameValue(meta) = &attribute.meta else {
        return None;
    };
    let Expr::Lit(ExprLit {
        lit: Lit::Str(text),
        ..
    }) = &meta.value
    else {
        return None;
    };
    meta.path.is_ident("path").then(|| text.value())
}
