//! What is checked of every state, and every way there.

use stateright::{Model, Property};

use crate::{
    driving::waits,
    fleet::Fleet,
    process::Work,
    rules::{Act, Breach, Budget, How, Rules, Sight},
};

impl Model for Rules {
    type State = Fleet;
    type Action = Act;

    fn init_states(&self) -> Vec<Fleet> {
        vec![Fleet::new(self)]
    }

    fn actions(&self, fleet: &Fleet, acts: &mut Vec<Act>) {
        for (p, process) in fleet.processes.iter().enumerate() {
            for (slot, _) in process
                .works
                .iter()
                .enumerate()
                .filter(|(_, work)| work.is_some())
            {
                acts.push(Act::Step(p, slot, How::Well));
                for how in [How::Fails, How::Lost, How::Unheard, How::Late] {
                    acts.push(Act::Step(p, slot, how));
                }
                acts.push(Act::Beat(p, slot));
            }
            acts.extend([
                Act::Renew(p),
                Act::Look(p),
                Act::SignIn(p),
                Act::Settle(p),
                Act::Forget(p),
                Act::Crash(p),
                Act::CrashSending(p),
            ]);
        }
        acts.push(Act::Expire);
        acts.extend((0..fleet.adrift.len()).map(Act::Arrive));
        acts.extend((0..fleet.provider.sign_ins()).map(Act::Revoke));
    }

    fn next_state(&self, fleet: &Fleet, act: Act) -> Option<Fleet> {
        // What was broken stays broken: nothing is learnt from what comes after.
        (fleet.breaches == 0 || self.repeats)
            .then(|| fleet.after(self, act))
            .flatten()
    }

    fn properties(&self) -> Vec<Property<Self>> {
        let mut properties = vec![
            Property::always(LIVE_TOKEN, |_, fleet: &Fleet| {
                !broken(fleet, Breach::LiveTokenLost)
            }),
            Property::always(ALARM, |_, fleet: &Fleet| !broken(fleet, Breach::FalseAlarm)),
            Property::always(WORD, |_, fleet: &Fleet| {
                !broken(fleet, Breach::WithoutAWord)
            }),
            Property::always(END, somebody_can_go_on),
            Property::sometimes(ADOPTED, |_, fleet: &Fleet| seen(fleet, Sight::Adopted)),
            Property::sometimes(SAVED_LATE, |_, fleet: &Fleet| seen(fleet, Sight::SavedLate)),
            Property::sometimes(TAKEN_UP, |_, fleet: &Fleet| {
                seen(fleet, Sight::TakenUpAgain)
            }),
            Property::sometimes(MARKED, |_, fleet: &Fleet| seen(fleet, Sight::MarkedDead)),
            Property::sometimes(WITHDRAWN, |_, fleet: &Fleet| seen(fleet, Sight::Withdrawn)),
        ];
        if self.spends {
            // Where nothing is spent, a wrong belief costs an exchange at most.
            properties.push(Property::always(BELIEF, |_, fleet: &Fleet| {
                belief_is_true(fleet)
            }));
        }
        if !self.repeats && self.spends {
            properties.push(Property::always(SPENT_ONCE, |_, fleet: &Fleet| {
                !broken(fleet, Breach::SpentTwice)
            }));
            properties.push(Property::sometimes(ORPHANED, |_, fleet: &Fleet| {
                seen(fleet, Sight::Orphaned)
            }));
            properties.push(Property::always(RECORD, |_, fleet: &Fleet| {
                record_is_live(fleet)
            }));
        }
        properties
    }
}

pub const SPENT_ONCE: &str = "no refresh token is spent twice";
pub const LIVE_TOKEN: &str =
    "a live token is replaced by its successor, a sign-in or its owner only";
pub const RECORD: &str = "without an intent the record's refresh token is the live one";
pub const ALARM: &str =
    "a person is asked only after a crash, a stall, a lost answer or a revocation";
pub const END: &str = "everybody who waits gets an end";
pub const WORD: &str = "every end says what it is";
pub const BELIEF: &str = "what a process believes to be stored is what it holds";

/// What must never be broken.
pub const PROMISES: &[&str] = &[SPENT_ONCE, LIVE_TOKEN, RECORD, ALARM, END, WORD, BELIEF];

pub const ORPHANED: &str = "somebody finds an intent without its author";
pub const ADOPTED: &str = "somebody takes over what another brought";
pub const SAVED_LATE: &str = "tokens are saved after their renewal";
pub const TAKEN_UP: &str = "a renewal that never left is taken up again";
pub const MARKED: &str = "a refused token is marked dead";
pub const WITHDRAWN: &str = "an intent is withdrawn";

fn broken(fleet: &Fleet, breach: Breach) -> bool {
    fleet.breaches & breach as u8 != 0
}

fn seen(fleet: &Fleet, sight: Sight) -> bool {
    fleet.sights & sight as u8 != 0
}

/// While somebody waits, something can happen without a fault.
fn somebody_can_go_on(rules: &Rules, fleet: &Fleet) -> bool {
    let waiting = fleet
        .processes
        .iter()
        .flat_map(|process| process.works.iter().flatten());
    let waiting = waiting
        .clone()
        .any(|work| matches!(work, Work::Drive(drive) if waits(&drive.transaction)));
    if !waiting {
        return true;
    }
    let mut rules = rules.clone();
    let mut quiet = fleet.clone();
    // Nobody holds a lease for ever.
    quiet.left = Budget {
        stalls: 1,
        ..Budget::default()
    };
    quiet.breaches = 0;
    rules.mutant = None;
    let mut acts = Vec::new();
    rules.actions(&quiet, &mut acts);
    acts.into_iter()
        .any(|act| quiet.after(&rules, act).is_some())
}

fn record_is_live(fleet: &Fleet) -> bool {
    fleet.store.read().is_none_or(|(_, kept)| {
        kept.intent.is_some()
            || kept.dead
            || fleet.provider.live(kept.token)
            || fleet.provider.revoked(kept.token.family)
    })
}

fn belief_is_true(fleet: &Fleet) -> bool {
    let Some((_, kept)) = fleet.store.read() else {
        return true;
    };
    fleet.processes.iter().all(|process| {
        let knows = process.idle() && process.unsaved.is_none() && process.stored == Some(kept.id);
        !knows
            || kept.dead
            || !fleet.provider.live(kept.token)
            || process.drops(&kept)
            || process.token == Some(kept.token)
    })
}
