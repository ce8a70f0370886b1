//! What citizens reported.

use auth_core::{Call, Error, Method, Request, Response, Uri};
use serde::{Deserialize, Deserializer};

use crate::generated;

/// `GET /feedbacks`: the first page of what citizens reported to the application (specification shipped with app-sdk).
///
/// Needs a token, changes nothing, may be repeated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Feedbacks;

/// One page of feedbacks.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FeedbackPage {
    /// The feedbacks of this page.
    pub items: Vec<Feedback>,
    /// How many there are on all pages; `None` when it is not said.
    pub total: Option<u64>,
}

/// What a citizen reported, in short; members that are not known here are left out.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Feedback {
    /// Its identifier.
    #[serde(deserialize_with = "number_or_text")]
    pub id: String,
    /// What was written; `None` when nothing was.
    pub description: Option<String>,
    /// Where it stands, such as `ACCEPTED`; `None` when it is not said.
    pub state: Option<String>,
}

/// A collection in HAL; an empty one may come without `_embedded`.
#[derive(Deserialize)]
struct Page {
    #[serde(rename = "_embedded")]
    embedded: Option<Embedded>,
    total: Option<u64>,
}

#[derive(Deserialize)]
struct Embedded {
    #[serde(default)]
    items: Vec<Feedback>,
}

impl Call for Feedbacks {
    type Answer = FeedbackPage;

    fn request(&self) -> Result<Request, Error> {
        Ok(Request::new(
            Method::GET,
            Uri::from_static(generated::FEEDBACKS_PATH),
        ))
    }

    fn answer(&self, response: &Response) -> Result<FeedbackPage, Error> {
        let page: Page = response.json()?;
        let items = match (page.embedded, page.total) {
            (Some(embedded), _) => embedded.items,
            (None, Some(0)) => Vec::new(),
            (None, _) => return Err(response.unreadable()),
        };
        Ok(FeedbackPage {
            items,
            total: page.total,
        })
    }

    fn changes(&self) -> Option<&'static str> {
        generated::FEEDBACKS_CHANGES
    }
}

pub(super) fn number_or_text<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<String, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Id {
        Number(u64),
        Text(String),
    }
    Ok(match Id::deserialize(deserializer)? {
        Id::Number(number) => number.to_string(),
        Id::Text(text) => text,
    })
}
