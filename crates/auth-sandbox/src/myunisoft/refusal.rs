//! MyUnisoft's errors and the shapes they come in.

use std::borrow::Cow;

use axum::http::HeaderValue;
use axum::response::Response;
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::macros::format_description;

use super::switches::{ErrorShape, Switches};
use crate::answer;
use crate::call::Call;
use crate::generated::myunisoft::header;

/// A refusal by its documented code; only some statuses are documented.
#[derive(Clone, Debug)]
pub(super) struct Refusal {
    class: Class,
    code: String,
    message: Cow<'static, str>,
}

#[derive(Clone, Copy, Debug)]
enum Class {
    /// As the switches say: no document tells the status.
    Token,
    Forbidden,
    Fixed(u16),
}

impl Refusal {
    pub(super) fn new(status: u16, code: &str, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            class: Class::Fixed(status),
            code: code.to_owned(),
            message: message.into(),
        }
    }

    /// The secret or the key is not good.
    pub(super) fn token(code: &str, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            class: Class::Token,
            code: code.to_owned(),
            message: message.into(),
        }
    }

    /// The key is good, the right is missing.
    pub(super) fn forbidden(code: &str, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            class: Class::Forbidden,
            code: code.to_owned(),
            message: message.into(),
        }
    }

    pub(super) fn answer(
        &self,
        switches: &Switches,
        call: &Call,
        request_id: &str,
        now: OffsetDateTime,
    ) -> Response {
        let status = answer::status(match self.class {
            Class::Token => switches.token_status,
            Class::Forbidden => switches.forbidden_status,
            Class::Fixed(status) => status,
        });
        let error = |details: Value| json!({"code": self.code, "message": self.message, "details": details});
        let body = match switches.error_shape {
            ErrorShape::Details => json!({"error": error(details(call, request_id, now))}),
            ErrorShape::EmptyDetails => json!({"error": error("".into())}),
            ErrorShape::Rootless => error("".into()),
            ErrorShape::Html => {
                return answer::html(
                    status,
                    "<html><body><h1>An error has occurred</h1></body></html>",
                );
            }
        };
        answer::json(status, &body)
    }
}

fn details(call: &Call, request_id: &str, now: OffsetDateTime) -> Value {
    let format = format_description!("[day] [month repr:short] [year], [hour]:[minute]:[second]");
    json!({
        "url": format!("http://{}{}", call.header("host").unwrap_or_default(), call.uri.path()),
        "method": call.method.as_str(),
        "requestedAt": now.format(format).unwrap_or_default(),
        "requestId": request_id,
    })
}

/// Every answer carries the id support asks for.
pub(super) fn identify(answer: &mut Response, request_id: &str) {
    if let Ok(id) = HeaderValue::from_str(request_id) {
        answer.headers_mut().insert(header::REQUEST_ID, id);
    }
}
