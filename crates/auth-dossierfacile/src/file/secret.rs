//! What opens a file to whoever has it.

use std::fmt;

use auth_core::ExposeSecret;
use secrecy::SecretString;
use subtle::ConstantTimeEq;

/// A token that opens a file or a document, or an address that holds one: whoever has it can read tax notices and payslips.
///
/// Keep it encrypted if it is kept at all, and show it to nobody but the person. `Debug` shows none of it, it is zeroised on
/// drop, and read by [`ExposeSecret::expose_secret`] alone.
#[derive(Clone)]
pub struct FileSecret(SecretString);

impl ExposeSecret<str> for FileSecret {
    fn expose_secret(&self) -> &str {
        self.0.expose_secret()
    }
}

impl From<String> for FileSecret {
    fn from(value: String) -> Self {
        Self(value.into())
    }
}

/// In constant time.
impl PartialEq for FileSecret {
    fn eq(&self, other: &Self) -> bool {
        let (this, other) = (self.expose_secret(), other.expose_secret());
        this.as_bytes().ct_eq(other.as_bytes()).into()
    }
}

impl Eq for FileSecret {}

impl fmt::Debug for FileSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FileSecret([redacted])")
    }
}
