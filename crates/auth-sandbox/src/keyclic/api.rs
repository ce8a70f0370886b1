//! The API's routes.

use axum::Router;
use axum::extract::State as Provider;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};

use super::{APPS, Keyclic, LOGIN, problem};
use crate::answer::{self, Refused};
use crate::call::Call;
use crate::generated::keyclic::{self, header};
use crate::lock;
use crate::mount::Mount;

const HAL: &str = "application/hal+json;charset=UTF-8";

pub(super) fn router(provider: Keyclic) -> Router {
    Router::new()
        .mount("", &keyclic::LOGIN, login)
        .mount("", &keyclic::FEEDBACKS, feedbacks)
        .fallback(unknown)
        .method_not_allowed_fallback(wrong_method)
        .with_state(provider)
}

async fn login(Provider(provider): Provider<Keyclic>, call: Call) -> Result<Response, Refused> {
    provider.app_of(&call)?;
    if call.media_type() != "application/json" {
        return Err(provider.refuse(
            StatusCode::BAD_REQUEST,
            "The body must be application/json.",
        ));
    }
    let body = call.json().unwrap_or_default();
    let text = |name: &str| body.get(name).and_then(Value::as_str);
    let (Some(login), Some(password)) = (text("login"), text("password")) else {
        let detail = "The members login and password are required.";
        return Err(provider.refuse(StatusCode::BAD_REQUEST, detail));
    };
    let changed = lock(&provider.0.state).switches.password_refused;
    if changed || login != LOGIN || password != provider.password() {
        return Err(provider.refuse(StatusCode::UNAUTHORIZED, "Bad credentials."));
    }
    Ok(match provider.issue(&mut lock(&provider.0.state)) {
        Some(body) => answer::typed(StatusCode::OK, HAL, body.to_string()),
        None => answer::empty(StatusCode::NO_CONTENT),
    })
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
    fn refuse(&self, status: StatusCode, detail: &str) -> Refused {
        problem::refusal(lock(&self.0.state).switches.error_format, status, detail).into()
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

    fn admit<'a>(&self, call: &'a Call) -> Result<&'a str, Refused> {
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
