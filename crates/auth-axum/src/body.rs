//! Bodies as they came, byte for byte, and not without end.

use std::error::Error as _;

use axum::{
    body::{Body, to_bytes},
    http::StatusCode,
};
use bytes::Bytes;
use http_body_util::LengthLimitError;

use crate::Rejection;

/// The longest body of a webhook, in bytes: 1 MiB. A longer one is answered with 413, and never held whole.
///
/// No page of a provider says how long its webhooks get. A rental file with all its people takes some 100 KiB.
pub const BODY_LIMIT: usize = 1 << 20;

pub(crate) async fn read(body: Body) -> Result<Bytes, Rejection> {
    to_bytes(body, BODY_LIMIT).await.map_err(|error| {
        let too_long = error
            .source()
            .is_some_and(<dyn std::error::Error>::is::<LengthLimitError>);
        Rejection::bare(if too_long {
            StatusCode::PAYLOAD_TOO_LARGE
        } else {
            StatusCode::BAD_REQUEST
        })
    })
}
