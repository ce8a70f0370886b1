//! Secrets are types: no `Display`, no `Serialize`, `Debug` redacted, zeroised on drop.

use std::fmt;

pub use secrecy::ExposeSecret;
use secrecy::SecretString;

use crate::Error;

/// What a secret is, without its value: the key of the origin policy (which host may receive which kind).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum SecretKind {
    /// Bearer token of API calls (RFC 6749 §1.4).
    AccessToken,
    /// Token that obtains new access tokens (RFC 6749 §1.5).
    RefreshToken,
    /// Password of a client (RFC 6749 §2.3.1).
    ClientSecret,
    /// Password of a person.
    Password,
    /// Static key that replaces a token.
    ApiKey,
    /// Secret of an integrator, the same for all of its customers.
    PartnerSecret,
    /// Authorization code (RFC 6749 §1.3.1).
    AuthorizationCode,
    /// Token of another identity provider that says who somebody is (RFC 7521 §3).
    Assertion,
    /// PKCE code verifier (RFC 7636 §4.1).
    CodeVerifier,
    /// Second factor that a person reads and types once.
    OneTimeCode,
}

/// A secret of a known kind; implemented by the types of this module only.
pub trait Secret: ExposeSecret<str> + sealed::Sealed {
    /// The kind, by which the origin policy decides where it may go.
    const KIND: SecretKind;
}

mod sealed {
    pub trait Sealed {}
}

macro_rules! secrets {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        ///
        /// `Debug` shows the type only; the value is zeroised on drop and read by
        /// [`ExposeSecret::expose_secret`] alone.
        #[derive(Clone)]
        pub struct $name(SecretString);

        impl $name {
            /// Takes the value over.
            pub fn new(value: impl Into<String>) -> Self {
                Self(SecretString::from(value.into()))
            }

            /// Reads the value from the environment variable `name`.
            ///
            /// # Errors
            /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) naming the variable when it
            /// is unset, empty or not UTF-8: the developer or operator sets it.
            pub fn from_env(name: &str) -> Result<Self, Error> {
                crate::config::env(name).map(Self::new)
            }
        }

        impl ExposeSecret<str> for $name {
            fn expose_secret(&self) -> &str {
                self.0.expose_secret()
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "([redacted])"))
            }
        }

        impl From<String> for $name {
            fn from(value: String) -> Self {
                Self::new(value)
            }
        }

        impl From<&str> for $name {
            fn from(value: &str) -> Self {
                Self::new(value)
            }
        }

        impl sealed::Sealed for $name {}

        impl Secret for $name {
            const KIND: SecretKind = SecretKind::$name;
        }
    )+};
}

secrets! {
    /// Bearer token of API calls (RFC 6749 §1.4).
    AccessToken;
    /// Token that obtains new access tokens (RFC 6749 §1.5).
    RefreshToken;
    /// Password of a client (RFC 6749 §2.3.1).
    ClientSecret;
    /// Password of a person.
    Password;
    /// Static key that replaces a token.
    ApiKey;
    /// Secret of an integrator, the same for all of its customers.
    PartnerSecret;
    /// Authorization code (RFC 6749 §1.3.1).
    AuthorizationCode;
    /// Token of another identity provider that says who somebody is (RFC 7521 §3).
    Assertion;
    /// PKCE code verifier (RFC 7636 §4.1).
    CodeVerifier;
    /// Second factor that a person reads and types once.
    OneTimeCode;
}
