//! The authentication service: what its two logins share, and the firm login.

use axum::Router;
use axum::extract::State as Provider;
use axum::http::StatusCode;
use axum::http::header::COOKIE;
use axum::response::Response;
use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};
use serde_json::{Map, Value, json};
use time::{Duration, OffsetDateTime};

use super::keys::{Key, Reach};
use super::refusal::{Refusal, identify};
use super::switches::ExpiresIn;
use super::{
    FIRM, FIRM_LABEL, MyUnisoft, SECOND_FIRM, SECOND_FIRM_LABEL, State, THIRD_PARTY, user,
};
use crate::call::{Authorization, Call};
use crate::generated::myunisoft::{FIRM_LOGIN, USER_LOGIN, code, header, word};
use crate::mount::Mount;
use crate::{answer, lock};

pub(super) const MAIL: &str = "api@dunes.example";
pub(super) const TWO_FIRMS_MAIL: &str = "api-deux-cabinets@dunes.example";
pub(super) const OTP_MAIL: &str = "api-otp@dunes.example";
pub(super) const CGU_MAIL: &str = "api-cgu@dunes.example";
pub(super) const UPDATE_PASSWORD_MAIL: &str = "api-mot-de-passe@dunes.example";
pub(super) const UNKNOWN_STATUS_MAIL: &str = "api-statut@dunes.example";

pub(super) fn router(provider: MyUnisoft) -> Router {
    Router::new()
        .mount("", &FIRM_LOGIN, firm_login)
        .mount("", &USER_LOGIN, user::login)
        .fallback(unknown)
        .method_not_allowed_fallback(wrong_method)
        .with_state(provider)
}

async fn firm_login(Provider(provider): Provider<MyUnisoft>, call: Call) -> Response {
    provider.answer_login(&call, provider.firm_login(&call))
}

async fn unknown(Provider(provider): Provider<MyUnisoft>, call: Call) -> Response {
    provider.refuse(
        &call,
        &Refusal::new(404, code::ERR_HTTP, "Route not found."),
    )
}

async fn wrong_method(Provider(provider): Provider<MyUnisoft>, call: Call) -> Response {
    provider.refuse(
        &call,
        &Refusal::new(405, code::ERR_HTTP, "Method not allowed."),
    )
}

