//! Feature combinations, read from the manifests: a feature that builds only thanks to another
//! crate, or another feature, of the workspace fails here.

use anyhow::Result;
use cargo_metadata::Package;

use super::{Context, steps::Plan};
use crate::call::Call;

/// Clippy on each published crate alone, per combination. It shares with `clippy` what is not ours.
pub(super) fn plan(context: &Context) -> Result<Plan> {
    let published = context.workspace.published();
    let calls = published.iter().flat_map(|package| {
        // A default set that is empty is the same as none.
        let features = package.features.iter();
        let features = features.filter(|(name, of)| *name != "default" || !of.is_empty());
        let combinations = combinations(features.map(|(name, _)| name.as_str()));
        combinations
            .into_iter()
            .map(|arguments| call(package, &arguments))
    });
    Ok(Plan::Run(calls.collect()))
}

fn call(package: &Package, arguments: &str) -> Call {
    Call::cargo("clippy -p")
        .args([package.name.as_str()])
        .words(arguments)
        .words("-- -D warnings")
}

/// None, each, the default set and all, without saying the same thing twice.
fn combinations<'a>(features: impl Iterator<Item = &'a str>) -> Vec<String> {
    let (default, named): (Vec<_>, Vec<_>) = features.partition(|name| *name == "default");
    let mut combinations = vec!["--no-default-features".to_owned()];
    for name in &named {
        combinations.push(format!("--no-default-features --features {name}"));
    }
    if !default.is_empty() {
        combinations.push(String::new());
    }
    if named.len() > 1 {
        combinations.push("--all-features".to_owned());
    }
    combinations
}

#[cfg(test)]
mod tests {
    use super::combinations;

    #[test]
    fn a_crate_without_features_is_checked_once() {
        assert_eq!(combinations([].into_iter()), ["--no-default-features"]);
    }

    #[test]
    fn one_feature_is_the_same_as_all() {
        let expected = [
            "--no-default-features",
            "--no-default-features --features testing",
        ];
        assert_eq!(combinations(["testing"].into_iter()), expected);
    }

    #[test]
    fn several_features_are_checked_none_each_default_and_all() {
        let expected = [
            "--no-default-features",
            "--no-default-features --features a",
            "--no-default-features --features b",
            "",
            "--all-features",
        ];
        assert_eq!(combinations(["a", "b", "default"].into_iter()), expected);
    }
}
