use auth_sandbox::{Fault, FaultKind, Seen};

use super::{ground::Ground, render, report, report::Report};
use crate::screen::Screen;

async fn ran(prepare: impl FnOnce(&Ground)) -> (Ground, Report) {
    let ground = Ground::start(7).await.unwrap();
    prepare(&ground);
    let report = super::report(&ground, 7).await;
    (ground, report)
}

fn outputs(report: &Report) -> [String; 3] {
    [
        render::text(report, Screen::PLAIN),
        render::text(report, Screen::RICH),
        render::json(report),
    ]
}

/// What the imitations saw: everything behind a scheme, in a credential's header or in a query.
fn secrets_of(seen: &Seen) -> impl Iterator<Item = String> {
    let headers = ["authorization", "api-key", "x-third-party-secret"];
    let headers = headers.into_iter().filter_map(|name| seen.header(name));
    let headers = headers.map(|value| value.rsplit(' ').next().unwrap_or(value));
    let query = ["state", "nonce", "code_challenge", "code", "session_code"];
    let query = query.into_iter().filter_map(|name| seen.query_value(name));
    headers
        .chain(query)
        .map(str::to_owned)
        .collect::<Vec<_>>()
        .into_iter()
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_passes_and_nothing_printed_is_a_secret() {
    let (ground, report) = ran(|_| ()).await;
    let (myunisoft, dossierfacile) = (ground.sandbox.myunisoft(), ground.sandbox.dossierfacile());
    let (sinao, keyclic) = (ground.sandbox.sinao(), ground.sandbox.keyclic());
    let mut secrets: Vec<String> = [
        myunisoft.partner_secret(),
        myunisoft.societe_key(),
        myunisoft.cabinet_key(),
        myunisoft.password(),
        dossierfacile.client_secret(),
        dossierfacile.password(),
        sinao.api_key(),
        sinao.password(),
        keyclic.password(),
    ]
    .map(str::to_owned)
    .to_vec();
    let seen = [
        myunisoft.requests(),
        dossierfacile.requests(),
        sinao.requests(),
        keyclic.requests(),
    ];
    secrets.extend(seen.iter().flatten().flat_map(secrets_of));
    // Two tokens of each login and of both DossierFacile schemes, one of the stampede, four keys, what a browser carries.
    secrets.sort();
    secrets.dedup();
    assert!(secrets.len() >= 20, "only {} are known", secrets.len());

    assert!(report.passed, "{}", render::json(&report));
    for output in outputs(&report) {
        for secret in &secrets {
            assert!(!output.contains(secret.as_str()), "a secret in {output}");
        }
        assert!(!output.contains("eyJ"), "a token in {output}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_that_fails_is_a_row_that_failed() {
    let (_ground, report) = ran(|ground| {
        ground.sandbox.keyclic().refuse_password(true);
    })
    .await;
    assert!(!report.passed);
    // The sign-in and the stampede; a connection that never was has nothing to renew.
    assert_eq!((report.failed, report.checks), (2, 17));
    let [plain, rich, json] = outputs(&report);
    for output in [&plain, &rich] {
        assert!(output.contains("FAILED sign-in Keyclic login: keyclic login"));
        assert!(output.contains("2 of 17 checks failed in"));
    }
    assert!(json.contains(r#""passed": false"#));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_is_answered_otherwise_than_expected_is_seen() {
    let fault = Fault::new(FaultKind::EmptyBody).on("GET", "/v1/me");
    let (_ground, report) = ran(|ground| ground.sandbox.sinao().fault(fault)).await;
    let failed: Vec<_> = report
        .sign_ins
        .iter()
        .filter(|row| !row.outcome.passed)
        .map(|row| (row.provider, row.way_in))
        .collect();
    assert_eq!(failed, [("Sinao", "login")]);
    assert_eq!(report.failed, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_exchange_more_than_there_should_be_is_seen() {
    // The API rejects the first token once: the client signs in again, which `try` does not expect.
    let fault = Fault::new(FaultKind::Status(401)).on("GET", "/feedbacks");
    let (_ground, report) = ran(|ground| ground.sandbox.keyclic().fault(fault)).await;
    let row = report.sign_ins.last().unwrap();
    assert_eq!((row.provider, row.exchanges), ("Keyclic", 2));
    let problem = row.outcome.problem.as_deref().unwrap();
    assert_eq!(problem, "exchanges: 2 in place of 1");
}

#[test]
fn colours_and_boxes_are_for_terminals() {
    let outcome = || report::Outcome::passed();
    let report = Report::new(
        0,
        Vec::new(),
        Vec::new(),
        report::Stampede {
            provider: "Keyclic",
            way_in: "login",
            callers: 2,
            found_nothing: 2,
            exchanges: 1,
            credentials: 1,
            milliseconds: 3,
            outcome: outcome(),
        },
        report::Revocation {
            provider: "MyUnisoft",
            way_in: "société key",
            event: "an event",
            error: None,
            who_acts: None,
            what_to_do: None,
            http_status: None,
            sent_afterwards: 0,
            outcome: outcome(),
        },
        std::time::Duration::from_millis(1234),
    );
    let [plain, rich, json] = outputs(&report);
    assert!(!plain.contains(['\u{1b}', '│', '─']), "{plain}");
    assert!(rich.contains('\u{1b}') && rich.contains('│'), "{rich}");
    assert!(!json.contains('\u{1b}'), "{json}");
    assert!(
        plain.ends_with("all 2 checks passed in 1.23 s\n"),
        "{plain}"
    );
}
