//! What the suite lets a provider make of the refusals that it documents: for every class, exactly what its table says.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::panic::{AssertUnwindSafe, catch_unwind};

use auth_core::{
    AccessToken, Error, ErrorKind, Expiry, Facts, Grant, HeaderSet, PasswordSource, PersonTask,
    Provider, RefreshPolicy, RefreshToken, Renewal, Request, Response, SignIn, TokenSet, Verdict,
    testing::conformance::{Case, Class, On, Refusal},
};
use common::{Plain, secs, token};

const REFUSAL: Refusal = Refusal {
    on: On::Call,
    grants: &[],
    status: 499,
    member: None,
    code: None,
    class: Class::Renew,
};

/// The list that the run of a case panics with; empty when nothing is broken.
fn broken(case: &Case<'_>) -> String {
    let Err(panic) = catch_unwind(AssertUnwindSafe(|| case.run())) else {
        return String::new();
    };
    panic.downcast_ref::<String>().cloned().unwrap_or_default()
}

/// Gives one verdict and one error, whatever it is asked.
struct Fixed {
    plain: Plain,
    verdict: Verdict,
    kind: ErrorKind,
}

impl Provider for Fixed {
    fn facts(&self) -> &Facts {
        self.plain.facts()
    }

    fn token_request(&self, grant: &Grant) -> Result<Request, Error> {
        self.plain.token_request(grant)
    }

    fn token_response(&self, _: &Grant, _: &Response) -> Result<TokenSet, Error> {
        Err(Error::new(self.kind.clone(), "fixed"))
    }

    fn headers(&self, tokens: &TokenSet) -> Result<HeaderSet, Error> {
        self.plain.headers(tokens)
    }

    fn verdict(&self, _: &Response) -> Verdict {
        self.verdict.clone()
    }
}

const TASKS: [(Class, PersonTask); 9] = [
    (Class::SignIn, PersonTask::SignIn),
    (Class::CorrectCredentials, PersonTask::CorrectCredentials),
    (Class::SecondFactor, PersonTask::SecondFactor),
    (Class::Consent, PersonTask::Consent),
    (Class::GenerateKey, PersonTask::GenerateKey),
    (Class::CheckEnvironment, PersonTask::CheckEnvironment),
    (Class::ChooseFirm, PersonTask::ChooseFirm(Vec::new())),
    (Class::UpdatePassword, PersonTask::UpdatePassword),
    (Class::AcceptTerms, PersonTask::AcceptTerms),
];

const OTHERS: [Class; 8] = [
    Class::Renew,
    Class::Configuration,
    Class::Request,
    Class::Forbidden,
    Class::Business,
    Class::Suspended,
    Class::RateLimited,
    Class::Unavailable,
];

fn task_of(class: Class) -> Option<PersonTask> {
    let mut tasks = TASKS.into_iter();
    tasks.find(|(of, _)| *of == class).map(|(_, task)| task)
}

fn classes() -> impl Iterator<Item = Class> {
    TASKS.into_iter().map(|(class, _)| class).chain(OTHERS)
}

/// Whether a run says that the provider misjudges the refusal.
fn misjudged(provider: &Fixed, grant: Option<Grant>, on: On, class: Class) -> bool {
    let refusals = [Refusal {
        on,
        class,
        ..REFUSAL
    }];
    let mut case = Case::new(provider).refusals(&refusals);
    if let Some(grant) = grant {
        case = case.grant(grant, token(1, 300));
    }
    broken(&case).contains(&format!(": 499 ({class:?}): "))
}

