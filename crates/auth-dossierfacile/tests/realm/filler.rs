//! A person at the provider's pages, by plain HTTP: keeps cookies, fills Keycloak's forms, follows redirects.

use auth_core::{
    HeaderValue, Method, Request, Response, Transport,
    http::header::{COOKIE, LOCATION},
};
use auth_reqwest::HttpTransport;
use url::Url;

use crate::{jar::Jar, page::Page};

/// Who signs in, and the button pressed on the consent page, `accept` or `cancel`.
#[derive(Clone, Copy)]
pub(crate) struct Person<'a> {
    pub(crate) username: &'a str,
    pub(crate) password: &'a str,
    pub(crate) button: &'static str,
}

pub(crate) struct Filler<'a> {
    transport: &'a HttpTransport,
    redirect_uri: &'a str,
    jar: Jar,
    /// What was shown on the way.
    pub(crate) shown: Vec<&'static str>,
}

/// More steps than any way through Keycloak has.
const STEPS: usize = 20;

impl<'a> Filler<'a> {
    pub(crate) fn new(transport: &'a HttpTransport, redirect_uri: &'a str) -> Self {
        Self {
            transport,
            redirect_uri,
            jar: Jar::default(),
            shown: Vec::new(),
        }
    }

    /// Goes from `start` to the callback, and gives its URL; the error says where the way ended, and holds no secret.
    ///
    /// The password is given once, and to the origin of `start` alone.
    pub(crate) async fn walk(&mut self, start: &str, person: Person<'_>) -> Result<String, String> {
        let start: Url = start
            .parse()
            .map_err(|_| "the authorization URL is no URL")?;
        let mut url = start.clone();
        let mut form = None;
        for _ in 0..STEPS {
            if url.origin() != start.origin() {
                return Err(format!(
                    "the provider sends the person on to {}, where a person must go on: use a browser",
                    url.origin().ascii_serialization()
                ));
            }
            let answer = self.visit(&url, form.take()).await?;
            if answer.status().is_redirection() {
                let location = answer
                    .header(LOCATION.as_str())
                    .ok_or("a redirect leads nowhere")?;
                if is_at(location, self.redirect_uri) {
                    return Ok(location.to_owned());
                }
                url = join(&url, location)?;
                continue;
            }
            let page = Page::read(&String::from_utf8_lossy(answer.body()));
            let (next, body) = self.fill(&page, person).map_err(|why| {
                let problem = page.problem.as_deref().unwrap_or("nothing");
                format!(
                    "{why} (HTTP {}, page `{}`, which says: {problem})",
                    answer.status().as_u16(),
                    page.title
                )
            })?;
            url = join(&url, &next)?;
            form = Some(body);
        }
        Err("the provider sends the person in circles".to_owned())
    }

    fn fill(&mut self, page: &Page, person: Person<'_>) -> Result<(String, String), String> {
        if let Some(form) = page.login() {
            if self.shown.contains(&"login") {
                return Err("the login was refused".to_owned());
            }
            self.shown.push("login");
            let filled = [("username", person.username), ("password", person.password)];
            return Ok((form.action.clone(), form.sent(&filled, "login")));
        }
        if let Some(form) = page.consent() {
            self.shown.push("consent");
            return Ok((form.action.clone(), form.sent(&[], person.button)));
        }
        Err("the page asks for what only a person can do: use a browser".to_owned())
    }

    async fn visit(&mut self, url: &Url, form: Option<String>) -> Result<Response, String> {
        let uri = url
            .as_str()
            .parse()
            .map_err(|_| "the provider names an address that is no URL")?;
        let request = match form {
            None => Request::new(Method::GET, uri),
            Some(body) => Request::new(Method::POST, uri).bytes(
                HeaderValue::from_static("application/x-www-form-urlencoded"),
                body.into_bytes(),
            ),
        };
        let request = request.header(COOKIE, self.jar.header(url.path()));
        let answer = self
            .transport
            .send(request)
            .await
            .map_err(|error| error.to_string())?;
        self.jar.take(url.path(), &answer);
        Ok(answer)
    }
}

fn join(url: &Url, target: &str) -> Result<Url, String> {
    url.join(target)
        .map_err(|_| "the provider names an address that is no URL".to_owned())
}

/// Whether it is the redirect URI with parameters added.
fn is_at(location: &str, redirect_uri: &str) -> bool {
    location
        .strip_prefix(redirect_uri)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(['?', '&', '#']))
}
