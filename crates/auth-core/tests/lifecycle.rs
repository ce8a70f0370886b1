//! Safety and liveness of the lifecycle over generated policies and histories.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::time::Duration;

use auth_core::{
    Backoff, Decision, Exchange, ExpiresIn, Expiry, Granted, Jitter, Lifecycle, Moment,
    RefreshPolicy, RefreshTerm, Refusal, Renewal, Replay,
};
use proptest::prelude::*;
use time::OffsetDateTime;

const YEAR: u64 = 365 * 24 * 3600;

fn start() -> Moment {
    let wall = OffsetDateTime::from_unix_timestamp(1_767_225_600).unwrap();
    Moment {
        wall,
        uptime: Duration::from_secs(1000),
    }
}

fn policies() -> impl Strategy<Value = RefreshPolicy> {
    let renewal = prop_oneof![
        1 => Just(Renewal::None),
        3 => Just(Renewal::SignIn),
        5 => Just(Renewal::RefreshToken),
    ];
    let replay = prop_oneof![
        Just(Replay::Safe),
        Just(Replay::Sparingly),
        Just(Replay::Never)
    ];
    let spans = (0_u64..60, 0_u64..7200, 1_u64..100_000, any::<bool>());
    let backoff = (1_u64..10_000, 1_u64..100);
    (renewal, any::<bool>(), replay, spans, backoff).prop_map(
        |(renewal, overlap, replay, (skew, window, unknown, hard), (first, factor))| {
            let mut policy = RefreshPolicy::new(renewal)
                .with_overlap(overlap)
                .with_replay(replay)
                .with_unknown_age(Duration::from_secs(unknown), hard);
            policy.longest_skew = Duration::from_secs(skew);
            policy.longest_window = Duration::from_secs(window);
            let first = Duration::from_millis(first);
            policy.backoff = Backoff {
                first,
                longest: first * u32::try_from(factor).unwrap_or(1),
            };
            policy
        },
    )
}

fn lifecycles() -> impl Strategy<Value = Lifecycle> {
    (policies(), any::<bool>(), any::<u16>())
        .prop_map(|(policy, signs_in, jitter)| Lifecycle::new(policy, signs_in, Jitter(jitter)))
}

/// A second to ten years, evenly over the orders of magnitude.
fn lives() -> impl Strategy<Value = Duration> {
    (0.0_f64..=(10.0 * 365.0 * 24.0 * 3600.0_f64).ln())
        .prop_map(|order| Duration::from_secs_f64(order.exp()))
}

/// How long something lives, as its provider says.
#[derive(Clone, Copy, Debug)]
enum Life {
    Of(Duration),
    Unknown,
    Endless,
}

fn expiries() -> impl Strategy<Value = Life> {
    prop_oneof![8 => lives().prop_map(Life::Of), 1 => Just(Life::Unknown), 1 => Just(Life::Endless)]
}

#[derive(Clone, Debug)]
enum Event {
    Wait(Duration),
    /// A token of this life, and a refresh token of that.
    Grant(Life, Option<Life>),
    Refuse(Exchange, Refusal),
    Reject {
        current: bool,
    },
    Invalidate,
    End,
    Forget,
    NewInput,
}

fn events() -> impl Strategy<Value = Event> {
    let exchange = prop_oneof![Just(Exchange::RefreshToken), Just(Exchange::SignIn)];
    let asked = proptest::option::of((0_u64..4000).prop_map(Duration::from_secs));
    let refusal = prop_oneof![
        asked.clone().prop_map(Refusal::Transient),
        asked.prop_map(Refusal::Unknown),
        Just(Refusal::Misconfigured),
        Just(Refusal::Permanent),
        Just(Refusal::Fault),
    ];
    prop_oneof![
        6 => lives().prop_map(|life| Event::Wait(life / 4)),
        4 => (expiries(), proptest::option::of(expiries()))
            .prop_map(|(expiry, refresh)| Event::Grant(expiry, refresh)),
        4 => (exchange, refusal).prop_map(|(by, refusal)| Event::Refuse(by, refusal)),
        2 => any::<bool>().prop_map(|current| Event::Reject { current }),
        1 => Just(Event::Invalidate),
        1 => Just(Event::End),
        1 => Just(Event::Forget),
        1 => Just(Event::NewInput),
    ]
}

