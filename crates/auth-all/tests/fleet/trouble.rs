//! What goes wrong in a run, and when: all of it follows from the seed.

use rand::{Rng, rngs::StdRng, seq::IndexedRandom};

use crate::said::Step;

/// One thing that goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// A process is killed.
    Kill(Aim),
    /// A process is stopped for longer than its lease lasts, and goes on.
    Stall(Aim),
    /// All connections to the server are cut.
    Cut,
    /// The server answers nobody for longer than anybody waits.
    Hold,
    /// Every answer of the server is late.
    Delay,
    /// The server is started again.
    Restart,
}

impl Trouble {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Kill(_) => "kill",
            Self::Stall(_) => "stall",
            Self::Cut => "cut",
            Self::Hold => "hold",
            Self::Delay => "delay",
            Self::Restart => "restart",
        }
    }

    /// When it strikes whom.
    pub(crate) fn aim(self) -> Option<Aim> {
        match self {
            Self::Kill(aim) | Self::Stall(aim) => Some(aim),
            Self::Cut | Self::Hold | Self::Delay | Self::Restart => None,
        }
    }
}

/// The moment at which it goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Aim {
    Anytime,
    Leased,
    Intending,
    Intended,
    Saving,
    Saved,
}

impl Aim {
    pub(crate) fn hits(self, step: &Step) -> bool {
        match self {
            Self::Anytime => true,
            Self::Leased => matches!(step, Step::Leased),
            Self::Intending => matches!(step, Step::Intending(_)),
            Self::Intended => matches!(step, Step::Intended(_)),
            Self::Saving => matches!(step, Step::Saving(_)),
            Self::Saved => matches!(step, Step::Saved(_)),
        }
    }
}

/// What goes wrong in `rotations`, each after so many of them.
pub(crate) fn troubles(rotations: u64, server: bool, random: &mut StdRng) -> Vec<(u64, Trouble)> {
    const AIMS: [Aim; 6] = [
        Aim::Anytime,
        Aim::Leased,
        Aim::Intending,
        Aim::Intended,
        Aim::Saving,
        Aim::Saved,
    ];
    let mut troubles = Vec::new();
    for _ in 0..(rotations / 20).max(2) {
        troubles.push(Trouble::Kill(*AIMS.choose(random).unwrap()));
    }
    for _ in 0..(rotations / 150).max(1) {
        let aim = [Aim::Intended, Aim::Saving, Aim::Anytime].choose(random);
        troubles.push(Trouble::Stall(*aim.unwrap()));
    }
    if server {
        for _ in 0..(rotations / 250).max(1) {
            troubles.extend([
                Trouble::Cut,
                Trouble::Hold,
                Trouble::Delay,
                Trouble::Restart,
            ]);
        }
    }
    let mut planned: Vec<_> = troubles
        .into_iter()
        .map(|trouble| {
            (
                random.random_range(rotations / 20..rotations * 9 / 10),
                trouble,
            )
        })
        .collect();
    planned.sort_by_key(|(after, _)| *after);
    planned
}
