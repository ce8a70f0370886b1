//! Which URL a call goes to. What is decided here is what leaves: the origin check sees the same bytes.

use auth_core::{Delivery, Error, ErrorKind, Origin, Uri};
use url::Url;

/// The base that relative paths are appended to.
#[derive(Clone, Debug)]
pub(crate) struct ApiBase {
    url: Url,
    /// The base's own path, without a slash at its end.
    path: String,
}

impl ApiBase {
    pub(crate) fn new(api: &Uri) -> Result<Self, Error> {
        let url = absolute(api)?;
        let path = url.path().trim_end_matches('/').to_owned();
        Ok(Self { url, path })
    }

    /// The URL that `target` means: a path below the base, or an absolute URL of any origin.
    pub(crate) fn resolve(&self, target: &str) -> Result<Url, Error> {
        let mut url = match Url::parse(target) {
            Ok(url) if url.has_host() => url,
            _ => self.below(target)?,
        };
        url.set_fragment(None);
        Ok(url)
    }

    fn below(&self, path: &str) -> Result<Url, Error> {
        let is_slash = |c| matches!(c, '/' | '\\');
        if path.starts_with(is_slash) && path[1..].starts_with(is_slash) {
            return Err(refused(
                "the path begins with two slashes, which would name a host",
            ));
        }
        let slash = if path.is_empty() || path.starts_with(['/', '?']) {
            ""
        } else {
            "/"
        };
        // Appended as text behind the authority and a slash, nothing in `path` can change the origin.
        let origin = &self.url[..url::Position::BeforePath];
        let url = Url::parse(&format!("{origin}{}{slash}{path}", self.path))
            .map_err(|_| refused("the path cannot be part of a URL"))?;
        if self.beneath(&url).is_none() {
            return Err(refused("the path leads out of the API's base"));
        }
        Ok(url)
    }

    /// How a provider is shown `url`: as the path below the base where it is one.
    pub(crate) fn shown(&self, url: &Url) -> Result<Uri, Error> {
        let Some(path) = self.beneath(url) else {
            return uri(url);
        };
        let slash = if path.is_empty() { "/" } else { "" };
        let query = &url[url::Position::AfterPath..url::Position::AfterQuery];
        let path = format!("{slash}{path}{query}");
        path.parse()
            .map_err(|_| refused("the path cannot be sent as it is"))
    }

    fn beneath<'a>(&self, url: &'a Url) -> Option<&'a str> {
        if url.origin() != self.url.origin() {
            return None;
        }
        let path = url.path().strip_prefix(&self.path)?;
        (path.is_empty() || path.starts_with('/')).then_some(path)
    }
}

/// The URL of an absolute request.
///
/// What was checked is what is sent, or nothing is: URI and URL do not read every host alike.
pub(crate) fn absolute(checked: &Uri) -> Result<Url, Error> {
    let url = Url::parse(&checked.to_string()).map_err(|_| refused("the URL is not absolute"))?;
    if Origin::of(checked)? != Origin::of(&uri(&url)?)? {
        return Err(refused("the URL has a host that can be read in two ways"));
    }
    Ok(url)
}

/// The same URL in the form that the origin check reads, and that reqwest sends.
pub(crate) fn uri(url: &Url) -> Result<Uri, Error> {
    url.as_str()
        .parse()
        .map_err(|_| refused("the URL cannot be sent as it is"))
}

fn refused(what: &str) -> Error {
    Error::new(ErrorKind::OriginRefused, what)
        .advise("give a path below the API's base, or an absolute URL of the provider")
        .delivered(Delivery::NotDelivered)
}

#[cfg(test)]
mod tests {
    use auth_core::{
        AccessToken, AuthHeaders, HeaderMap, HeaderSet, Jitter, Lifecycle, OriginPolicy,
        RefreshPolicy, Renewal, SecretKind,
    };
    use proptest::prelude::*;

    use super::*;

    fn base(api: &str) -> ApiBase {
        ApiBase::new(&api.parse().unwrap()).unwrap()
    }

    fn headers(api: &str) -> AuthHeaders {
        let set = HeaderSet::new().bearer(&AccessToken::new("t")).unwrap();
        let policy = OriginPolicy::new()
            .allow(&api.parse().unwrap(), &[SecretKind::AccessToken])
            .unwrap();
        let none = Lifecycle::new(RefreshPolicy::new(Renewal::None), false, Jitter(0));
        AuthHeaders::new(set, &policy, none.generation(), None)
    }

    /// The URL that a credential would leave for; `None` when nothing does.
    fn leaves(api: &str, target: &str) -> Option<Url> {
        let url = base(api).resolve(target).ok()?;
        let mut map = HeaderMap::new();
        let applied = headers(api).apply(&uri(&url).ok()?, &mut map).is_ok();
        assert_eq!(applied, !map.is_empty());
        applied.then_some(url)
    }

