//! Which URL a call goes to. What is decided here is what leaves: the origin check sees the same bytes.

use auth_core::{Delivery, Error, ErrorKind, Uri};
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
pub(crate) fn absolute(uri: &Uri) -> Result<Url, Error> {
    Url::parse(&uri.to_string()).map_err(|_| refused("the URL is not absolute"))
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
