//! The rules that hold whatever a provider documents.

use std::panic::{AssertUnwindSafe, catch_unwind};

use http::{HeaderMap, HeaderValue, Uri};

use super::{Case, broken::Broken, hostile};
use crate::{
    Actor, AuthHeaders, Body, Delivery, Error, ErrorKind, Facts, Generation, Grant, Origin,
    Provider, Renewal, Response, SignIn, TokenSet, Verdict,
};

/// Runs every rule; gives the scheme's name and the rules it broke.
pub(super) fn run(case: &Case<'_>, provider: &dyn Provider) -> (String, Broken) {
    let mut broken = Broken::default();
    let Ok(facts) = catch_unwind(AssertUnwindSafe(|| provider.facts())) else {
        broken.add("facts: the provider panicked".to_owned(), None);
        return ("the provider".to_owned(), broken);
    };
    let mut run = Run {
        case,
        provider,
        facts,
        broken,
    };
    run.check_facts();
    run.check_described();
    run.check_missing_grants();
    if let SignIn::Static(tokens) = &facts.sign_in {
        run.check_headers("the credential", tokens);
        for grant in [Grant::Client, Grant::password("x")] {
            let name = grant.name();
            let request = run.ask(name, |provider| provider.token_request(&grant));
            run.require(
                request.is_none_or(|request| request.is_err()),
                format!("{name}: a static scheme has no token request"),
            );
        }
    }
    for (grant, answer) in &case.grants {
        run.check_request(grant);
        run.check_answer(grant, answer);
        run.check_hostile_answers(grant);
    }
    run.check_hostile_verdicts();
    run.check_documented();
    (format!("{} {}", facts.provider, facts.scheme), run.broken)
}

pub(super) struct Run<'c> {
    pub(super) case: &'c Case<'c>,
    pub(super) provider: &'c dyn Provider,
    pub(super) facts: &'c Facts,
    pub(super) broken: Broken,
}

