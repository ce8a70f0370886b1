//! The firm login's request; a partner key is not asked for, a person generates it.

use auth_core::{Encoding, Error, ErrorKind, Grant, Method, Request};

use crate::{
    Firm, generated,
    provider::{FirmLogin, Scheme},
};

pub(crate) fn token_request(scheme: &Scheme, grant: &Grant) -> Result<Request, Error> {
    match (scheme, grant) {
        (Scheme::FirmLogin(login), Grant::Password(grant)) => {
            if grant.one_time_code.is_some() {
                return Err(refused("the firm login takes no second factor")
                    .advise("sign in with the password alone"));
            }
            firm_login(login, &grant.password)
        }
        (Scheme::FirmLogin(_), other) => Err(refused(&format!(
            "the firm login does not know the grant {}",
            other.name()
        ))
        .advise("sign in with Grant::password")),
        (Scheme::Key { .. }, _) => Err(refused("a partner key is not obtained by a request")
            .advise("a person generates it in MyUnisoft, on the page of the connectors")),
    }
}

/// Mail and password as JSON, `firm` as number or name, no bearer and no partner secret
/// (MyUnisoft api-partenaires, `authentication/cabinet.md`).
fn firm_login(login: &FirmLogin, password: &auth_core::Password) -> Result<Request, Error> {
    let request = Request::new(Method::POST, login.uri.clone())
        .encoding(Encoding::Json)
        .field(generated::MAIL_FIELD, &login.mail)
        .secret(generated::PASSWORD_FIELD, password);
    Ok(match &login.firm {
        None => request,
        Some(Firm::Name(name)) => request.field(generated::FIRM_ID_FIELD, name),
        Some(Firm::Id(id)) => {
            let id = i64::try_from(*id)
                .map_err(|_| Error::configuration("firm", "the id is too great"))?;
            request.number(generated::FIRM_ID_FIELD, id)
        }
    })
}

fn refused(what: &str) -> Error {
    Error::new(ErrorKind::Configuration, what).delivered(auth_core::Delivery::NotDelivered)
}