    #[test]
    fn paths_are_appended_to_the_base() {
        for (api, target, expected) in [
            ("https://api.example/v1", "/me", "https://api.example/v1/me"),
            ("https://api.example/v1/", "me", "https://api.example/v1/me"),
            (
                "https://api.example",
                "/me?a=b#c",
                "https://api.example/me?a=b",
            ),
            (
                "https://api.example/v1",
                "?a=b",
                "https://api.example/v1?a=b",
            ),
            (
                "https://api.example/v1",
                "a/../b",
                "https://api.example/v1/b",
            ),
            (
                "https://api.example/v1",
                "a:b",
                "https://api.example/v1/a:b",
            ),
            (
                "https://api.example/v1",
                "@evil.example",
                "https://api.example/v1/@evil.example",
            ),
            (
                "https://api.example",
                "é\\x",
                "https://api.example/%C3%A9/x",
            ),
            (
                "https://api.example/v1",
                "HTTPS://API.example:443/b",
                "https://api.example/b",
            ),
        ] {
            assert_eq!(leaves(api, target).unwrap().as_str(), expected);
        }
    }

    #[test]
    fn what_leads_elsewhere_does_not_leave() {
        for target in [
            "//evil.example/v1",
            "\\/evil.example",
            "/\\evil.example",
            "/../v2",
            "/%2e%2E/v2",
            "/..\\v2",
            "/v1/../../../v2",
            "https://evil.example/v1/me",
            "http://api.example/v1/me",
            "https://api.example:444/v1",
            "https://api.example./v1",
            "https://user@api.example/v1",
            "https://api.example@evil.example/v1",
            "https://sub.api.example/v1",
            "https://аpi.example/v1",
            "https:evil.example",
            "https:\\\\evil.example",
            "ftp://api.example/v1",
            "\thttps://evil.example",
        ] {
            assert_eq!(leaves("https://api.example/v1", target), None, "{target}");
        }
    }

    #[test]
    fn a_host_that_reads_two_ways_is_refused() {
        for text in [
            "https://127.1/",
            "https://0x7f000001/",
            "https://api%2eexample/",
        ] {
            if let Ok(two_ways) = text.parse() {
                assert!(absolute(&two_ways).is_err(), "{text}");
            }
        }
    }

    #[test]
    fn a_provider_is_shown_the_path_below_the_base() {
        let base = base("https://api.example/v1");
        for (target, shown) in [
            ("/me?a=b", "/me?a=b"),
            ("", "/"),
            ("?a=b", "/?a=b"),
            ("https://api.example/v1/x/../y", "/y"),
            ("https://api.example/v10/y", "https://api.example/v10/y"),
            ("https://other.example/v1/y", "https://other.example/v1/y"),
        ] {
            let url = base.resolve(target).unwrap();
            assert_eq!(base.shown(&url).unwrap().to_string(), shown);
        }
    }

    fn hostile() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            Just("https://"),
            Just("http://"),
            Just("HTTPS:"),
            Just("//"),
            Just("/"),
            Just("\\"),
            Just("api.example"),
            Just("API.EXAMPLE"),
            Just("evil.example"),
            Just("api.example."),
            Just("аpi.example"),
            Just("xn--pi-6kc.example"),
            Just("127.0.0.1"),
            Just("[::1]"),
            Just("@"),
            Just(":"),
            Just("user"),
            Just(":443"),
            Just(":0"),
            Just(":99999"),
            Just(".."),
            Just("."),
            Just("%2e%2e"),
            Just("%2f"),
            Just("%40"),
            Just("%00"),
            Just("/v1"),
            Just("/v1/"),
            Just("?"),
            Just("#"),
            Just(" "),
            Just("\t"),
            Just("\n"),
            Just("\u{200d}"),
            Just("。"),
            Just("é"),
        ];
        let pieces = prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat());
        prop_oneof![4 => pieces, 1 => ".*"]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1500))]

        #[test]
        fn the_url_that_leaves_is_at_the_allowed_origin(
            target in hostile(),
            path in prop_oneof![Just(""), Just("/v1"), Just("/a/b/")],
        ) {
            let api = format!("https://api.example{path}");
            if let Some(url) = leaves(&api, &target) {
                // reqwest sends the text; whoever reads it anew must read the same origin.
                let read = Url::parse(url.as_str()).unwrap();
                prop_assert_eq!(read.scheme(), "https");
                prop_assert_eq!(read.host_str(), Some("api.example"));
                prop_assert_eq!(read.port_or_known_default(), Some(443));
                prop_assert_eq!((read.username(), read.password()), ("", None));
                prop_assert_eq!(read.fragment(), None);
                if !target.to_ascii_lowercase().contains("https:") {
                    prop_assert!(read.path().starts_with(path.trim_end_matches('/')));
                }
            }
        }

        #[test]
        fn an_ordinary_path_always_leaves(
            path in "(/[a-z0-9_~-]{1,8}){1,4}",
            query in "(\\?[a-z]{1,4}=[a-z0-9]{0,4})?",
        ) {
            let url = leaves("https://api.example/v1", &format!("{path}{query}")).map(String::from);
            let expected = format!("https://api.example/v1{path}{query}");
            prop_assert_eq!(url, Some(expected));
        }
    }
}
