//! How many tests ran, read from the runner's own closing lines: a suite that ran none is no pass.

use anyhow::{Result, ensure};

/// `N passed, N failed` of a nextest or `cargo test` log; refuses a log in which no test ran.
pub(super) fn read(log: &str) -> Result<String> {
    let counts = Counts::read(log);
    ensure!(
        counts.passed > 0,
        "the runner ended well without running a test"
    );
    Ok(counts.to_string())
}

/// The same, for a suite that may be empty.
pub(super) fn read_allowing_none(log: &str) -> Result<String> {
    Ok(Counts::read(log).to_string())
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Counts {
    passed: u64,
    failed: u64,
    skipped: u64,
}

impl Counts {
    /// Adds up `test result: ok. 3 passed; 0 failed; …` of every binary, and the one line
    /// `Summary [ 0.1s] 3 tests run: 3 passed, 0 skipped` of nextest.
    fn read(log: &str) -> Self {
        let mut counts = Self::default();
        for line in log.lines().map(str::trim_start) {
            let Some(closing) = line
                .strip_prefix("test result: ")
                .or_else(|| line.strip_prefix("Summary ["))
            else {
                continue;
            };
            let words: Vec<&str> = closing.split([' ', ';', ',']).collect();
            for pair in words.windows(2) {
                let Ok(number) = pair[0].parse::<u64>() else {
                    continue;
                };
                match pair[1] {
                    "passed" => counts.passed += number,
                    "failed" | "timed" => counts.failed += number,
                    "skipped" | "ignored" => counts.skipped += number,
                    _ => {}
                }
            }
        }
        counts
    }
}

impl std::fmt::Display for Counts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 {
            write!(f, ", {} skipped", self.skipped)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nextest_closing_line() {
        let log = "   PASS [   0.004s] (1/3) auth-core a\n────────────\n     \
                   Summary [   0.012s] 3 tests run: 3 passed (1 slow), 2 skipped\n";
        assert_eq!(read(log).unwrap(), "3 passed, 0 failed, 2 skipped");
    }

    #[test]
    fn cargo_test_closing_lines_are_added_up() {
        let log = "test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out\n\
                   test result: ok. 5 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out\n";
        assert_eq!(read(log).unwrap(), "7 passed, 0 failed, 1 skipped");
    }

    #[test]
    fn a_suite_without_tests_is_refused() {
        let log = "test result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out\n";
        assert!(read(log).is_err());
        assert_eq!(read_allowing_none(log).unwrap(), "0 passed, 0 failed");
    }

    #[test]
    fn a_test_that_prints_about_tests_is_not_counted() {
        assert_eq!(
            Counts::read("it said: 9 passed, 9 failed\n"),
            Counts::default()
        );
    }
}
