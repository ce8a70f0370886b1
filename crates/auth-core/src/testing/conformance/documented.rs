//! The refusals that a provider documents.

use http::StatusCode;

use super::{
    Case, Class, On, Refusal,
    class::{same_kind, same_verdict},
    hostile,
    run::Run,
};
use crate::{Grant, Response};

impl Run<'_> {
    /// Every documented refusal leads to what its class says, and every exception is one from a refusal.
    pub(super) fn check_documented(&mut self) {
        for (code, _) in &self.case.judged {
            let known = self.case.refusals.iter();
            let known = known.filter(|refusal| refusal.code == Some(code)).count() > 0;
            self.require(
                known,
                format!("{code}: judged, but no refusal has this code"),
            );
        }
        for refusal in self.case.refusals {
            self.check_refused(refusal);
        }
    }

    fn check_refused(&mut self, refusal: &Refusal) {
        let name = refusal.name();
        let status = StatusCode::from_u16(refusal.status).ok();
        let (Some(status), Some(body)) = (status, refusal.body()) else {
            return self.require(
                false,
                format!("{name}: a refusal has a status, and a member for its code"),
            );
        };
        let answer = hostile::answer(status, body.as_bytes());
        match refusal.on {
            On::Call => self.check_refused_call(refusal, &answer),
            On::Token => {
                for (grant, _) in &self.case.grants {
                    if refusal.concerns(grant) {
                        self.check_refused_grant(refusal, grant, &answer);
                    }
                }
            }
        }
    }

    fn check_refused_call(&mut self, refusal: &Refusal, answer: &Response) {
        let class = self.case.class_of(refusal);
        let about = format!("a call: {} ({class:?})", refusal.name());
        self.require(
            answer.status().as_u16() >= 400,
            format!("{about}: a call is refused with an error status"),
        );
        let Some(verdict) = self.ask(&about, |provider| provider.verdict(answer)) else {
            return;
        };
        let right = class.verdicts(&self.facts.sign_in);
        self.require(
            right.iter().any(|right| same_verdict(right, &verdict)),
            format!("{about}: {verdict:?}, where {} is right", listed(&right)),
        );
        let error = self.ask(&about, |provider| provider.refusal(answer, &verdict));
        if let Some(error) = error.flatten() {
            self.reveals_nothing(
                &format!("{about}: the error"),
                &format!("{error} {error:?}"),
            );
        }
    }

    fn check_refused_grant(&mut self, refusal: &Refusal, grant: &Grant, answer: &Response) {
        let class = self.case.class_of(refusal);
        let about = format!("{}: {} ({class:?})", grant.name(), refusal.name());
        let error = match self.ask(&about, |provider| provider.token_response(grant, answer)) {
            None => return,
            Some(Ok(_)) => return self.require(false, format!("{about}: taken for a success")),
            Some(Err(error)) => error,
        };
        self.reveals_nothing(
            &format!("{about}: the error"),
            &format!("{error} {error:?}"),
        );
        let right = class.kinds(grant);
        self.require(
            right.iter().any(|right| same_kind(right, error.kind())),
            format!(
                "{about}: {:?}, where {} is right",
                error.kind(),
                listed(&right)
            ),
        );
    }
}

impl Case<'_> {
    fn class_of(&self, refusal: &Refusal) -> Class {
        let mut judged = self.judged.iter();
        let judged = judged.find(|(code, _)| refusal.code == Some(code));
        judged.map_or(refusal.class, |(_, class)| *class)
    }
}

fn listed<T: std::fmt::Debug>(values: &[T]) -> String {
    let values: Vec<_> = values.iter().map(|value| format!("{value:?}")).collect();
    values.join(" or ")
}
