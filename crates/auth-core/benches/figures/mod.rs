//! Figures, printed as `cargo xtask bench` reads them.

#![allow(
    dead_code,
    unreachable_pub,
    reason = "each benchmark uses another part"
)]
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "figures for people"
)]

pub fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

pub fn report(name: &str, value: f64, unit: &str, ratio: Option<f64>, limit: &str, ok: bool) {
    let ratio = ratio
        .map(|ratio| format!(" ratio={ratio:.3}"))
        .unwrap_or_default();
    println!("BENCH name={name} value={value:.3} unit={unit}{ratio} limit={limit} ok={ok}");
}

/// The value that a share of them, between 0 and 1, does not exceed.
pub fn percentile(values: &mut [f64], share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let at = (values.len() as f64 * share) as usize;
    values
        .get(at.min(values.len().saturating_sub(1)))
        .copied()
        .unwrap_or(f64::NAN)
}

/// A figure that nothing is promised of.
pub fn show(name: &str, value: f64, unit: &str, ratio: Option<f64>) {
    let ratio = ratio
        .map(|ratio| format!(" ratio={ratio:.3}"))
        .unwrap_or_default();
    println!("BENCH name={name} value={value:.3} unit={unit}{ratio}");
}
