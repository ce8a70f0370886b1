//! The rules that were broken, and what was seen.

use std::fmt;

use super::Rule;

/// What was seen that must not be.
#[derive(Debug)]
pub(super) struct Fault(pub(super) String);

/// Ends a rule with what was seen, unless the condition holds.
macro_rules! ensure {
    ($condition:expr, $($seen:tt)+) => {
        if !$condition {
            return Err($crate::testing::store::broken::Fault(format!($($seen)+)));
        }
    };
}
pub(super) use ensure;

/// One rule that the store breaks.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Breach {
    /// The rule.
    pub rule: &'static Rule,
    /// What was seen.
    pub seen: String,
}

/// The rules that a store breaks, one a line.
#[derive(Clone, Default)]
pub struct Broken {
    checked: usize,
    breaches: Vec<Breach>,
}

impl Broken {
    pub(super) fn add(&mut self, rule: &'static Rule, seen: Option<String>) {
        self.checked += 1;
        self.breaches.extend(seen.map(|seen| Breach { rule, seen }));
    }

    pub(super) fn verdict(self) -> Result<(), Self> {
        if self.breaches.is_empty() && self.checked > 0 {
            Ok(())
        } else {
            Err(self)
        }
    }

    /// The rules that are broken; none when there was none to check.
    pub fn breaches(&self) -> &[Breach] {
        &self.breaches
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (broken, checked) = (self.breaches.len(), self.checked);
        if checked == 0 {
            return f.write_str("no rule was checked");
        }
        write!(f, "the store breaks {broken} of {checked} rules:")?;
        for Breach { rule, seen } in &self.breaches {
            write!(f, "\n- {rule:?}; seen: {seen}")?;
        }
        Ok(())
    }
}

/// As it is displayed, for `unwrap`.
impl fmt::Debug for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl std::error::Error for Broken {}