fn granted(sent: Moment, life: Life, refresh: Option<Life>) -> Granted {
    let expiry = match life {
        Life::Of(life) => Expiry::documented(sent.wall, life),
        Life::Unknown => Expiry::Unknown,
        Life::Endless => Expiry::Never,
    };
    let refresh = refresh.map(|life| RefreshTerm {
        expires_at: if let Life::Of(life) = life {
            Some(sent.wall + life)
        } else {
            None
        },
    });
    Granted {
        sent,
        expiry,
        refresh,
        signed_in_at: None,
        restored: false,
    }
}

/// A lifecycle and what an onlooker knows of it.
#[derive(Clone, Debug)]
struct World {
    lifecycle: Lifecycle,
    now: Moment,
    /// The end by the provider's word, of the last grant.
    end: Option<OffsetDateTime>,
    good: bool,
}

impl World {
    fn after(lifecycle: Lifecycle, history: &[Event]) -> Self {
        let mut world = Self {
            lifecycle,
            now: start(),
            end: None,
            good: false,
        };
        for event in history {
            world.apply(event);
        }
        world
    }

    fn apply(&mut self, event: &Event) {
        let now = self.now;
        match event {
            Event::Wait(span) => self.now = now.after(*span),
            Event::Grant(life, refresh) => {
                let granted = granted(now, *life, *refresh);
                self.end = granted.expiry.instant();
                self.good = true;
                self.lifecycle.granted(now, granted);
            }
            Event::Refuse(by, refusal) => {
                self.lifecycle.refused(now, *by, *refusal);
                if (*by, *refusal) == (Exchange::RefreshToken, Refusal::Permanent) {
                    self.good = false;
                }
            }
            Event::Reject { current: true } => {
                let generation = self.lifecycle.generation();
                self.lifecycle.rejected(now, generation);
                self.good = false;
            }
            Event::Reject { current: false } => {
                let old = Lifecycle::new(RefreshPolicy::new(Renewal::None), false, Jitter(0));
                // Generation zero is older than any grant.
                if self.lifecycle.generation() != old.generation() {
                    assert!(!self.lifecycle.rejected(now, old.generation()));
                }
            }
            Event::Invalidate => {
                self.lifecycle.invalidated(now);
                self.good = false;
            }
            Event::End => {
                let generation = self.lifecycle.generation();
                self.lifecycle.ended(generation);
                self.good = false;
            }
            Event::Forget => {
                self.lifecycle.forgotten();
                self.good = false;
            }
            Event::NewInput => self.lifecycle.input_changed(),
        }
    }

    fn serves(&self) -> bool {
        matches!(
            self.lifecycle.decide(self.now),
            Decision::Serve(_) | Decision::Renew(_)
        )
    }
}

fn worlds() -> impl Strategy<Value = World> {
    (lifecycles(), proptest::collection::vec(events(), 0..40))
        .prop_map(|(lifecycle, history)| World::after(lifecycle, &history))
}