#[test]
fn a_call_is_judged_by_the_class_of_its_refusal() {
    let key = || {
        let tokens = TokenSet::new(AccessToken::new("key"), Expiry::Never);
        SignIn::Static(Box::new(tokens))
    };
    let verdicts = TASKS.map(|(_, task)| Verdict::NeedsPerson(task));
    let others = [
        Verdict::Accepted,
        Verdict::Unknown,
        Verdict::Rejected,
        Verdict::Forbidden,
        Verdict::RateLimited(Some(secs(1))),
        Verdict::Misconfigured,
        Verdict::Suspended,
    ];
    for sign_in in [
        key(),
        SignIn::Client,
        SignIn::Password(PasswordSource::Never),
        SignIn::Person,
    ] {
        let by_key = matches!(sign_in, SignIn::Static(_));
        let by_itself = matches!(sign_in, SignIn::Client | SignIn::Password(_));
        for verdict in verdicts.iter().chain(&others) {
            let provider = Fixed {
                plain: Plain::new(RefreshPolicy::new(Renewal::None), sign_in.clone()),
                verdict: verdict.clone(),
                kind: ErrorKind::Unavailable,
            };
            for class in classes() {
                let task = task_of(class);
                let right = match (class, verdict) {
                    (_, Verdict::NeedsPerson(asked)) if task.as_ref() == Some(asked) => true,
                    (Class::SignIn, Verdict::NeedsPerson(PersonTask::GenerateKey))
                    | (
                        Class::Renew,
                        Verdict::NeedsPerson(
                            PersonTask::GenerateKey | PersonTask::CheckEnvironment,
                        ),
                    ) => by_key,
                    (Class::Renew, Verdict::Rejected)
                    | (Class::Configuration, Verdict::Misconfigured)
                    | (
                        Class::Request,
                        Verdict::Misconfigured | Verdict::Accepted | Verdict::Unknown,
                    )
                    | (Class::Forbidden, Verdict::Forbidden)
                    | (
                        Class::Business | Class::Unavailable,
                        Verdict::Accepted | Verdict::Unknown,
                    )
                    | (Class::Suspended, Verdict::Suspended)
                    | (Class::RateLimited, Verdict::RateLimited(_)) => true,
                    (_, Verdict::Rejected) => task.is_some() && by_itself,
                    _ => false,
                };
                let found = misjudged(&provider, None, On::Call, class);
                assert_eq!(found, !right, "{sign_in:?} {class:?} {verdict:?}");
            }
        }
    }
}

#[test]
fn a_token_answer_is_judged_by_the_class_of_its_refusal() {
    let kinds = TASKS.map(|(_, task)| ErrorKind::SignInRequired(task));
    let others = [
        ErrorKind::Configuration,
        ErrorKind::Forbidden,
        ErrorKind::RateLimited,
        ErrorKind::Suspended,
        ErrorKind::Unavailable,
        ErrorKind::InvalidResponse,
        ErrorKind::Internal,
    ];
    for grant in [
        Grant::Client,
        Grant::password("p"),
        Grant::password_with_code("p", "c"),
        Grant::RefreshToken(RefreshToken::new("r")),
    ] {
        let (password, with_code) = match &grant {
            Grant::Password(given) => (true, given.one_time_code.is_some()),
            _ => (false, false),
        };
        let refresh = matches!(grant, Grant::RefreshToken(_));
        for kind in kinds.iter().chain(&others) {
            let provider = Fixed {
                plain: Plain::client(),
                verdict: Verdict::Unknown,
                kind: kind.clone(),
            };
            for class in classes() {
                use ErrorKind::SignInRequired as Person;
                let right = match (class, kind) {
                    (_, Person(asked)) if task_of(class).as_ref() == Some(asked) => true,
                    (Class::CorrectCredentials, Person(PersonTask::SecondFactor))
                    | (Class::SecondFactor, Person(PersonTask::CorrectCredentials)) => with_code,
                    (
                        Class::Configuration | Class::Request | Class::Forbidden | Class::Business,
                        Person(PersonTask::CorrectCredentials),
                    ) => password,
                    (Class::Renew, Person(PersonTask::SignIn)) => refresh,
                    (Class::Renew, ErrorKind::Unavailable) => !refresh,
                    (
                        Class::Configuration | Class::Request | Class::Forbidden,
                        ErrorKind::Configuration,
                    )
                    | (Class::Request | Class::Business, ErrorKind::InvalidResponse)
                    | (Class::Forbidden, ErrorKind::Forbidden)
                    | (Class::Suspended, ErrorKind::Suspended)
                    | (Class::RateLimited, ErrorKind::RateLimited)
                    | (Class::Unavailable, ErrorKind::Unavailable) => true,
                    _ => false,
                };
                let found = misjudged(&provider, Some(grant.clone()), On::Token, class);
                assert_eq!(found, !right, "{grant:?} {class:?} {kind:?}");
            }
        }
    }
}

