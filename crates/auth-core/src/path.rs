//! Where a call goes, as a template with its gaps filled in.

use std::fmt::{self, Write};

use http::Uri;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use zeroize::Zeroizing;

use crate::{Error, ErrorKind, Secret, SecretKind};

/// All but the unreserved characters (RFC 3986 §2.3).
const IN_A_SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A path below a provider's API base, such as `/apps/{app_id}/keys`, each `{…}` of which holds one segment.
///
/// What is wrong with a value is said by [`Request::to`](crate::Request::to). `Debug` shows the template alone.
///
/// ```
/// use auth_core::{Method, OneTimeCode, Path, Request, SecretKind};
///
/// # fn main() -> Result<(), auth_core::Error> {
/// let path = Path::new("/people/{person}/confirm/{token}")
///     .with("a/b")
///     .with_secret(&OneTimeCode::new("s3cret"));
/// let request = Request::to(Method::POST, path)?;
/// assert_eq!(request.uri(), "/people/a%2Fb/confirm/s3cret");
/// // The token counts as a secret that the request carries, and is not shown.
/// assert_eq!(request.carries(), [SecretKind::OneTimeCode]);
/// assert!(!format!("{request:?}").contains("s3cret"));
/// # Ok(()) }
/// ```
#[derive(Clone)]
#[must_use = "a path is for a request"]
pub struct Path {
    template: &'static str,
    /// What of the template is not filled in yet.
    rest: &'static str,
    text: Zeroizing<String>,
    query: String,
    carries: Vec<SecretKind>,
    problem: Option<Error>,
}

impl Path {
    /// The path of a template.
    pub fn new(template: &'static str) -> Self {
        Self {
            template,
            rest: template,
            text: Zeroizing::default(),
            query: String::new(),
            carries: Vec::new(),
            problem: None,
        }
    }

    /// Fills the next gap, percent-encoded: the value stays one segment whatever it holds.
    pub fn with(mut self, value: &str) -> Self {
        let gap = self.rest.split_once('{');
        let Some((before, (name, rest))) =
            gap.and_then(|(before, gap)| Some((before, gap.split_once('}')?)))
        else {
            return self.wrong(Error::new(
                ErrorKind::Internal,
                "a path was given more values than it has gaps",
            ));
        };
        self.rest = rest;
        // A parser of URLs takes the two dots for a step upwards, however they are written.
        if value.is_empty() || value == "." || value == ".." {
            return self.wrong(Error::configuration(
                name,
                "it is empty or dots, which is no segment of a path",
            ));
        }
        let encoded = utf8_percent_encode(value, IN_A_SEGMENT);
        // Room at once, so that no part of a secret is left behind by a text that grew.
        let room = self.text.len() + before.len() + 3 * value.len();
        let mut text = Zeroizing::new(String::with_capacity(room));
        text.push_str(&self.text);
        text.push_str(before);
        text.extend(encoded);
        self.text = text;
        self
    }

    /// Fills the next gap with a secret, where the provider leaves no other place for it.
    ///
    /// The request then carries a secret of this kind, and goes where it may go alone. Whoever logs requests on the way sees
    /// it all the same.
    pub fn with_secret<S: Secret>(mut self, secret: &S) -> Self {
        self.carries.push(S::KIND);
        self.with(secret.expose_secret())
    }

    /// Adds a parameter to the query, percent-encoded. No secret belongs there.
    pub fn query(mut self, name: &str, value: &str) -> Self {
        let sign = if self.query.is_empty() { '?' } else { '&' };
        let encode = |text| utf8_percent_encode(text, IN_A_SEGMENT);
        let _ = write!(self.query, "{sign}{}={}", encode(name), encode(value));
        self
    }

    pub(crate) fn finish(mut self) -> Result<(Uri, Vec<SecretKind>), Error> {
        if let Some(problem) = self.problem {
            return Err(problem);
        }
        let unusable = |what| Err(Error::configuration(self.template, what));
        if self.rest.contains('{') {
            return unusable("the path has a gap without a value");
        }
        self.text.push_str(self.rest);
        self.text.push_str(&self.query);
        match self.text.parse() {
            Ok(uri) => Ok((uri, self.carries)),
            Err(_) => unusable("the path is no path, or too long with its values"),
        }
    }

    fn wrong(mut self, problem: Error) -> Self {
        self.problem.get_or_insert(problem);
        self
    }
}

impl fmt::Debug for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Path").field(&self.template).finish()
    }
}

#[cfg(test)]
mod tests {
    use http::Method;
    use proptest::prelude::*;

    use super::*;
    use crate::{OneTimeCode, Request};

    const TEMPLATE: &str = "/apps/{app}/keys/{key}/end";

    fn uri(path: Path) -> Result<String, Error> {
        Ok(Request::to(Method::GET, path)?.uri().to_string())
    }

    #[test]
    fn gaps_are_filled_in_order_and_a_query_follows() {
        let path = Path::new(TEMPLATE).with("7").with("a b/../?#%é");
        let path = path.query("limit", "50").query("q", "a&b=c");
        assert_eq!(
            uri(path).unwrap(),
            "/apps/7/keys/a%20b%2F..%2F%3F%23%25%C3%A9/end?limit=50&q=a%26b%3Dc"
        );
        assert_eq!(uri(Path::new("/me")).unwrap(), "/me");
    }

    #[test]
    fn a_value_that_is_no_segment_is_named() {
        for value in ["", ".", ".."] {
            let error = uri(Path::new(TEMPLATE).with("7").with(value)).unwrap_err();
            assert_eq!(*error.kind(), ErrorKind::Configuration);
            assert!(error.to_string().starts_with("key: "), "{error}");
        }
        let error = uri(Path::new(TEMPLATE).with("7")).unwrap_err();
        assert!(error.to_string().contains("without a value"), "{error}");
        let error = uri(Path::new("/me").with("7")).unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::Internal);
    }

    #[test]
    fn a_secret_counts_as_carried_and_is_not_shown() {
        for value in ["canary", "..", "canary/canary", &"canary".repeat(20_000)] {
            let secret = OneTimeCode::new(value);
            let path = Path::new("/change/{token}").with_secret(&secret);
            let shown = format!("{path:?}");
            let shown = match Request::to(Method::POST, path) {
                Ok(request) => {
                    assert_eq!(request.carries(), [SecretKind::OneTimeCode]);
                    format!("{shown} {request:?} {:?}", request.clone())
                }
                Err(error) => format!("{shown} {error} {error:?}"),
            };
            assert!(!shown.contains("canary"), "{shown}");
        }
    }

    proptest! {
        #[test]
        fn a_value_stays_one_segment(value in ".{1,20}") {
            prop_assume!(value != "." && value != "..");
            let uri = uri(Path::new(TEMPLATE).with("7").with(&value)).unwrap();
            let base = url::Url::parse(&format!("https://api.example/v1{uri}")).unwrap();
            let segments: Vec<_> = base.path_segments().unwrap().collect();
            prop_assert_eq!(segments.len(), 6);
            prop_assert_eq!((segments[1], segments[5]), ("apps", "end"));
            let decoded = percent_encoding::percent_decode_str(segments[4]);
            prop_assert_eq!(decoded.decode_utf8().unwrap(), value);
            prop_assert_eq!((base.query(), base.fragment()), (None, None));
        }
    }
}
