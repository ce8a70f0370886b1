//! The clock by which leases of one machine's processes end: nobody can set it, and a restart of the machine shows.

use std::{
    sync::OnceLock,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// An instant of this machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Uptime {
    /// Which start of the machine it counts from. Who held a lease before a restart is gone.
    pub(crate) boot: &'static str,
    pub(crate) millis: u64,
}

impl Uptime {
    pub(crate) fn now() -> Self {
        let boot = boot();
        let since = if boot.is_empty() {
            since_1970()
        } else {
            since_start()
        };
        Self {
            boot,
            millis: millis(since),
        }
    }

    /// What is left of a `term` that began at `millis` of the start `boot`. Never more than the term: where only the wall
    /// clock is to be had, a term that seems to begin in the future is over.
    pub(crate) fn left(self, boot: &str, millis: u64, term: u64) -> Option<Duration> {
        let gone = self
            .millis
            .checked_sub(millis)
            .filter(|_| self.boot == boot);
        let left = term.checked_sub(gone?)?;
        (left > 0).then(|| Duration::from_millis(left))
    }
}

/// Milliseconds since 1970, for what is to be compared over restarts.
pub(crate) fn wall_millis() -> u64 {
    millis(since_1970())
}

/// Milliseconds, capped to what every store can hold.
pub(crate) fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).map_or(CAP, |millis| millis.min(CAP))
}

const CAP: u64 = i64::MAX.unsigned_abs();

fn since_1970() -> Duration {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
}

#[cfg(any(target_os = "linux", target_os = "android"))]
fn since_start() -> Duration {
    use rustix::time::{ClockId, clock_gettime};
    let now = clock_gettime(ClockId::Boottime);
    Duration::new(
        now.tv_sec.unsigned_abs(),
        u32::try_from(now.tv_nsec).unwrap_or(0),
    )
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn since_start() -> Duration {
    since_1970()
}

/// Empty where the system does not tell.
fn boot() -> &'static str {
    static BOOT: OnceLock<String> = OnceLock::new();
    BOOT.get_or_init(|| {
        let told = std::fs::read_to_string("/proc/sys/kernel/random/boot_id");
        told.map(|id| id.trim().to_owned()).unwrap_or_default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Uptime = Uptime {
        boot: "this",
        millis: 10_000,
    };

    #[test]
    fn a_term_ends_when_it_is_over() {
        assert_eq!(NOW.left("this", 9_000, 3_000), Some(Duration::from_secs(2)));
        assert_eq!(NOW.left("this", 9_000, 1_000), None);
        assert_eq!(NOW.left("this", 0, 1_000), None);
    }

    #[test]
    fn a_term_of_another_start_or_of_the_future_is_over() {
        assert_eq!(NOW.left("other", 9_000, 3_000), None);
        assert_eq!(NOW.left("this", 10_001, 3_000), None);
    }

    #[test]
    fn the_clock_runs() {
        let before = Uptime::now();
        while Uptime::now().millis == before.millis {
            std::hint::spin_loop();
        }
        assert_eq!(Uptime::now().boot, before.boot);
        assert!(Uptime::now().millis > before.millis);
    }
}