#[test]
fn a_refusal_is_shown_where_it_is_documented() {
    let provider = Plain::client();
    let run = |refusal: Refusal| {
        let refusals = [refusal];
        let case = Case::new(&provider).grant(Grant::Client, token(1, 300));
        broken(&case.refusals(&refusals))
    };
    // No business: a plain provider takes it for a refusal of the client.
    let of_client = Refusal {
        on: On::Token,
        status: 400,
        member: Some("error"),
        code: Some("invalid_client"),
        class: Class::Business,
        ..REFUSAL
    };
    let text = run(of_client);
    assert!(
        text.contains(
            "client: 400 invalid_client (Business): Configuration, where InvalidResponse is right"
        ),
        "{text}"
    );
    let of_passwords = Refusal {
        grants: &["password"],
        ..of_client
    };
    assert_eq!(run(of_passwords), "");
    let family = Refusal {
        code: Some("invalid_client*"),
        ..of_client
    };
    assert_eq!(run(family), "");
    let nowhere = Refusal {
        member: None,
        ..of_client
    };
    let text = run(nowhere);
    assert!(
        text.ends_with("a refusal has a status, and a member for its code"),
        "{text}"
    );
    let success = Refusal {
        status: 204,
        class: Class::Business,
        ..REFUSAL
    };
    let text = run(success);
    assert!(
        text.ends_with("a call is refused with an error status"),
        "{text}"
    );
}

/// Says with a code, two members deep, that the right is missing.
struct Coded(Plain);

impl Provider for Coded {
    fn facts(&self) -> &Facts {
        self.0.facts()
    }

    fn token_request(&self, grant: &Grant) -> Result<Request, Error> {
        self.0.token_request(grant)
    }

    fn token_response(&self, grant: &Grant, response: &Response) -> Result<TokenSet, Error> {
        self.0.token_response(grant, response)
    }

    fn headers(&self, tokens: &TokenSet) -> Result<HeaderSet, Error> {
        self.0.headers(tokens)
    }

    fn verdict(&self, response: &Response) -> Verdict {
        let right = br#"{"error":{"code":"RIGHT-X"}}"#;
        match response.status().as_u16() {
            400 if response.body() == right => Verdict::Forbidden,
            _ => self.0.verdict(response),
        }
    }
}

#[test]
fn a_scheme_may_judge_one_code_its_own_way() {
    let provider = Coded(Plain::client());
    let refusals = [Refusal {
        status: 400,
        member: Some("error.code"),
        code: Some("RIGHT-*"),
        class: Class::GenerateKey,
        ..REFUSAL
    }];
    let case = || {
        Case::new(&provider)
            .grant(Grant::Client, token(1, 300))
            .refusals(&refusals)
    };
    let text = broken(&case());
    assert!(
        text.ends_with("a call: 400 RIGHT-* (GenerateKey): Forbidden, where NeedsPerson(GenerateKey) or Rejected is right"),
        "{text}"
    );
    case().judges("RIGHT-*", Class::Forbidden).run();
    let text = broken(
        &case()
            .judges("RIGHT-*", Class::Forbidden)
            .judges("LEFT", Class::Renew),
    );
    assert!(
        text.ends_with("rule:\n- LEFT: judged, but no refusal has this code"),
        "{text}"
    );
}
