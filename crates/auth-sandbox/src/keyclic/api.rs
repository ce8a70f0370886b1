//! The API's routes.

use axum::Router;
use axum::extract::{Path, State as Provider};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Map, Value, json};

use super::{APPS, Keyclic, account, person, problem};
use crate::answer::{self, Refused};
use crate::call::Call;
use crate::generated::keyclic::{self, header};
use crate::lock;
use crate::mount::Mount;

pub(super) const HAL: &str = "application/hal+json;charset=UTF-8";

pub(super) fn router(provider: Keyclic) -> Router {
    Router::new()
        .mount("", &keyclic::LOGIN, login)
        .mount("", &keyclic::FEEDBACKS, feedbacks)
        .mount("", &keyclic::EXTERNAL_TOKEN, external_token)
        .mount("", &keyclic::PROFILE, account::profile)
        .mount("", &keyclic::REGISTER, account::register)
        // Both forms of its fields stand at the same place.
        .mount(
            "",
            &keyclic::REQUEST_PASSWORD_CHANGE,
            account::request_change,
        )
        .mount("", &keyclic::CHANGE_PASSWORD, account::change_password)
        .mount("", &keyclic::CHANGE_PERSON, person::change)
        .mount("", &keyclic::APPLICATION, application)
        .fallback(unknown)
        .method_not_allowed_fallback(wrong_method)
        .with_state(provider)
}

async fn login(Provider(provider): Provider<Keyclic>, call: Call) -> Result<Response, Refused> {
    let body = provider.asked(&call)?;
    let text = |name: &str| body.get(name).and_then(Value::as_str);
    let (Some(login), Some(password)) = (text("login"), text("password")) else {
        let detail = "The members login and password are required.";
        return Err(provider.refuse(StatusCode::BAD_REQUEST, detail));
    };
    let changed = lock(&provider.0.state).switches.password_refused;
    if changed || provider.password_of(login).as_deref() != Some(password) {
        return Err(provider.refuse(StatusCode::UNAUTHORIZED, "Bad credentials."));
    }
    Ok(provider.token_answer())
}

/// `POST /auth/token`: another identity provider's word in place of a password.
async fn external_token(
    Provider(provider): Provider<Keyclic>,
    call: Call,
) -> Result<Response, Refused> {
    let body = provider.asked(&call)?;
    let text = |name: &str| body.get(name).and_then(Value::as_str);
    let known = text("idToken") == Some(provider.external_token());
    if text("grantType") != Some("external_auth") || !known {
        return Err(provider.refuse(StatusCode::UNAUTHORIZED, "Bad credentials."));
    }
    Ok(provider.token_answer())
}

/// `GET /applications/{application}`.
async fn application(
    Provider(provider): Provider<Keyclic>,
    Path(application): Path<String>,
    call: Call,
) -> Result<Response, Refused> {
    provider.app_of(&call)?;
    if !APPS.contains(&application.as_str()) {
        return Err(provider.refuse(StatusCode::NOT_FOUND, "Not Found"));
    }
    let body = json!({"type": "Application", "id": application, "name": "Ville"});
    Ok(answer::typed(StatusCode::OK, HAL, body.to_string()))
}

async fn feedbacks(Provider(provider): Provider<Keyclic>, call: Call) -> Result<Response, Refused> {
    let app = provider.admit(&call)?;
    let body = json!({
        "_links": {"self": {"href": format!("{}?page=1", keyclic::FEEDBACKS.path)}},
        "page": 1, "limit": 10, "pages": 1, "total": 1,
        "_embedded": {"items": [{
            "id": format!("feedback-of-{app}"), "type": "Feedback",
            "description": "Nid-de-poule", "state": "ACCEPTED",
        }]},
    });
    Ok(answer::typed(StatusCode::OK, HAL, body.to_string()))
}

async fn unknown(Provider(provider): Provider<Keyclic>) -> Refused {
    provider.refuse(StatusCode::NOT_FOUND, "No route found.")
}

async fn wrong_method(Provider(provider): Provider<Keyclic>) -> Refused {
    provider.refuse(StatusCode::METHOD_NOT_ALLOWED, "Method not allowed.")
}

fn required(header: &'static str) -> String {
    let header = keyclic::DESCRIPTION.spelled(header);
    format!("The header {header} is required.")
}

impl Keyclic {
    pub(super) fn refuse(&self, status: StatusCode, detail: &str) -> Refused {
        problem::refusal(lock(&self.0.state).switches.error_format, status, detail).into()
    }

    /// The JSON body of a call that needs no credential.
    pub(super) fn asked(&self, call: &Call) -> Result<Map<String, Value>, Refused> {
        self.app_of(call)?;
        let bad = |detail| self.refuse(StatusCode::BAD_REQUEST, detail);
        if call.media_type() != "application/json" {
            return Err(bad("The body must be application/json."));
        }
        call.json()
            .ok_or_else(|| bad("The body must be a JSON object."))
    }

    /// The answer that issues a token.
    fn token_answer(&self) -> Response {
        match self.issue(&mut lock(&self.0.state)) {
            Some(body) => answer::typed(StatusCode::OK, HAL, body.to_string()),
            None => answer::empty(StatusCode::NO_CONTENT),
        }
    }

    /// The application the call is for, which every route wants to know.
    fn app_of<'a>(&self, call: &'a Call) -> Result<&'a str, Refused> {
        match call.header(header::X_KEYCLIC_APP) {
            None | Some("") => {
                Err(self.refuse(StatusCode::BAD_REQUEST, &required(header::X_KEYCLIC_APP)))
            }
            Some(app) if APPS.contains(&app) => Ok(app),
            Some(_) => Err(self.refuse(StatusCode::FORBIDDEN, "Unknown application.")),
        }
    }

    pub(super) fn admit<'a>(&self, call: &'a Call) -> Result<&'a str, Refused> {
        let app = self.app_of(call)?;
        let now = self.0.clock.now();
        let token = call
            .bearer()
            .filter(|token| lock(&self.0.state).accepts(token, now));
        let token = token.ok_or_else(|| self.refuse(StatusCode::UNAUTHORIZED, "Invalid token."))?;
        let (organization_required, forbidden) = {
            let switches = &lock(&self.0.state).switches;
            (switches.organization_required, switches.forbidden)
        };
        if organization_required
            && call.header(header::X_ORGANIZATION_ID) != Some(self.organization_id())
        {
            return Err(self.refuse(StatusCode::FORBIDDEN, &required(header::X_ORGANIZATION_ID)));
        }
        if forbidden {
            return Err(self.refuse(StatusCode::FORBIDDEN, "Access denied."));
        }
        lock(&self.0.front.tally).accept(token);
        Ok(app)
    }
}
