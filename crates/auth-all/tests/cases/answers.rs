//! Answers that are not what they should be.

use auth_all::core::{Delivery, ErrorKind};
use auth_sandbox::{FaultKind, Sandbox, When, tells_apart};

use crate::{careless::Careless, ways::Way};

/// What a client left behind after two calls, of which the first met a spoilt token answer.
#[derive(Debug, PartialEq)]
struct Trace {
    /// What the application was told of the first call, if it was told anything.
    told: Option<ErrorKind>,
    /// How many calls the API refused for their credential.
    refused: usize,
    /// Whether the second call succeeded.
    recovered: bool,
}

impl Trace {
    /// Nothing was sent for want of a token, and the application knew why.
    fn is_told(&self) -> bool {
        self.told == Some(ErrorKind::InvalidResponse) && self.refused == 0 && self.recovered
    }

    /// The token was read all the same.
    fn is_served(&self) -> bool {
        self.told.is_none() && self.refused == 0 && self.recovered
    }
}

/// Both clients through two calls; `reads_labels` is a habit of the careless one.
async fn spoilt(way: Way, kind: &FaultKind, reads_labels: bool) -> (Trace, Trace) {
    let sandbox = Sandbox::start().await.unwrap();
    way.spoil_token(&sandbox, kind.clone(), When::AfterStateChange, 1);
    let mut careless = Careless::new(way, &sandbox);
    careless.reads_labels = reads_labels;
    careless.call().await;
    let careless = Trace {
        told: None,
        recovered: careless.call().await,
        refused: way.refused(&sandbox),
    };

    let sandbox = Sandbox::start().await.unwrap();
    way.spoil_token(&sandbox, kind.clone(), When::AfterStateChange, 1);
    let careful = way.careful(&sandbox);
    let first = careful.call().await.err();
    careful.auth.retry();
    let careful = Trace {
        told: first.map(|error| error.kind().clone()),
        recovered: careful.call().await.is_ok(),
        refused: way.refused(&sandbox),
    };
    (careless, careful)
}

async fn told_in_all(kind: FaultKind) {
    for way in Way::ALL {
        let (careless, careful) = spoilt(way, &kind, false).await;
        tells_apart(Trace::is_told, &careless, &careful);
    }
}

/// Half a token answer is no token.
#[tokio::test]
async fn c_truncated_json() {
    told_in_all(FaultKind::TruncatedJson).await;
}

/// A page with 200 in the place of a token is no token.
#[tokio::test]
async fn c_html_with_200() {
    told_in_all(FaultKind::Html(200)).await;
}

/// A page with 200 in the place of what was called for is no success either.
#[tokio::test]
async fn c_html_with_200_from_the_api() {
    for way in Way::ALL {
        let sandbox = Sandbox::start().await.unwrap();
        way.spoil_call(&sandbox, FaultKind::Html(200));
        let careless = Careless::new(way, &sandbox).call().await;
        let sandbox = Sandbox::start().await.unwrap();
        way.spoil_call(&sandbox, FaultKind::Html(200));
        let careful = way.careful(&sandbox).call().await;
        let careful = careful.map_err(|error| error.kind().clone());
        let careless = careless.then_some(()).ok_or(ErrorKind::Unavailable);
        tells_apart(
            |told| *told == Err(ErrorKind::InvalidResponse),
            &careless,
            &careful,
        );
    }
}

/// A body beyond every limit is left, and not held.
#[tokio::test]
async fn c_huge_body() {
    told_in_all(FaultKind::HugeBody(4 << 20)).await;
}

/// What was compressed unasked is not mistaken for something else.
#[tokio::test]
async fn c_gzip() {
    told_in_all(FaultKind::Gzip).await;
}

/// Of two members of one name neither is believed.
#[tokio::test]
async fn c_duplicate_members() {
    told_in_all(FaultKind::DuplicateMembers).await;
}

/// An answer that was understood nowhere may have been processed: the error says so.
#[tokio::test]
async fn c_html_with_200_leaves_it_uncertain_what_was_done() {
    for way in Way::ALL {
        let sandbox = Sandbox::start().await.unwrap();
        way.spoil_token(&sandbox, FaultKind::Html(200), When::AfterStateChange, 1);
        let error = way.careful(&sandbox).call().await.unwrap_err();
        assert_eq!(error.delivery(), Delivery::Uncertain, "{way:?}: {error}");
    }
}

/// A token under a wrong label is a token: nobody signs in again for a label.
#[tokio::test]
async fn c_wrong_content_type() {
    for way in Way::ALL {
        let (careless, careful) = spoilt(way, &FaultKind::WrongContentType, true).await;
        tells_apart(Trace::is_served, &careless, &careful);
    }
}

/// A token after a byte order mark is a token.
#[tokio::test]
async fn c_byte_order_mark() {
    for way in Way::ALL {
        let (careless, careful) = spoilt(way, &FaultKind::Bom, false).await;
        tells_apart(Trace::is_served, &careless, &careful);
    }
}
