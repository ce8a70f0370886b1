//! The cookies of one site, as a browser keeps them (RFC 6265 §5).

use std::collections::BTreeMap;

use auth_core::{HeaderValue, Response, http::header::SET_COOKIE};
use cookie::{Cookie, Expiration, time::OffsetDateTime};

/// Cookies by path and name.
#[derive(Default)]
pub(crate) struct Jar(BTreeMap<(String, String), String>);

impl Jar {
    /// Takes what the answer to a request for `path` sets and deletes.
    pub(crate) fn take(&mut self, path: &str, answer: &Response) {
        for cookie in answer.headers().get_all(SET_COOKIE) {
            let cookie = Cookie::parse(cookie.to_str().unwrap()).unwrap();
            let own = cookie.path().filter(|path| path.starts_with('/'));
            let folder = own.unwrap_or_else(|| match path.rsplit_once('/') {
                Some((folder, _)) if !folder.is_empty() => folder,
                _ => "/",
            });
            let key = (folder.to_owned(), cookie.name().to_owned());
            if is_over(&cookie) {
                self.0.remove(&key);
            } else {
                self.0.insert(key, cookie.value().to_owned());
            }
        }
    }

    /// What a request for `path` sends.
    pub(crate) fn header(&self, path: &str) -> HeaderValue {
        let sent = self.0.iter().filter(|((folder, _), _)| {
            path.strip_prefix(folder.as_str()).is_some_and(|rest| {
                rest.is_empty() || rest.starts_with('/') || folder.ends_with('/')
            })
        });
        let pairs: Vec<_> = sent.map(|((_, n), v)| format!("{n}={v}")).collect();
        HeaderValue::try_from(pairs.join("; ")).unwrap()
    }
}

fn is_over(cookie: &Cookie<'_>) -> bool {
    if let Some(age) = cookie.max_age() {
        return age <= cookie::time::Duration::ZERO;
    }
    matches!(cookie.expires(), Some(Expiration::DateTime(at)) if at <= OffsetDateTime::now_utc())
}

#[test]
fn a_cookie_goes_where_its_path_says_until_it_is_deleted() {
    let answer = |cookies: &[&'static str]| {
        let cookies = cookies
            .iter()
            .map(|cookie| (SET_COOKIE, HeaderValue::from_static(cookie)));
        Response::new(
            auth_core::StatusCode::OK,
            cookies.collect::<auth_core::HeaderMap>(),
            "",
        )
    };
    let mut jar = Jar::default();
    jar.take(
        "/realms/a/auth",
        &answer(&["A=1; Path=/realms/a/; Secure", "B=2", "C=3; Path=/"]),
    );
    for (path, sent) in [
        ("/realms/a/login", "C=3; B=2; A=1"),
        ("/realms/a", "C=3; B=2"),
        ("/realms/ab", "C=3"),
    ] {
        assert_eq!(jar.header(path), sent, "{path}");
    }
    let old = "A=; Path=/realms/a/; Expires=Thu, 01 Jan 1970 00:00:00 GMT";
    jar.take("/realms/a/auth", &answer(&[old, "B=; Max-Age=0"]));
    assert_eq!(jar.header("/realms/a/login"), "C=3");
}
