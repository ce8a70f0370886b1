//! A callback that leads nowhere.

use std::fmt;

use auth_core::{Delivery, Error, ErrorKind, PersonTask};

/// Why a callback cannot be taken: send the person through [`DossierFacile::authorize`](crate::DossierFacile::authorize) again.
///
/// Nothing was sent and no code was exchanged. It happens to honest people as well: the server was restarted, the way took a
/// day, the page was loaded twice, or another browser opened the mailed link. So answer with a page that begins anew, not with
/// a failure. As an [`Error`] it is a [`SignInRequired`](ErrorKind::SignInRequired).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BeginAgain {
    /// The callback has no state, or cannot be read.
    NoState,
    /// Nothing is kept under its state: it was never given out, or it is forgotten.
    Unknown,
    /// It came before: whoever was first has been served.
    Used,
    /// The person took too long.
    Expired,
    /// The sign-in was begun in another browser session.
    OtherSession,
    /// The sealed value was altered, comes from another version, or belongs to another session or client.
    Altered,
}

impl fmt::Display for BeginAgain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoState => "the callback has no state",
            Self::Unknown => "no sign-in is known under the callback's state",
            Self::Used => "the callback came before",
            Self::Expired => "the sign-in took too long",
            Self::OtherSession => "the sign-in was begun in another browser session",
            Self::Altered => "the kept sign-in was altered or belongs elsewhere",
        })
    }
}

impl std::error::Error for BeginAgain {}

impl From<BeginAgain> for Error {
    fn from(why: BeginAgain) -> Self {
        Self::new(
            ErrorKind::SignInRequired(PersonTask::SignIn),
            why.to_string(),
        )
        .delivered(Delivery::NotDelivered)
        .advise("begin the sign-in again, in the browser session that began it")
    }
}
