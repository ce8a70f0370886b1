//! The authorization endpoint: from the partner's request to the code on the redirect.

use axum::extract::State as Provider;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use time::{Duration, OffsetDateTime};
use url::Url;

use super::{CLIENT_ID, DossierFacile, EMAIL, REALM, State, knows_scopes, pages, redirect_uri};
use crate::call::{Call, Fields};
use crate::generated::dossierfacile::code;
use crate::{answer, lock};

const CODE_LIFE: Duration = Duration::seconds(60);
const COOKIE: &str = "AUTH_SESSION_ID";

/// What the partner asked for; checked.
#[derive(Clone)]
struct Request {
    state: Option<String>,
    nonce: Option<String>,
    challenge: Option<String>,
    login_hint: String,
    openid: bool,
}

/// A browser on its way through the pages.
#[derive(Clone)]
pub(super) struct Login {
    request: Request,
    cookie: String,
    authenticated: bool,
}

/// An authorization code and what it was given for.
#[derive(Clone)]
pub(super) struct Code {
    pub(super) session: String,
    pub(super) challenge: Option<String>,
    pub(super) nonce: Option<String>,
    pub(super) openid: bool,
    pub(super) expires_at: OffsetDateTime,
    pub(super) used: bool,
}

/// `GET …/auth`: the login page, or the reason why not.
pub(super) async fn authorize(Provider(provider): Provider<DossierFacile>, call: Call) -> Response {
    let query = call.query();
    let disabled = lock(&provider.0.state).switches.client_disabled;
    if query.value("client_id") != Some(CLIENT_ID) || disabled {
        return pages::error("Client introuvable.");
    }
    if query.value("redirect_uri") != Some(redirect_uri()) {
        return pages::error("Paramètre invalide : redirect_uri");
    }
    match check(&query) {
        Err((error, description)) => {
            let state = query.value("state");
            provider.redirect(
                state,
                &[("error", error), ("error_description", description)],
            )
        }
        Ok(request) if query.value("prompt") == Some("none") => {
            provider.redirect(request.state.as_deref(), &[("error", code::LOGIN_REQUIRED)])
        }
        Ok(request) => {
            let cookie = provider.0.seed.fresh();
            let hint = request.login_hint.clone();
            let login = Login {
                request,
                cookie: cookie.clone(),
                authenticated: false,
            };
            let mut page = pages::login(&provider.next_step("authenticate", login), &hint, None);
            let cookie = format!("{COOKIE}={cookie}; Path={REALM}/; HttpOnly; SameSite=Lax");
            if let Ok(cookie) = HeaderValue::try_from(cookie) {
                page.headers_mut().insert(SET_COOKIE, cookie);
            }
            page
        }
    }
}

fn check(query: &Fields) -> Result<Request, (&'static str, &'static str)> {
    if query.repeats() {
        return Err((code::INVALID_REQUEST, "duplicated parameter"));
    }
    match query.value("response_type") {
        Some("code") => {}
        None => return Err((code::INVALID_REQUEST, "Missing parameter: response_type")),
        Some(_) => return Err((code::UNSUPPORTED_RESPONSE_TYPE, "Invalid response type")),
    }
    let scope = query.value("scope").unwrap_or_default();
    if !knows_scopes(scope) {
        return Err((code::INVALID_SCOPE, "Invalid scopes"));
    }
    let challenge = query.value("code_challenge");
    match (challenge, query.value("code_challenge_method")) {
        (Some(challenge), Some("S256")) if challenge.len() == 43 => {}
        (None, None) => {}
        (Some(_), Some("S256")) => {
            return Err((code::INVALID_REQUEST, "Invalid parameter: code_challenge"));
        }
        (None, Some(_)) => {
            return Err((code::INVALID_REQUEST, "Missing parameter: code_challenge"));
        }
        (Some(_), _) => {
            return Err((
                code::INVALID_REQUEST,
                "Invalid parameter: code challenge method is not matching the configured one",
            ));
        }
    }
    let owned = |name: &str| query.value(name).map(str::to_owned);
    Ok(Request {
        state: owned("state"),
        nonce: owned("nonce"),
        challenge: owned("code_challenge"),
        login_hint: owned("login_hint").unwrap_or_default(),
        openid: scope.split_whitespace().any(|scope| scope == "openid"),
    })
}

