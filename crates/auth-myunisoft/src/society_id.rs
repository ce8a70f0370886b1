//! The folder that a call of a firm is about.

use std::{fmt, num::NonZeroU64, str::FromStr};

use auth_core::{Error, HeaderName, HeaderValue};

use crate::generated;

/// Identifier of one folder, for the calls of a firm that are about one: a number above zero, never an empty text or
/// `undefined` (MyUnisoft api-partenaires, `endpoints/cabinet.md`).
///
/// ```
/// use auth_myunisoft::SocietyId;
///
/// let folder: SocietyId = "1201".parse()?;
/// assert_eq!(folder, SocietyId::new(1201)?);
/// assert!("undefined".parse::<SocietyId>().is_err());
/// # Ok::<(), auth_core::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SocietyId(NonZeroU64);

impl SocietyId {
    /// The folder of this number.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](auth_core::ErrorKind::Configuration) naming `society-id` for zero: the developer
    /// passes the number of a folder.
    pub fn new(id: u64) -> Result<Self, Error> {
        NonZeroU64::new(id)
            .map(Self)
            .ok_or_else(|| problem("it is 0"))
    }

    /// The number.
    pub fn number(self) -> u64 {
        self.0.get()
    }

    /// The header that names this folder; a view of a client takes the value itself: `client.with(folder)`.
    pub fn header(self) -> (HeaderName, HeaderValue) {
        (name(), HeaderValue::from(self.number()))
    }
}

impl FromStr for SocietyId {
    type Err = Error;

    /// Reads decimal digits, nothing else.
    fn from_str(text: &str) -> Result<Self, Error> {
        if text.is_empty() {
            return Err(problem("it is empty"));
        }
        if !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(problem("it is not a number"));
        }
        text.parse()
            .map_err(|_| problem("it is too great a number"))
            .and_then(Self::new)
    }
}

impl TryFrom<u64> for SocietyId {
    type Error = Error;

    fn try_from(id: u64) -> Result<Self, Error> {
        Self::new(id)
    }
}

impl From<SocietyId> for (HeaderName, HeaderValue) {
    fn from(id: SocietyId) -> Self {
        id.header()
    }
}

impl fmt::Display for SocietyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

pub(crate) fn name() -> HeaderName {
    generated::SOCIETY_ID_HEADER
}

pub(crate) fn problem(what: &str) -> Error {
    Error::configuration(generated::SOCIETY_ID_HEADER.as_str(), what).advise(
        "name the folder with SocietyId::header, and leave the header out where there is none",
    )
}
