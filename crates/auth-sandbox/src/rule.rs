//! A rule for clients, shown on two of them.

use std::fmt::Debug;

/// Shows that `rule` tells a careful client from a careless one, each of which went through the same case.
///
/// `careless` and `careful` are what each left behind: what the application was told, and what the sandbox saw. A rule that
/// a careless client keeps as well proves nothing.
///
/// # Panics
/// When the careless client keeps the rule, or the careful one breaks it.
#[track_caller]
pub fn tells_apart<E: Debug>(rule: impl Fn(&E) -> bool, careless: &E, careful: &E) {
    assert!(
        !rule(careless),
        "a careless client keeps this rule too: {careless:?}"
    );
    assert!(rule(careful), "the rule is broken: {careful:?}");
}

#[cfg(test)]
mod tests {
    use super::tells_apart;

    #[test]
    #[should_panic(expected = "a careless client keeps this rule too")]
    fn a_rule_that_nobody_breaks_is_refused() {
        tells_apart(|count| *count < 9, &3, &1);
    }

    #[test]
    #[should_panic(expected = "the rule is broken")]
    fn a_client_that_breaks_the_rule_is_found() {
        tells_apart(|count| *count < 2, &3, &2);
    }

    #[test]
    fn a_rule_that_one_keeps_and_the_other_breaks_is_shown() {
        tells_apart(|count| *count < 2, &3, &1);
    }
}