/// Decisions in the order in which time alone may lead through them.
fn rank(decision: Decision) -> u8 {
    match decision {
        Decision::Serve(_) | Decision::Renew(_) => 0,
        Decision::BackOff(_) => 1,
        Decision::Obtain(_) => 2,
        Decision::GiveUp => 3,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, ..ProptestConfig::default() })]

    #[test]
    fn never_serves_past_the_end_nor_what_was_refused(
        lifecycle in lifecycles(),
        history in proptest::collection::vec(events(), 1..60),
    ) {
        let mut world = World::after(lifecycle, &[]);
        for event in &history {
            world.apply(event);
            if world.serves() {
                prop_assert!(world.good, "serves what was rejected, ended or forgotten");
                prop_assert!(world.end.is_none_or(|end| world.now.wall < end), "serves past the end");
            }
        }
    }

    #[test]
    fn stops_at_the_hard_edge_on_either_clock(life in lives(), policy in policies(), jitter: u16, wall: bool) {
        let mut lifecycle = Lifecycle::new(policy, true, Jitter(jitter));
        let now = start();
        lifecycle.granted(now, granted(now, Life::Of(life), None));
        let skew = policy.longest_skew.min(life / 10);
        let mut edge = now.after(life.saturating_sub(skew));
        if wall { edge.uptime = now.uptime } else { edge.wall = now.wall }
        let decision = lifecycle.decide(edge);
        prop_assert!(!matches!(decision, Decision::Serve(_) | Decision::Renew(_)), "{decision:?}");
    }

    #[test]
    fn a_fresh_grant_is_served_whatever_came_before(world in worlds(), life in expiries(), refresh: bool) {
        let mut world = world;
        world.apply(&Event::Grant(life, refresh.then_some(Life::Endless)));
        prop_assert!(world.serves(), "{:?}", world.lifecycle.decide(world.now));
        let Decision::Serve(edge) = world.lifecycle.decide(world.now) else {
            return Err(TestCaseError::fail("a fresh grant is renewed at once"));
        };
        // A renewal is wanted no earlier than after two thirds of a life.
        if let (Life::Of(life), Some(edge)) = (life, edge) {
            prop_assert!(world.now.until(edge) >= life.mul_f64(0.59), "{:?} of {life:?}", world.now.until(edge));
        }
    }

    #[test]
    fn a_token_that_arrives_inside_its_window_is_not_renewed_at_once(policy in policies(), jitter: u16, life in lives(), late in 0.0_f64..1.0) {
        let mut policy = policy;
        policy.renewal = Renewal::SignIn;
        let mut lifecycle = Lifecycle::new(policy, true, Jitter(jitter));
        let sent = start();
        lifecycle.granted(sent, granted(sent, Life::Of(life), None));
        let (Some(soft), Some(dead)) = (lifecycle.renew_at(), lifecycle.dead_at()) else { return Ok(()) };
        let arrived = soft.after(soft.until(dead).mul_f64(late * 0.9));
        let left = arrived.until(dead);
        if left < Duration::from_millis(500) { return Ok(()) }
        lifecycle.granted(arrived, granted(sent, Life::Of(life), None));
        let Decision::Serve(Some(edge)) = lifecycle.decide(arrived) else {
            return Err(TestCaseError::fail("renewed at once"));
        };
        prop_assert!(arrived.until(edge) >= left.mul_f64(0.49), "{:?} of {left:?}", arrived.until(edge));
    }

    #[test]
    fn transient_refusals_keep_serving_while_usable(
        policy in policies(), jitter: u16, life in lives(), at in 0.0_f64..0.85,
        refusals in proptest::collection::vec((0_u64..50, any::<bool>()), 1..10),
    ) {
        let mut lifecycle = Lifecycle::new(policy, true, Jitter(jitter));
        let sent = start();
        lifecycle.granted(sent, granted(sent, Life::Of(life), Some(Life::Endless)));
        let Some(dead) = lifecycle.dead_at() else { return Ok(()) };
        let mut now = sent.after(life.mul_f64(at));
        for (pause, asked) in refusals {
            let asked = asked.then_some(Duration::from_secs(pause));
            lifecycle.refused(now, Exchange::RefreshToken, Refusal::Transient(asked));
            if !now.reached(dead) {
                let decision = lifecycle.decide(now);
                prop_assert!(matches!(decision, Decision::Serve(_)), "{decision:?}");
            }
            now = now.after(life / 100);
        }
    }

    #[test]
    fn back_off_is_honoured_and_ends(
        world in worlds(), asked in 0_u64..100_000, share in 0.0_f64..0.999,
    ) {
        let mut world = world;
        world.lifecycle.invalidated(world.now);
        world.lifecycle.input_changed();
        let before = world.lifecycle.decide(world.now);
        let asked = Duration::from_secs(asked);
        world.lifecycle.refused(world.now, Exchange::SignIn, Refusal::Transient(Some(asked)));
        if let Decision::Obtain(_) = before {
            let during = world.lifecycle.decide(world.now.after(asked.mul_f64(share)));
            // A refresh token may end during the pause; then there is nothing to come back for.
            let ended = during == Decision::GiveUp && !world.lifecycle.signs_in();
            prop_assert!(asked.is_zero() || matches!(during, Decision::BackOff(_)) || ended, "{during:?}");
            let Decision::BackOff(until) = world.lifecycle.decide(world.now) else {
                return Err(TestCaseError::fail("no pause after a failure"));
            };
            prop_assert!(world.now.until(until) <= asked.max(Duration::from_secs(1000)));
            let after = world.lifecycle.decide(until);
            prop_assert!(matches!(after, Decision::Obtain(_) | Decision::GiveUp), "{after:?}");
            prop_assert!(after == before || after == Decision::Obtain(Exchange::SignIn) || after == Decision::GiveUp);
        }
    }

    #[test]
    fn pauses_grow_up_to_their_limit(first in 1_u64..10_000, factor in 1_u32..1000, jitter: u16) {
        let backoff = Backoff { first: Duration::from_millis(first), longest: Duration::from_millis(first) * factor };
        for failures in 1..200 {
            let pause = backoff.pause(failures, Jitter(jitter));
            let whole = backoff.first.saturating_mul(2_u32.saturating_pow(failures - 1)).min(backoff.longest);
            prop_assert!(pause <= whole && pause >= whole / 2, "{failures}: {pause:?} of {whole:?}");
        }
    }

    #[test]
    fn a_refused_refresh_token_is_dropped_and_a_new_one_is_used(world in worlds(), life in lives()) {
        let mut world = world;
        world.lifecycle.refused(world.now, Exchange::RefreshToken, Refusal::Permanent);
        prop_assert!(!world.lifecycle.can_refresh(world.now));
        for span in [1, 60, 3600, YEAR] {
            let later = world.now.after(Duration::from_secs(span));
            prop_assert!(!refreshes(world.lifecycle.decide(later)));
        }
        world.apply(&Event::Grant(Life::Of(life), Some(Life::Endless)));
        prop_assert!(world.lifecycle.can_refresh(world.now));
    }

    #[test]
    fn an_outlived_refresh_token_is_not_used_and_a_living_one_is(
        policy in policies(), signs_in: bool, life in lives(), refresh_life in lives(),
    ) {
        let mut policy = policy;
        policy.renewal = Renewal::RefreshToken;
        let mut lifecycle = Lifecycle::new(policy, signs_in, Jitter(7));
        let now = start();
        lifecycle.granted(now, granted(now, Life::Of(life), Some(Life::Of(refresh_life))));
        lifecycle.invalidated(now);
        prop_assert_eq!(lifecycle.decide(now), Decision::Obtain(Exchange::RefreshToken));
        let outlived = lifecycle.decide(now.after(refresh_life));
        prop_assert!(!refreshes(outlived));
        prop_assert_eq!(outlived, if signs_in { Decision::Obtain(Exchange::SignIn) } else { Decision::GiveUp });
    }

    #[test]
    fn a_lost_answer_is_repeated_as_the_policy_allows_and_no_more(
        policy in policies(), signs_in: bool, jitter: u16, losses in 1_usize..5,
    ) {
        let mut policy = policy;
        policy.renewal = Renewal::RefreshToken;
        let mut lifecycle = Lifecycle::new(policy, signs_in, Jitter(jitter));
        let mut now = start();
        lifecycle.granted(now, granted(now, Life::Of(Duration::from_secs(10)), Some(Life::Endless)));
        now = now.after(Duration::from_secs(10));
        let mut spends = 0;
        for _ in 0..losses {
            now = now.after(Duration::from_secs(10_000));
            if refreshes(lifecycle.decide(now)) {
                spends += 1;
                lifecycle.refused(now, Exchange::RefreshToken, Refusal::Unknown(None));
            }
        }
        let allowed = match policy.replay { Replay::Never => 1, _ => losses };
        prop_assert_eq!(spends, losses.min(allowed));
        if spends == losses && losses < allowed { return Ok(()) }
        if policy.replay == Replay::Never {
            let expected = if signs_in { Decision::Obtain(Exchange::SignIn) } else { Decision::GiveUp };
            prop_assert_eq!(lifecycle.decide(now.after(Duration::from_secs(10_000))), expected);
        }
    }

    #[test]
    fn without_overlap_nobody_is_served_inside_the_window(
        lifecycle in lifecycles(), history in proptest::collection::vec(events(), 1..60), share in 0.0_f64..1.0,
    ) {
        let value = serde_json::to_value(&lifecycle).unwrap();
        if value["policy"]["overlap"] == serde_json::Value::Bool(true) { return Ok(()) }
        let world = World::after(lifecycle, &history);
        if let Some(renew) = world.lifecycle.renew_at() {
            let span = world.lifecycle.dead_at().map_or(Duration::from_secs(YEAR), |dead| renew.until(dead));
            let inside = renew.after(span.mul_f64(share));
            let decision = world.lifecycle.decide(inside);
            prop_assert!(rank(decision) > 0, "{decision:?}");
        }
    }

    #[test]
    fn decisions_only_move_forward_while_time_passes(
        world in worlds(), spans in proptest::collection::vec(lives(), 1..30),
    ) {
        let mut world = world;
        let mut last = rank(world.lifecycle.decide(world.now));
        for span in spans {
            world.apply(&Event::Wait(span / 10));
            let next = rank(world.lifecycle.decide(world.now));
            prop_assert!(next >= last, "{last} then {next}");
            last = next;
        }
    }

    #[test]
    fn nothing_changes_before_the_moment_that_a_decision_names(world in worlds(), share in 0.0_f64..0.99) {
        let decision = world.lifecycle.decide(world.now);
        let (Decision::Serve(Some(edge)) | Decision::BackOff(edge)) = decision else { return Ok(()) };
        let between = world.now.after(world.now.until(edge).mul_f64(share));
        if !between.reached(edge) {
            // Only a refresh token that ends during a pause makes the pause pointless.
            let during = world.lifecycle.decide(between);
            let pointless = during == Decision::GiveUp && matches!(decision, Decision::BackOff(_));
            prop_assert!(during == decision || pointless, "{during:?} before the edge of {decision:?}");
        }
        prop_assert_ne!(world.lifecycle.decide(edge), decision, "the edge changes nothing");
    }

    #[test]
    fn state_survives_serialisation(world in worlds()) {
        let text = serde_json::to_string(&world.lifecycle).unwrap();
        let back: Lifecycle = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(back, world.lifecycle);
    }

    #[test]
    fn total_at_the_extremes(
        lifecycle in lifecycles(), seconds in any::<i64>(), uptime in any::<u64>(), life in any::<u64>(), expires in any::<i64>(),
    ) {
        let mut lifecycle = lifecycle;
        let range = OffsetDateTime::new_utc(time::Date::MIN, time::Time::MIDNIGHT).unix_timestamp()
            ..=OffsetDateTime::new_utc(time::Date::MAX, time::Time::MIDNIGHT).unix_timestamp();
        let clamp = |s: i64| s.clamp(*range.start(), *range.end());
        for wall in [clamp(seconds), *range.start(), *range.end(), 0] {
            let wall = OffsetDateTime::from_unix_timestamp(wall).unwrap();
            for uptime in [Duration::from_secs(uptime), Duration::ZERO, Duration::MAX] {
                let now = Moment { wall, uptime };
                let ends = [
                    Expiry::At(OffsetDateTime::from_unix_timestamp(clamp(expires)).unwrap()),
                    Expiry::in_seconds(wall, ExpiresIn(Some(expires))),
                    Expiry::documented(wall, Duration::from_secs(life)),
                    Expiry::Unknown,
                ];
                for expiry in ends {
                    lifecycle.granted(now, Granted { sent: now, expiry, refresh: None, signed_in_at: None, restored: false });
                    lifecycle.refused(now, Exchange::SignIn, Refusal::Transient(Some(Duration::from_secs(life))));
                    lifecycle.decide(now);
                    lifecycle.decide(now.after(Duration::MAX));
                    lifecycle.decide(now.after(Duration::from_secs(life)));
                    let _ = lifecycle.person_needed_at();
                }
            }
        }
    }

    #[test]
    fn a_person_is_announced_before_they_are_needed(
        life in lives(), refresh_life in lives(), session in lives(), share in 0.0_f64..0.99,
    ) {
        let policy = RefreshPolicy::new(Renewal::RefreshToken).with_session(session);
        let mut lifecycle = Lifecycle::new(policy, false, Jitter(1));
        let now = start();
        lifecycle.granted(now, granted(now, Life::Of(life), Some(Life::Of(refresh_life))));
        let needed = lifecycle.person_needed_at().unwrap();
        prop_assert_eq!(needed, now.wall + refresh_life.min(session));
        let before = now.after(refresh_life.min(session).mul_f64(share));
        prop_assert_ne!(lifecycle.decide(before), Decision::GiveUp, "needed earlier than announced");
    }
}

fn refreshes(decision: Decision) -> bool {
    matches!(
        decision,
        Decision::Renew(Exchange::RefreshToken) | Decision::Obtain(Exchange::RefreshToken)
    )
}