/// `POST …/login-actions/authenticate`: the login form comes back.
pub(super) async fn authenticate(
    Provider(provider): Provider<DossierFacile>,
    call: Call,
) -> Response {
    let Some(mut login) = provider.take_login(&call, false) else {
        return pages::error("Page expirée, ou cookie introuvable.");
    };
    let form = call.form();
    let (disabled, consented) = {
        let state = lock(&provider.0.state);
        (state.user_disabled, state.consented)
    };
    let right = form.value("username") == Some(EMAIL)
        && form.value("password") == Some(&provider.0.password);
    if !right || disabled {
        let complaint = if right {
            "Compte désactivé."
        } else {
            "E-mail ou mot de passe invalide."
        };
        // The page comes back without the hint, and open for another e-mail.
        return pages::login(
            &provider.next_step("authenticate", login),
            "",
            Some(complaint),
        );
    }
    if consented {
        return provider.grant(login.request);
    }
    login.authenticated = true;
    pages::consent(&provider.next_step("consent", login))
}

/// `POST …/login-actions/consent`: the person agreed, or not.
pub(super) async fn consent(Provider(provider): Provider<DossierFacile>, call: Call) -> Response {
    let Some(login) = provider.take_login(&call, true) else {
        return pages::error("Page expirée, ou cookie introuvable.");
    };
    if call.form().value("accept").is_none() {
        return provider.redirect(
            login.request.state.as_deref(),
            &[("error", code::ACCESS_DENIED)],
        );
    }
    lock(&provider.0.state).consented = true;
    provider.grant(login.request)
}

impl DossierFacile {
    /// Keeps the login for the next form and gives the form's action.
    fn next_step(&self, action: &str, login: Login) -> String {
        let session_code = self.0.seed.fresh();
        let url = format!(
            "{}/login-actions/{action}?session_code={session_code}&client_id={CLIENT_ID}",
            self.issuer()
        );
        lock(&self.0.state).logins.insert(session_code, login);
        url
    }

    /// The login this form belongs to; each form works once, and in its own browser only.
    fn take_login(&self, call: &Call, authenticated: bool) -> Option<Login> {
        let query = call.query();
        let session_code = query.value("session_code")?;
        let sent = call.header("cookie").unwrap_or_default();
        let mut state = lock(&self.0.state);
        let login = state.logins.get(session_code)?;
        let same_browser = sent
            .split("; ")
            .any(|pair| pair.split_once('=') == Some((COOKIE, &login.cookie)));
        if !same_browser
            || login.authenticated != authenticated
            || call.media_type() != "application/x-www-form-urlencoded"
        {
            return None;
        }
        state.logins.remove(session_code)
    }

    fn grant(&self, request: Request) -> Response {
        let now = self.0.front.clock.now();
        let session = self.0.seed.uuid();
        let code = format!("{}.{session}.{}", self.0.seed.uuid(), self.0.seed.uuid());
        {
            let mut state = lock(&self.0.state);
            state.open_session(&session, now);
            state.codes.insert(
                code.clone(),
                Code {
                    session: session.clone(),
                    challenge: request.challenge,
                    nonce: request.nonce,
                    openid: request.openid,
                    expires_at: now + CODE_LIFE,
                    used: false,
                },
            );
        }
        self.redirect(
            request.state.as_deref(),
            &[("session_state", &session), ("code", &code)],
        )
    }

    fn redirect(&self, state: Option<&str>, parameters: &[(&str, &str)]) -> Response {
        let issuer = self.issuer();
        let all = parameters
            .iter()
            .copied()
            .chain(state.map(|state| ("state", state)))
            .chain([("iss", issuer.as_str())]);
        match Url::parse_with_params(redirect_uri(), all) {
            Ok(callback) => answer::redirect(StatusCode::FOUND, callback.as_str()),
            Err(_) => pages::error("Paramètre invalide : redirect_uri"),
        }
    }
}

impl State {
    /// The code, used up by this call; a used one ends its session, as a sign of theft.
    pub(super) fn redeem(&mut self, code: &str, now: OffsetDateTime) -> Option<Code> {
        let code = self.codes.get_mut(code)?;
        if code.used {
            let session = code.session.clone();
            self.end_session(&session);
            return None;
        }
        code.used = true;
        (now < code.expires_at).then(|| code.clone())
    }
}
