//! What a call carries: the application's token, and the technical account that it is for.

use auth_core::{Error, ExposeSecret, HeaderSet, Password, TokenSet};
use base64::{Engine as _, prelude::BASE64_STANDARD};

use crate::{Chorus, generated};

/// The account is a secret as its password is: it goes where passwords may go.
pub(crate) fn headers(provider: &Chorus, tokens: &TokenSet) -> Result<HeaderSet, Error> {
    let scheme = &provider.scheme;
    let login = &scheme.technical_login;
    if login.contains(':') {
        let problem = "it has a colon, which ends it on the wire";
        return Err(Error::configuration("technical_login", problem));
    }
    let password = scheme.technical_password.expose_secret();
    let account = Password::new(format!("{login}:{password}"));
    let account = Password::new(BASE64_STANDARD.encode(account.expose_secret()));
    HeaderSet::new().bearer(tokens.access_token())?.secret(
        generated::TECHNICAL_LOGIN_TECHNICAL_PASSWORD_HEADER,
        &account,
    )
}