impl Run<'_> {
    pub(super) fn require(&mut self, holds: bool, rule: impl Into<String>) {
        if !holds {
            self.broken.add(rule.into(), None);
        }
    }

    /// For a rule that many answers are held to; `answer` says which one broke it.
    pub(super) fn require_of(&mut self, holds: bool, rule: impl Into<String>, answer: &str) {
        if !holds {
            self.broken.add(rule.into(), Some(answer.to_owned()));
        }
    }

    /// Asks the provider; a panic breaks a rule and is no answer.
    pub(super) fn ask<T>(&mut self, what: &str, ask: impl FnOnce(&dyn Provider) -> T) -> Option<T> {
        let answer = catch_unwind(AssertUnwindSafe(|| ask(self.provider))).ok();
        self.require(answer.is_some(), format!("{what}: the provider panicked"));
        answer
    }

    pub(super) fn reveals_nothing(&mut self, what: &str, text: &str) {
        let secret = self.case.secrets.iter().any(|secret| text.contains(secret));
        self.require(!secret, format!("{what} reveals a secret"));
    }

    fn check_facts(&mut self) {
        let facts = self.facts;
        self.require(
            !facts.provider.is_empty() && !facts.scheme.is_empty(),
            "facts: a scheme has a name",
        );
        self.require(
            Origin::of(&facts.api).is_ok(),
            "facts: the API base is an absolute URL",
        );
        self.require(
            !facts.api.to_string().ends_with("//"),
            "facts: the API base ends without a slash",
        );
        self.reveals_nothing("facts: the text", &format!("{facts:?}"));
    }

    /// What the scheme obtains and renews tokens by is there to be tried.
    fn check_missing_grants(&mut self) {
        let sign_in: &[&str] = match self.facts.sign_in {
            SignIn::Static(_) => return,
            SignIn::Client => &["client"],
            SignIn::Password(_) => &["password"],
            SignIn::Person => &["authorization_code", "assertion"],
        };
        let renewal: &[&str] = match self.facts.policy.renewal {
            Renewal::RefreshToken => &["refresh_token"],
            _ => &[],
        };
        for names in [sign_in, renewal]
            .into_iter()
            .filter(|names| !names.is_empty())
        {
            let mut grants = self.case.grants.iter();
            let is_there = grants.any(|(grant, _)| names.contains(&grant.name()));
            self.require(
                is_there,
                format!(
                    "{}: the case has no such grant, which the scheme needs",
                    names.join(" or ")
                ),
            );
        }
    }

    fn check_request(&mut self, grant: &Grant) {
        let name = grant.name();
        let Some(request) = self.ask(name, |provider| provider.token_request(grant)) else {
            return;
        };
        let request = match request {
            Ok(request) => request,
            Err(error) => return self.require(false, format!("{name}: no token request: {error}")),
        };
        self.require(
            self.facts.origins.check(&request).is_ok(),
            format!(
                "{name}: the token request carries a secret to an origin that is not named for it"
            ),
        );
        self.reveals_nothing(
            &format!("{name}: the request's URL"),
            &request.uri().to_string(),
        );
        self.reveals_nothing(&format!("{name}: the request"), &format!("{request:?}"));
        for (header, value) in request.headers() {
            let text = String::from_utf8_lossy(value.as_bytes());
            let secret = self.case.secrets.iter().any(|secret| text.contains(secret));
            self.require(
                !secret || value.is_sensitive(),
                format!("{name}: {header} carries a secret and is not marked sensitive"),
            );
        }
        if let Body::Bytes { bytes, .. } = request.body() {
            self.reveals_nothing(
                &format!("{name}: a body of plain bytes"),
                &String::from_utf8_lossy(bytes),
            );
        }
        let again = self.ask(name, |provider| provider.token_request(grant).ok());
        self.require(
            again.flatten().map(|again| format!("{again:?}")) == Some(format!("{request:?}")),
            format!("{name}: the same grant gives the same request"),
        );
    }

    fn check_answer(&mut self, grant: &Grant, answer: &Response) {
        let name = grant.name();
        let read = self.ask(name, |provider| provider.token_response(grant, answer));
        match read {
            None => {}
            Some(Err(error)) => {
                self.require(false, format!("{name}: refused its own sample: {error}"));
            }
            Some(Ok(tokens)) => {
                self.reveals_nothing(&format!("{name}: the tokens"), &format!("{tokens:?}"));
                self.check_headers(name, &tokens);
            }
        }
    }

    fn check_headers(&mut self, name: &str, tokens: &TokenSet) {
        let set = match self.ask(name, |provider| provider.headers(tokens)) {
            None => return,
            Some(Ok(set)) => set,
            Some(Err(error)) => {
                return self.require(
                    false,
                    format!("{name}: no headers for a good token: {error}"),
                );
            }
        };
        self.reveals_nothing(&format!("{name}: the headers"), &format!("{set:?}"));
        let headers = AuthHeaders::new(set, &self.facts.origins, Generation::FIRST, None);
        let mut map = HeaderMap::new();
        self.require(
            headers.apply(&self.facts.api, &mut map).is_ok(),
            format!("{name}: the API may receive its own headers"),
        );
        self.require(
            !map.is_empty(),
            format!("{name}: a call carries a credential"),
        );
        self.require(
            map.values().any(HeaderValue::is_sensitive),
            format!("{name}: the credential is marked sensitive"),
        );
        self.check_carried(name, &map);
        let mut elsewhere = HeaderMap::new();
        for stranger in [
            "https://example.org/",
            "http://192.0.2.1/",
            "https://127.0.0.1:9/",
        ] {
            let refused = headers.apply(&Uri::from_static(stranger), &mut elsewhere);
            self.require(
                refused.is_err(),
                format!("{name}: {stranger} got a credential"),
            );
        }
        self.require(
            elsewhere.is_empty(),
            format!("{name}: a refused request stays untouched"),
        );
    }

    fn check_hostile_answers(&mut self, grant: &Grant) {
        let name = grant.name();
        for (status, body, answer) in hostile::answers(&hostile::OF_TOKENS) {
            let about = format!("{status} {body}");
            let provider = self.provider;
            let read = catch_unwind(AssertUnwindSafe(|| provider.token_response(grant, &answer)));
            match read {
                Err(_) => {
                    self.require_of(false, format!("{name}: the provider panicked on"), &about);
                }
                Ok(Ok(_)) => {
                    self.require_of(
                        false,
                        format!("{name}: a hostile answer taken for a success"),
                        &about,
                    );
                }
                Ok(Err(error)) => self.check_refusal(name, status, body, &error),
            }
        }
    }

    fn check_refusal(&mut self, name: &str, status: u16, body: &str, error: &Error) {
        self.reveals_nothing(&format!("{name}: an error"), &format!("{error} {error:?}"));
        let kind = error.kind();
        let context = format!("{status} {body}: {kind:?}");
        self.require_of(
            error.actor() != Actor::Us,
            format!("{name}: a hostile answer is not blamed on the library"),
            &context,
        );
        let ends = matches!(kind, ErrorKind::SignInRequired(_));
        match status {
            429 => self.require_of(
                *kind == ErrorKind::RateLimited,
                format!("{name}: 429 is a rate limit"),
                &context,
            ),
            501..=599 => {
                self.require_of(
                    !ends,
                    format!("{name}: a failing server ends no grant"),
                    &context,
                );
                self.require_of(
                    error.retry_after().is_none_or(|p| p.as_secs() <= 3600),
                    format!("{name}: a pause of an hour at most"),
                    &context,
                );
            }
            200..=204 if !ends => self.require_of(
                error.delivery() != Delivery::NotDelivered,
                format!("{name}: a success was delivered"),
                &context,
            ),
            _ => {}
        }
        self.require_of(
            status != 500 || body != hostile::HTML || !ends,
            format!("{name}: a page for people ends no grant"),
            &context,
        );
    }

    fn check_hostile_verdicts(&mut self) {
        for (status, body, answer) in hostile::answers(&hostile::OF_CALLS) {
            let about = format!("{status} {body}");
            let provider = self.provider;
            let read = catch_unwind(AssertUnwindSafe(|| provider.verdict(&answer)));
            let Ok(verdict) = read else {
                self.require_of(false, "a call: the verdict panicked on", &about);
                continue;
            };
            self.reveals_nothing("a call: the verdict", &format!("{verdict:?}"));
            let loses = matches!(verdict, Verdict::Rejected | Verdict::NeedsPerson(_));
            self.require_of(
                !(loses && (status >= 500 || status == 429)),
                "a call: the credential is lost although the server failed",
                &format!("{about}: {verdict:?}"),
            );
        }
    }
}
