//! What a person with a browser does: fill the forms of the login and consent pages.

use std::io;

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, COOKIE, HOST, LOCATION, SET_COOKIE};
use axum::http::{Method, Request, StatusCode};
use http_body_util::BodyExt;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use url::Url;

use super::{DossierFacile, EMAIL};

/// A page, or the way off the site.
struct Step {
    status: StatusCode,
    location: Option<String>,
    page: String,
}

#[derive(Default)]
struct Browser {
    cookie: Option<String>,
}

impl DossierFacile {
    /// Opens `authorize_url` as a browser does, signs the tenant in and agrees; gives the callback
    /// URL to which the browser is sent, with `code`, `state`, `iss` and `session_state`, or with
    /// the `error` the realm answered at once.
    ///
    /// The callback itself is not called.
    ///
    /// # Errors
    ///
    /// `InvalidInput` when the URL is not on this realm's origin; otherwise the realm showed an
    /// error page, or a fault struck. The developer corrects the authorization request.
    ///
    /// Dropping the future leaves the sign-in half done, as closing the browser does.
    pub async fn answer_consent(&self, authorize_url: &str) -> io::Result<String> {
        self.browse(authorize_url, "accept").await
    }

    /// As [`answer_consent`](Self::answer_consent), but the tenant refuses on the consent page: the
    /// callback URL carries `error=access_denied`. A consent given earlier is not asked again.
    ///
    /// # Errors
    ///
    /// As [`answer_consent`](Self::answer_consent).
    pub async fn answer_consent_denied(&self, authorize_url: &str) -> io::Result<String> {
        self.browse(authorize_url, "cancel").await
    }

    async fn browse(&self, authorize_url: &str, button: &str) -> io::Result<String> {
        let mut browser = Browser::default();
        let mut step = browser.visit(self, Method::GET, authorize_url, &[]).await?;
        // Two forms at most: a third one means that the realm did not accept the answers.
        for _ in 0..2 {
            if step.location.is_some() {
                break;
            }
            let action = form_action(&step.page).filter(|_| step.status == StatusCode::OK);
            let action = action.ok_or_else(|| complaint(&step))?;
            let filled = if step.page.contains("name=\"password\"") {
                vec![("username", EMAIL), ("password", self.password())]
            } else {
                vec![(button, "Oui")]
            };
            step = browser.visit(self, Method::POST, &action, &filled).await?;
        }
        step.location.take().ok_or_else(|| complaint(&step))
    }
}

impl Browser {
    async fn visit(
        &mut self,
        provider: &DossierFacile,
        method: Method,
        url: &str,
        form: &[(&str, &str)],
    ) -> io::Result<Step> {
        let url =
            Url::parse(url).map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
        let host = provider.0.sso.to_string();
        if url.scheme() != "http" || url.authority() != host {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "the address is not on the realm's origin",
            ));
        }
        let stream = TcpStream::connect(provider.0.sso).await?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream))
            .await
            .map_err(io::Error::other)?;

        let target = &url[url::Position::BeforePath..url::Position::AfterQuery];
        let mut request = Request::builder()
            .method(method)
            .uri(target)
            .header(HOST, host);
        if let Some(cookie) = &self.cookie {
            request = request.header(COOKIE, cookie);
        }
        if !form.is_empty() {
            request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(form)
            .finish();
        let request = request.body(Body::from(body)).map_err(io::Error::other)?;
        let exchange = async move {
            let answer = sender.send_request(request).await?;
            let (parts, body) = answer.into_parts();
            Ok::<_, hyper::Error>((parts, body.collect().await?.to_bytes()))
        };
        let (exchanged, _) = futures_util::future::join(exchange, connection).await;
        let (parts, body) = exchanged.map_err(io::Error::other)?;

        let text = |name| {
            parts
                .headers
                .get(name)
                .and_then(|value| value.to_str().ok())
        };
        if let Some(cookie) = text(SET_COOKIE).and_then(|cookie| cookie.split(';').next()) {
            self.cookie = Some(cookie.to_owned());
        }
        let page = String::from_utf8_lossy(&body).into_owned();
        Ok(Step {
            status: parts.status,
            location: text(LOCATION).map(str::to_owned),
            page,
        })
    }
}

fn form_action(page: &str) -> Option<String> {
    let form = page.split_once("<form ")?.1;
    let action = form.split_once("action=\"")?.1.split_once('"')?.0;
    Some(action.replace("&amp;", "&"))
}

fn complaint(step: &Step) -> io::Error {
    io::Error::other(format!(
        "the realm showed a page without a way on, status {}",
        step.status
    ))
}
