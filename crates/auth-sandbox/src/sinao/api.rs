//! The API's routes and who may call them.

use axum::Router;
use axum::extract::State as Provider;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use serde_json::json;

use super::{APP, BASE, Sinao, account, keys, login};
use crate::answer::{self, Refused};
use crate::call::{Authorization, Call};
use crate::generated::sinao::{
    API_KEYS, CHANGE_PASSWORD, CREATE_API_KEY, DELETE_API_KEY, DESCRIPTION, LOGIN, LOGOUT, ME,
    REFRESH, REGISTER, SEND_PASSWORD, SEND_SECOND_FACTOR, header,
};
use crate::lock;
use crate::mount::Mount;

/// Where the framework sends a person: the same path, beside the API.
const LOGIN_PAGE: &str = LOGIN.path;

pub(super) fn router(provider: Sinao) -> Router {
    Router::new()
        .mount(BASE, &LOGIN, login::login)
        .mount(BASE, &SEND_SECOND_FACTOR, login::send_code)
        .mount(BASE, &REFRESH, refresh)
        .mount(BASE, &LOGOUT, logout)
        .mount(BASE, &ME, me)
        .mount(BASE, &REGISTER, account::register)
        .mount(BASE, &SEND_PASSWORD, account::send_password)
        .mount(BASE, &CHANGE_PASSWORD, account::change_password)
        .mount(BASE, &API_KEYS, keys::list)
        .mount(BASE, &CREATE_API_KEY, keys::create)
        .mount(BASE, &DELETE_API_KEY, keys::delete)
        .route(LOGIN_PAGE, get(login_page))
        .fallback(unknown)
        .method_not_allowed_fallback(wrong_method)
        .with_state(provider)
}

/// The framework's answer to who does not ask for JSON.
pub(super) fn to_login_page(provider: &Sinao) -> Refused {
    let page = format!("http://{}{LOGIN_PAGE}", provider.0.address);
    answer::redirect(StatusCode::FOUND, &page).into()
}

async fn login_page() -> Response {
    answer::html(
        StatusCode::OK,
        "<!DOCTYPE html><html><body><h1>Connexion</h1></body></html>",
    )
}

async fn refresh(Provider(provider): Provider<Sinao>, call: Call) -> Result<Response, Refused> {
    let token = provider.bearer(&call)?;
    let body = provider
        .refresh(token)
        .map_err(|message| provider.token_error(message))?;
    Ok(answer::json(StatusCode::OK, &body))
}

async fn logout(Provider(provider): Provider<Sinao>, call: Call) -> Result<Response, Refused> {
    let token = provider.bearer(&call)?;
    provider
        .check(token)
        .map_err(|message| provider.token_error(message))?;
    provider.blacklist(token);
    Ok(answer::json(
        StatusCode::OK,
        &json!({"message": "Successfully logged out"}),
    ))
}

async fn me(Provider(provider): Provider<Sinao>, call: Call) -> Result<Response, Refused> {
    provider.admit(&call)?;
    let me = json!({
        "id": 8801, "civility": null, "firstname": "Prénom", "lastname": "Nom",
        "email": provider.email(), "image": null, "metadata": null,
        "establishments": [{"id": APP, "name": "Entreprise"}],
        "created_at": "2023-03-01T09:00:00.000000Z", "updated_at": null, "last_access_at": null,
        "password_is_undefined": false,
    });
    Ok(answer::json(StatusCode::OK, &me))
}

async fn unknown(call: Call) -> Response {
    if !call.accepts_json() {
        return answer::html(
            StatusCode::NOT_FOUND,
            "<!DOCTYPE html><html><body><h1>404 | Not Found</h1></body></html>",
        );
    }
    let path = call.uri.path().trim_start_matches('/');
    let message = format!("The route {path} could not be found.");
    answer::json(StatusCode::NOT_FOUND, &json!({"message": message}))
}

async fn wrong_method(call: Call) -> Response {
    let path = call.uri.path();
    let routes = DESCRIPTION.schemes.iter().flat_map(|scheme| scheme.steps);
    let routes = routes.chain(DESCRIPTION.calls);
    let mut here = routes.filter(|route| path.strip_prefix(BASE) == Some(route.path));
    let supported = match here.next().map(|route| route.method) {
        None | Some("GET") => "GET, HEAD",
        Some(method) => method,
    };
    let path = path.trim_start_matches('/');
    let message = format!(
        "The {} method is not supported for route {path}. Supported methods: {supported}.",
        call.method
    );
    answer::json(StatusCode::METHOD_NOT_ALLOWED, &json!({"message": message}))
}

impl Sinao {
    /// A bearer token or an API key, never both.
    fn admit(&self, call: &Call) -> Result<(), Refused> {
        let credential = match call.header(header::API_KEY) {
            None => self.signed_in(call)?,
            Some(key) => {
                self.json_and_alone(call)?;
                if !lock(&self.0.state).knows_key(key) {
                    let body = json!({"message": "Unauthenticated."});
                    return Err(answer::refused(StatusCode::UNAUTHORIZED, &body));
                }
                key
            }
        };
        lock(&self.0.front.tally).accept(credential);
        Ok(())
    }

    /// A token that opens the API.
    pub(super) fn signed_in<'a>(&self, call: &'a Call) -> Result<&'a str, Refused> {
        let token = self.bearer(call)?;
        self.check(token)
            .map_err(|message| self.token_error(message))?;
        Ok(token)
    }

    fn bearer<'a>(&self, call: &'a Call) -> Result<&'a str, Refused> {
        self.json_and_alone(call)?;
        call.bearer()
            .ok_or_else(|| self.token_error("Token not provided"))
    }

    fn json_and_alone(&self, call: &Call) -> Result<(), Refused> {
        if !call.accepts_json() {
            return Err(to_login_page(self));
        }
        if call.headers.contains_key(header::API_KEY)
            && call.authorization() != Authorization::Absent
        {
            let key = DESCRIPTION.spelled(header::API_KEY);
            let body = json!({"message": format!("Authorization and {key} exclude each other.")});
            return Err(answer::refused(StatusCode::BAD_REQUEST, &body));
        }
        Ok(())
    }

    pub(super) fn token_error(&self, message: &str) -> Refused {
        let status = lock(&self.0.state).switches.token_status;
        answer::refused(answer::status(status), &json!({"message": message}))
    }
}
