//! Long random histories against a reference model that knows the rules in whole seconds and nothing of their mechanism.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::time::Duration;

use auth_core::{
    Backoff, Decision, Exchange, Expiry, Granted, Jitter, Lifecycle, Moment, RefreshPolicy,
    RefreshTerm, Refusal, Renewal, Replay,
};
use proptest::prelude::*;
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest, prop_state_machine};
use time::OffsetDateTime;

/// Every life in the model is of this many seconds: a tenth of skew, a fifth to three tenths of window.
const LIFE: u64 = 1000;
const DEAD: u64 = 900;
const SOFT_FROM: u64 = 600;
const SOFT_TO: u64 = 701;
const REFRESH_LIFE: u64 = 5000;
/// Transient pauses are between half of this and this.
const PAUSE: u64 = 40;

#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "a model lists what it knows")]
struct Model {
    signs_in: bool,
    overlap: bool,
    now: u64,
    /// When the token that is held was granted; `None` when it is not to be served.
    token: Option<u64>,
    refresh: Option<u64>,
    /// Between these instants exchanges may begin again; before the first they must not.
    paused: Option<(u64, u64)>,
    /// No exchange by sign-in before new input.
    blocked: bool,
    rejections: u32,
    last_grant: u64,
    /// A failure between soft edge and end, without overlap, has put the window off.
    put_off: bool,
}

#[derive(Clone, Debug)]
enum Step {
    Wait(u64),
    Grant { refresh: bool },
    Transient,
    RefreshRefused,
    SignInRefused,
    Rejected,
    Forgotten,
    NewInput,
}

impl Model {
    fn can_refresh(&self) -> bool {
        self.refresh
            .is_some_and(|since| self.now < since + REFRESH_LIFE)
    }

    fn possible(&self) -> Option<Exchange> {
        if self.can_refresh() {
            Some(Exchange::RefreshToken)
        } else {
            (self.signs_in && !self.blocked).then_some(Exchange::SignIn)
        }
    }

    fn age(&self) -> Option<u64> {
        self.token.map(|since| self.now - since)
    }
}

impl ReferenceStateMachine for Model {
    type State = Self;
    type Transition = Step;

    fn init_state() -> BoxedStrategy<Self> {
        (any::<bool>(), any::<bool>())
            .prop_map(|(signs_in, overlap)| Self {
                signs_in,
                overlap,
                now: 0,
                token: None,
                refresh: None,
                paused: None,
                blocked: false,
                rejections: 0,
                last_grant: 0,
                put_off: false,
            })
            .boxed()
    }

    fn transitions(_: &Self) -> BoxedStrategy<Step> {
        prop_oneof![
            8 => (1_u64..400).prop_map(Step::Wait),
            4 => any::<bool>().prop_map(|refresh| Step::Grant { refresh }),
            3 => Just(Step::Transient),
            1 => Just(Step::RefreshRefused),
            1 => Just(Step::SignInRefused),
            2 => Just(Step::Rejected),
            1 => Just(Step::Forgotten),
            1 => Just(Step::NewInput),
        ]
        .boxed()
    }

    fn apply(mut state: Self, step: &Step) -> Self {
        let now = state.now;
        match step {
            Step::Wait(seconds) => state.now += seconds,
            Step::Grant { refresh } => {
                state.token = Some(now);
                state.refresh = refresh.then_some(now);
                state.paused = None;
                state.blocked = false;
                state.put_off = false;
                state.last_grant = now;
            }
            Step::Transient => {
                // A later failure overrides the pause of an earlier one.
                state.paused = Some((now + PAUSE / 2, now + PAUSE));
                state.put_off |= state.token.is_some();
            }
            Step::RefreshRefused => {
                state.token = None;
                state.refresh = None;
                state.paused = None;
            }
            Step::SignInRefused => state.blocked = true,
            Step::Rejected => {
                if state.token.take().is_some() {
                    state.rejections = if now >= state.last_grant + 60 {
                        1
                    } else {
                        state.rejections + 1
                    };
                    let last = now + PAUSE;
                    if state.rejections > 1 {
                        state.paused = match state.paused {
                            Some((first, until)) if now < first => Some((first, until)),
                            Some((first, until)) if now < until => Some((first, last)),
                            _ => Some((now + PAUSE / 2, last)),
                        };
                    }
                }
            }
            Step::Forgotten => {
                state.token = None;
                state.refresh = None;
                state.paused = None;
                state.blocked = false;
                state.rejections = 0;
            }
            Step::NewInput => {
                state.paused = None;
                state.blocked = false;
                state.rejections = 0;
            }
        }
        state
    }
}

