//! How a fault spoils an answer.

use std::convert::Infallible;
use std::io::Write;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use futures_util::stream;
use serde_json::{Map, Value};

use crate::answer;
use crate::fault::{FaultKind, When};
use crate::server::{Cut, How};

/// Answers in the way of `kind`; `real` does the work of the provider when it is awaited.
pub(crate) async fn spoil(
    kind: FaultKind,
    when: When,
    cut: &Cut,
    real: impl Future<Output = Response>,
) -> Response {
    let after = when == When::AfterStateChange;
    match kind {
        FaultKind::Delay(pause) => wait(after, tokio::time::sleep(pause), real).await,
        FaultKind::Deliver(webhook, to) => {
            let delivered = async {
                // A receiver that is not there changes nothing for the caller.
                let _ = webhook.send(&to).await;
            };
            wait(after, delivered, real).await
        }
        FaultKind::Hold(gate) => wait(after, gate.passed(), real).await,
        FaultKind::Reset | FaultKind::DropAnswer => {
            if after {
                real.await;
            }
            let how = if matches!(kind, FaultKind::Reset) {
                How::Reset
            } else {
                How::Close
            };
            match cut.ask(how).await {}
        }
        kind => match replacement(&kind) {
            Some(replacement) => {
                if after {
                    real.await;
                }
                replacement
            }
            None => alter(&kind, real.await).await,
        },
    }
}

async fn wait(
    after: bool,
    pause: impl Future<Output = ()>,
    real: impl Future<Output = Response>,
) -> Response {
    if after {
        let answer = real.await;
        pause.await;
        answer
    } else {
        pause.await;
        real.await
    }
}

/// The answer of the kinds that need no real one.
fn replacement(kind: &FaultKind) -> Option<Response> {
    Some(match kind {
        FaultKind::Status(number) => {
            answer::typed(answer::status(*number), "application/json", "{}")
        }
        FaultKind::Html(number) => answer::html(
            answer::status(*number),
            "<!DOCTYPE html><html><head><title>Service unavailable</title></head><body><h1>Service unavailable</h1></body></html>",
        ),
        FaultKind::HugeBody(bytes) => {
            let mut huge = answer::typed(StatusCode::OK, "application/json", "");
            *huge.body_mut() = huge_body(*bytes);
            huge
        }
        FaultKind::TooManyRequests(headers) => {
            let mut limited = answer::typed(
                StatusCode::TOO_MANY_REQUESTS,
                "text/plain",
                "Too Many Requests",
            );
            for (name, value) in headers {
                if let (Ok(name), Ok(value)) =
                    (HeaderName::try_from(name), HeaderValue::try_from(value))
                {
                    limited.headers_mut().append(name, value);
                }
            }
            limited
        }
        FaultKind::Redirect(to) => answer::redirect(StatusCode::TEMPORARY_REDIRECT, to),
        FaultKind::EmptyBody => answer::empty(StatusCode::OK),
        _ => return None,
    })
}

async fn alter(kind: &FaultKind, answer: Response) -> Response {
    let (mut parts, body) = answer.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let body = match kind {
        FaultKind::SlowBody(pause) => drip(body, *pause),
        FaultKind::WrongContentType => {
            parts
                .headers
                .insert(CONTENT_TYPE, HeaderValue::from_static("text/plain"));
            Body::from(body)
        }
        FaultKind::TruncatedJson => Body::from(body.slice(..body.len() / 2)),
        FaultKind::Gzip => {
            parts
                .headers
                .insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            Body::from(gzip(&body))
        }
        FaultKind::Bom => Body::from([b"\xEF\xBB\xBF".as_slice(), &body].concat()),
        FaultKind::DuplicateMembers => rewrite(body, |object| {
            let members = object
                .iter()
                .map(|(name, value)| format!("{}:{value}", Value::from(name.as_str())));
            let again = object
                .keys()
                .map(|name| format!("{}:\"another value\"", Value::from(name.as_str())));
            format!("{{{}}}", members.chain(again).collect::<Vec<_>>().join(","))
        }),
        FaultKind::ReplaceMember(name, value) => rewrite(body, |mut object| {
            object.insert(name.clone(), value.clone());
            Value::Object(object).to_string()
        }),
        FaultKind::RemoveMember(name) => rewrite(body, |mut object| {
            object.remove(name);
            Value::Object(object).to_string()
        }),
        _ => Body::from(body),
    };
    Response::from_parts(parts, body)
}

/// Rewrites a JSON object; anything else stays as it is.
fn rewrite(body: Bytes, how: impl FnOnce(Map<String, Value>) -> String) -> Body {
    match serde_json::from_slice(&body) {
        Ok(object) => Body::from(how(object)),
        Err(_) => Body::from(body),
    }
}

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    // Writing to memory does not fail.
    let _ = encoder.write_all(body);
    encoder.finish().unwrap_or_default()
}

fn huge_body(bytes: u64) -> Body {
    const CHUNK: u64 = 1 << 16;
    let chunks = (0..bytes.div_ceil(CHUNK)).map(move |at| {
        let length = CHUNK.min(bytes - at * CHUNK);
        Bytes::from(vec![b'a'; usize::try_from(length).unwrap_or_default()])
    });
    let open = std::iter::once(Bytes::from_static(b"{\"access_token\":\""));
    let close = std::iter::once(Bytes::from_static(b"\"}"));
    Body::from_stream(stream::iter(
        open.chain(chunks).chain(close).map(Ok::<_, Infallible>),
    ))
}

fn drip(body: Bytes, pause: Duration) -> Body {
    Body::from_stream(stream::unfold(body, move |mut rest| async move {
        if rest.is_empty() {
            return None;
        }
        tokio::time::sleep(pause).await;
        let byte = rest.split_to(1);
        Some((Ok::<_, Infallible>(byte), rest))
    }))
}
