//! Which toolchains rustup has: asking cargo for one could start its download.

use crate::call::Call;

/// Whether a toolchain of this name is installed, whatever it is for.
pub(super) fn is_installed(name: &str) -> bool {
    let list = Call::new("rustup")
        .words("toolchain list")
        .output(".".into());
    list.is_ok_and(|list| lists(&list, name))
}

fn lists(list: &str, name: &str) -> bool {
    let names = list.lines().filter_map(|line| line.strip_prefix(name));
    names
        .into_iter()
        .any(|rest| rest.is_empty() || rest.starts_with(['-', ' ']))
}

#[cfg(test)]
mod tests {
    use super::lists;

    #[test]
    fn a_toolchain_is_found_by_its_whole_name() {
        let list = "stable-x86_64-unknown-linux-gnu (active, default)\n\
                    1.88.0-x86_64-unknown-linux-gnu\n";
        assert!(lists(list, "stable"));
        assert!(lists(list, "1.88.0"));
        assert!(!lists(list, "1.88"));
        assert!(!lists(list, "1.8"));
        assert!(!lists(list, "nightly"));
    }
}
