//! The logins' request; a partner key is not asked for, a person generates it.

use auth_core::{Encoding, Error, ErrorKind, Grant, Method, PasswordGrant, Request};

use crate::{
    Firm, generated,
    provider::{Login, Scheme},
};

pub(crate) fn token_request(scheme: &Scheme, grant: &Grant) -> Result<Request, Error> {
    match (scheme, grant) {
        (Scheme::Login(login), Grant::Password(grant)) => {
            if grant.one_time_code.is_some() {
                return Err(refused("the login takes no second factor")
                    .advise("sign in with the password alone"));
            }
            login_request(login, grant)
        }
        (Scheme::Login(_), other) => Err(refused(&format!(
            "the login does not know the grant {}",
            other.name()
        ))
        .advise("sign in with Grant::password")),
        (Scheme::Key { .. }, _) => Err(refused("a partner key is not obtained by a request")
            .advise("a person generates it in MyUnisoft, on the page of the connectors")),
    }
}

/// Mail and password as JSON, `firm` as number or name, no bearer and no partner secret
/// (MyUnisoft api-partenaires, `authentication/cabinet.md`). What a person chose goes before what was configured.
fn login_request(login: &Login, grant: &PasswordGrant) -> Result<Request, Error> {
    let request = Request::new(Method::POST, login.uri.clone())
        .encoding(Encoding::Json)
        .field(generated::MAIL_FIELD, &login.mail)
        .secret(generated::PASSWORD_FIELD, &grant.password);
    let chosen = grant.choice.as_deref().map(firm);
    Ok(match chosen.as_ref().or(login.firm.as_ref()) {
        None => request,
        Some(Firm::Name(name)) => request.field(generated::FIRM_NAME_FIELD, name),
        Some(Firm::Id(id)) => {
            let id = i64::try_from(*id)
                .map_err(|_| Error::configuration("firm", "the id is too great"))?;
            request.number(generated::FIRM_ID_FIELD, id)
        }
    })
}

/// The firm of a choice: by its number where it is one.
fn firm(choice: &str) -> Firm {
    choice
        .parse()
        .map_or_else(|_| Firm::Name(choice.to_owned()), Firm::Id)
}

fn refused(what: &str) -> Error {
    Error::new(ErrorKind::Configuration, what).delivered(auth_core::Delivery::NotDelivered)
}