#[derive(Debug)]
struct Real(Lifecycle);

fn moment(seconds: u64) -> Moment {
    let wall =
        OffsetDateTime::from_unix_timestamp(1_767_225_600).unwrap() + Duration::from_secs(seconds);
    Moment {
        wall,
        uptime: Duration::from_secs(seconds),
    }
}

impl StateMachineTest for Real {
    type SystemUnderTest = Self;
    type Reference = Model;

    fn init_test(model: &Model) -> Self {
        let mut policy = RefreshPolicy::new(Renewal::RefreshToken)
            .with_overlap(model.overlap)
            .with_replay(Replay::Never);
        policy.longest_skew = Duration::from_secs(LIFE);
        policy.longest_window = Duration::from_secs(LIFE);
        let pause = Duration::from_secs(PAUSE);
        policy.backoff = Backoff {
            first: pause,
            longest: pause,
        };
        Self(Lifecycle::new(policy, model.signs_in, Jitter(0x1234)))
    }

    fn apply(mut real: Self, model: &Model, step: Step) -> Self {
        let now = moment(model.now);
        let lifecycle = &mut real.0;
        match step {
            Step::Wait(_) => {}
            Step::Grant { refresh } => {
                let life = |seconds| now.wall + Duration::from_secs(seconds);
                let granted = Granted {
                    sent: now,
                    expiry: Expiry::At(life(LIFE)),
                    refresh: refresh.then(|| RefreshTerm {
                        expires_at: Some(life(REFRESH_LIFE)),
                    }),
                    signed_in_at: None,
                    restored: false,
                };
                assert!(lifecycle.granted(now, granted));
            }
            Step::Transient => {
                lifecycle.refused(now, Exchange::SignIn, Refusal::Transient(None));
            }
            Step::RefreshRefused => {
                lifecycle.refused(now, Exchange::RefreshToken, Refusal::Permanent);
            }
            Step::SignInRefused => lifecycle.refused(now, Exchange::SignIn, Refusal::Permanent),
            Step::Rejected => {
                let generation = lifecycle.generation();
                lifecycle.rejected(now, generation);
            }
            Step::Forgotten => lifecycle.forgotten(),
            Step::NewInput => lifecycle.input_changed(),
        }
        real
    }

    fn check_invariants(real: &Self, model: &Model) {
        let decision = real.0.decide(moment(model.now));
        let age = model.age();
        let serves = matches!(decision, Decision::Serve(_) | Decision::Renew(_));
        match age {
            None => assert!(!serves, "{decision:?} without a token"),
            Some(age) if age >= DEAD => assert!(!serves, "{decision:?} of a dead token"),
            Some(age) if age < SOFT_FROM => {
                assert!(
                    matches!(decision, Decision::Serve(_)),
                    "{decision:?} of a young token"
                );
            }
            Some(_) if model.overlap => assert!(serves, "{decision:?} of a living token"),
            Some(_) => {}
        }
        let wanted = age.is_none_or(|age| age >= SOFT_TO) && !(model.put_off && age.is_some());
        let may_begin = model.paused.is_none_or(|(_, last)| model.now >= last);
        let must_wait = model.paused.is_some_and(|(first, _)| model.now < first);
        let begins = match decision {
            Decision::Renew(exchange) | Decision::Obtain(exchange) => Some(exchange),
            _ => None,
        };
        if let Some(exchange) = begins {
            assert_eq!(Some(exchange), model.possible());
            assert!(!must_wait, "{decision:?} during a pause");
        } else if wanted && may_begin {
            // Without a refresh token at the grant there was never a window to renew in.
            let renewable = model.signs_in || model.refresh.is_some();
            assert!(
                model.possible().is_none() || (age.is_some_and(|a| a < DEAD) && !renewable),
                "{decision:?} although an exchange is wanted and possible"
            );
        }
        if decision == Decision::GiveUp {
            assert!(model.possible().is_none(), "gives up too early");
        }
    }
}

prop_state_machine! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn the_lifecycle_follows_its_model(sequential 1..300 => Real);
}
