//! Calls by a script, and calls held against their description.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::panic::{AssertUnwindSafe, catch_unwind};

use auth_core::{
    Call, Error, ErrorKind, Execute, Method, Request, Response,
    testing::{
        ScriptedClient,
        conformance::{DescribedCall, check_call},
    },
};

struct Page {
    number: u32,
    changes: Option<&'static str>,
}

impl Call for Page {
    type Answer = Vec<u32>;

    fn request(&self) -> Result<Request, Error> {
        let uri = format!("/list?page={}", self.number);
        Ok(Request::new(Method::GET, uri.parse().unwrap()))
    }

    fn answer(&self, response: &Response) -> Result<Vec<u32>, Error> {
        response.json()
    }

    fn changes(&self) -> Option<&'static str> {
        self.changes
    }
}

fn page(number: u32) -> Page {
    Page {
        number,
        changes: None,
    }
}

/// A flow of several calls, as a provider crate writes them.
async fn all(client: &impl Execute) -> Result<Vec<u32>, Error> {
    let mut all = Vec::new();
    for number in 1.. {
        let read = client.execute(&page(number)).await?;
        if read.is_empty() {
            break;
        }
        all.extend(read);
    }
    Ok(all)
}

#[tokio::test]
async fn a_flow_runs_by_a_script() {
    let client = ScriptedClient::new()
        .then_json(200, "[1,2]")
        .then_json(200, "[3]")
        .then_json(200, "[]");
    assert_eq!(all(&client).await.unwrap(), [1, 2, 3]);
    let sent = client.sent();
    let queries: Vec<_> = sent.iter().map(|it| it.uri().query().unwrap()).collect();
    assert_eq!(queries, ["page=1", "page=2", "page=3"]);
}

#[tokio::test]
async fn a_refusal_is_the_calls_own() {
    let client = ScriptedClient::new().then_json(503, "{}");
    let error = client.execute(&page(1)).await.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Unavailable);
    assert_eq!(error.status().unwrap(), 503);
}

#[tokio::test]
#[should_panic = "no answer for this GET call"]
async fn an_unexpected_call_is_a_panic() {
    let client = ScriptedClient::new().then_json(200, "[1]");
    let _ = all(&client).await;
}

const LIST: DescribedCall = DescribedCall {
    id: "list",
    method: "GET",
    changes: None,
    needs_credential: true,
    repeatable: Some(true),
};

#[test]
fn a_call_as_it_is_described_passes() {
    check_call(&[LIST], "list", &page(1));
    let silent = DescribedCall {
        repeatable: None,
        ..LIST
    };
    check_call(&[silent], "list", &page(1));
}

#[test]
fn each_difference_is_named() {
    let described = DescribedCall {
        id: "list",
        method: "POST",
        changes: Some("moves"),
        needs_credential: false,
        repeatable: Some(false),
    };
    let panic = catch_unwind(AssertUnwindSafe(|| {
        check_call(&[described], "list", &page(1));
    }));
    let text = *panic.unwrap_err().downcast::<String>().unwrap();
    for line in [
        "- method: GET, where the description has POST",
        "- changes: None, where the description has Some(\"moves\")",
        "- needs a credential: true, where the description has false",
        "- repeatable: true, where the description has false",
    ] {
        assert!(text.contains(line), "{text}");
    }
    assert!(catch_unwind(AssertUnwindSafe(|| check_call(&[LIST], "lost", &page(1)))).is_err());
}