/// What mail and password lead to.
pub(super) enum Outcome {
    /// A 200 without a token: its status, and what it says besides.
    Unfinished(Value),
    /// A token for this firm.
    Granted((u64, &'static str)),
}

impl MyUnisoft {
    pub(super) fn answer_login(&self, call: &Call, body: Result<Value, Refusal>) -> Response {
        match body {
            Ok(body) => {
                let mut answer = answer::json(StatusCode::OK, &body);
                identify(&mut answer, &format!("req-{}", self.0.seed.uuid()));
                answer
            }
            Err(refusal) => self.refuse(call, &refusal),
        }
    }

    fn firm_login(&self, call: &Call) -> Result<Value, Refusal> {
        Ok(match self.outcome(call)? {
            Outcome::Unfinished(body) => body,
            Outcome::Granted(firm) => self.issue(firm)?,
        })
    }

    /// What mail and password of a login lead to, the firm's or the user's.
    pub(super) fn outcome(&self, call: &Call) -> Result<Outcome, Refusal> {
        let bad = |message| Refusal::new(400, code::ERR_HTTP, message);
        let astray = [COOKIE.as_str(), header::X_THIRD_PARTY_SECRET];
        if call.authorization() != Authorization::Absent
            || astray.iter().any(|name| call.headers.contains_key(*name))
        {
            return Err(bad(
                "A login carries neither a bearer, nor cookies, nor the partner secret.",
            ));
        }
        if call.media_type() != "application/json" {
            return Err(Refusal::new(
                415,
                code::ERR_HTTP,
                "The body must be application/json.",
            ));
        }
        let body = call
            .json()
            .ok_or_else(|| bad("The body is not a JSON object."))?;
        let text = |name: &str| body.get(name).and_then(Value::as_str);
        let (Some(mail), Some(password)) = (text("mail"), text("password")) else {
            return Err(bad("The members mail and password are required."));
        };
        let refused = lock(&self.0.state).switches.password_refused || password != self.password();
        let known = [
            MAIL,
            TWO_FIRMS_MAIL,
            OTP_MAIL,
            CGU_MAIL,
            UPDATE_PASSWORD_MAIL,
            UNKNOWN_STATUS_MAIL,
        ]
        .contains(&mail);
        if refused || !known {
            return Err(Refusal::new(401, code::DROIT5, "Authentication failed."));
        }
        let group =
            |id: u64, label: &str| json!({"member_group_id": id.to_string(), "label": label});
        Ok(Outcome::Unfinished(match mail {
            OTP_MAIL => json!({"status": word::REQUIRE_OTP, "details": null}),
            CGU_MAIL => json!({"status": word::REQUIRE_CGU_APPROVAL, "details": null}),
            UPDATE_PASSWORD_MAIL => {
                json!({"status": word::UPDATE_PASSWORD, "details": group(FIRM, FIRM_LABEL)})
            }
            UNKNOWN_STATUS_MAIL => json!({"status": "multi-authenticated", "details": []}),
            TWO_FIRMS_MAIL if body.get("firm").is_none_or(Value::is_null) => json!({
                "status": word::FIRM_SELECTION,
                "details": [group(FIRM, FIRM_LABEL), group(SECOND_FIRM, SECOND_FIRM_LABEL)],
            }),
            _ => return Ok(Outcome::Granted(chosen_firm(mail, &body)?)),
        }))
    }

    fn issue(&self, (firm, label): (u64, &str)) -> Result<Value, Refusal> {
        let now = self.0.front.clock.now();
        let mut state = lock(&self.0.state);
        if state.switches.firm_login_cut {
            let message = "This firm uses keys.";
            return Err(Refusal::forbidden(code::ERR_FORBIDDEN_ACCESS, message));
        }
        let expires_at = state.end_of_login(now);
        let token = self.0.signer.sign(&json!({
            "type": word::FIRM, "m": firm, "p": "9001", "t": THIRD_PARTY.to_string(),
            "iat": now.unix_timestamp(), "exp": expires_at.unix_timestamp(), "jti": self.0.seed.uuid(),
        }));
        state
            .keys
            .insert(token.clone(), Key::until(Reach::Firm(firm), expires_at));
        lock(&self.0.front.tally).issue(&token);
        Ok(json!({
            "api_token": token,
            "expiresIn": stated(state.switches.expires_in, now, expires_at),
            "firm": {"id": state.id(firm), "label": label},
        }))
    }
}

impl State {
    /// The end of what a login issues now.
    pub(super) fn end_of_login(&self, now: OffsetDateTime) -> OffsetDateTime {
        now + match self.switches.expires_in {
            ExpiresIn::TenMinutes => Duration::minutes(10),
            _ => Duration::hours(4),
        }
    }
}

fn chosen_firm(mail: &str, body: &Map<String, Value>) -> Result<(u64, &'static str), Refusal> {
    let second = (mail == TWO_FIRMS_MAIL).then_some((SECOND_FIRM, SECOND_FIRM_LABEL));
    let mut reached = std::iter::once((FIRM, FIRM_LABEL)).chain(second);
    match body.get("firm") {
        None | Some(Value::Null) => reached.next(),
        Some(Value::Number(id)) => reached.find(|(known, _)| id.as_u64() == Some(*known)),
        Some(Value::String(label)) => reached.find(|(_, known)| label == known),
        Some(_) => None,
    }
    .ok_or_else(|| Refusal::new(403, code::DROIT1, "This account does not reach that firm."))
}

/// The end of the token as `expiresIn` tells it: the time on a clock in Paris, without a zone.
pub(super) fn stated(how: ExpiresIn, now: OffsetDateTime, expires_at: OffsetDateTime) -> String {
    let paris = TimeZone::get("Europe/Paris").unwrap_or(TimeZone::UTC);
    let instant =
        |at: OffsetDateTime| Timestamp::from_second(at.unix_timestamp()).unwrap_or_default();
    let written = |at: jiff::civil::DateTime| at.strftime("%Y-%m-%d %H:%M:%S").to_string();
    // Both changes fall on 01:00 UTC, 02:00 in winter time; the hour that follows on the wall is
    // the doubled one in autumn and the missing one in spring.
    let change = |to: Offset| {
        let changed = paris
            .following(instant(now))
            .find(|change| change.offset() == to);
        let start = changed.map(|change| jiff::tz::offset(1).to_datetime(change.timestamp()));
        start
            .map(|start| written(start.saturating_add(jiff::Span::new().minutes(30))))
            .unwrap_or_default()
    };
    match how {
        ExpiresIn::FourHours | ExpiresIn::TenMinutes => {
            written(paris.to_datetime(instant(expires_at)))
        }
        ExpiresIn::Empty => String::new(),
        ExpiresIn::Unparsable => "dans quatre heures".to_owned(),
        ExpiresIn::Ambiguous => change(jiff::tz::offset(1)),
        ExpiresIn::Gap => change(jiff::tz::offset(2)),
    }
}
