//! One figure of a benchmark, read from the line that the benchmark prints.

use anyhow::{Context as _, Result, ensure};
use serde::Serialize;

/// A figure, its ratio to the baseline, and whether it keeps its limit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Measure {
    pub(super) name: String,
    pub(super) value: f64,
    pub(super) unit: String,
    /// To the baseline of the same run.
    pub(super) ratio: Option<f64>,
    /// As the benchmark states it: of the value or of the ratio.
    pub(super) limit: Option<String>,
    /// `None` where nothing was promised.
    pub(super) ok: Option<bool>,
}

/// Every `BENCH …` line of `printed`, in order.
pub(super) fn read(printed: &str) -> Result<Vec<Measure>> {
    let lines = printed
        .lines()
        .filter_map(|line| line.trim().strip_prefix("BENCH "));
    lines
        .map(|line| one(line).with_context(|| format!("in the line `BENCH {line}`")))
        .collect()
}

fn one(line: &str) -> Result<Measure> {
    // A dash stands for nothing.
    let field = |key: &str| {
        let values = line
            .split_whitespace()
            .filter_map(|word| word.split_once('='));
        values
            .filter(|(name, value)| *name == key && *value != "-")
            .map(|(_, value)| value)
            .next()
    };
    let needed = |key: &str| field(key).with_context(|| format!("{key} is missing"));
    let parsed = |key: &str, text: &str| {
        text.parse::<f64>()
            .with_context(|| format!("{key} is no number"))
    };
    let measure = Measure {
        name: needed("name")?.to_owned(),
        value: parsed("value", needed("value")?)?,
        unit: needed("unit")?.to_owned(),
        ratio: field("ratio")
            .map(|text| parsed("ratio", text))
            .transpose()?,
        limit: field("limit").map(str::to_owned),
        ok: field("ok")
            .map(str::parse)
            .transpose()
            .context("ok is neither true nor false")?,
    };
    ensure!(
        measure.limit.is_none() || measure.ok.is_some(),
        "a limit, but no ok"
    );
    Ok(measure)
}

/// Three digits that matter, as many as a person compares.
pub(super) fn number(value: f64) -> String {
    let decimals = match value.abs() {
        size if size >= 100.0 || value.fract() == 0.0 => 0,
        size if size >= 10.0 => 1,
        _ => 2,
    };
    format!("{value:.decimals$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_among_others() {
        let printed = "running\n\
                       BENCH name=warm/8 value=12.5 unit=ns ratio=1.1 limit=1.3 ok=true\n\
                       BENCH name=baseline value=11 unit=ns ratio=- limit=- ok=-\n";
        let measures = read(printed).unwrap();
        assert_eq!(measures.len(), 2);
        assert_eq!(
            measures[0],
            Measure {
                name: "warm/8".to_owned(),
                value: 12.5,
                unit: "ns".to_owned(),
                ratio: Some(1.1),
                limit: Some("1.3".to_owned()),
                ok: Some(true),
            }
        );
        assert_eq!((measures[1].ratio, measures[1].ok), (None, None));
    }

    #[test]
    fn a_line_that_says_too_little_is_refused() {
        for (line, why) in [
            ("BENCH value=1 unit=ns", "name is missing"),
            ("BENCH name=a value=fast unit=ns", "value is no number"),
            ("BENCH name=a value=1 unit=ns limit=2", "a limit, but no ok"),
            (
                "BENCH name=a value=1 unit=ns ok=perhaps",
                "ok is neither true nor false",
            ),
        ] {
            let error = read(line).unwrap_err();
            assert!(format!("{error:#}").contains(why), "{error:#}");
        }
    }

    #[test]
    fn numbers_are_as_short_as_they_are_compared() {
        let numbers = [1234.56, 12.345, 1.2345, 0.0, 58.0].map(number);
        assert_eq!(numbers, ["1235", "12.3", "1.23", "0", "58"]);
    }
}
