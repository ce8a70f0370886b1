//! What is wrong with a server's TLS, in one voice for all stores.

use std::{error, io, sync::Arc};

use auth_core::Error;
use rustls::CertificateError::{
    BadSignature, Expired, ExpiredContext, NotValidForName, NotValidForNameContext, NotValidYet,
    NotValidYetContext, UnknownIssuer,
};

use crate::refusal::failed;

/// What `server` has to answer for, if it is TLS that failed.
pub(crate) fn refusal(server: &str, error: &(dyn error::Error + 'static)) -> Option<Error> {
    let (what, advice) = match beneath(error)? {
        rustls::Error::InvalidCertificate(UnknownIssuer | BadSignature) => (
            "shows a certificate of an authority that this machine does not trust",
            "add the authority's certificate to the system's, or name its file in SSL_CERT_FILE; if it is not yours, find out who answers there",
        ),
        rustls::Error::InvalidCertificate(NotValidForName | NotValidForNameContext { .. }) => (
            "shows a certificate for another host",
            "name the host in the store's URL as the certificate does, or give the server one for this name",
        ),
        rustls::Error::InvalidCertificate(
            Expired | ExpiredContext { .. } | NotValidYet | NotValidYetContext { .. },
        ) => (
            "shows a certificate that is not valid at this time",
            "renew it, and check this machine's clock",
        ),
        rustls::Error::InvalidCertificate(_) => (
            "shows a certificate that cannot be used",
            "look at it by `openssl s_client -showcerts -connect HOST:PORT`, and give the server another one",
        ),
        _ => (
            "and this machine find no TLS in common",
            "check the port in the store's URL, and that the server speaks TLS there, 1.2 or later, and asks for no certificate of its clients",
        ),
    };
    Some(failed(format!("{server} {what}"), advice))
}

/// The failure of TLS among the causes of `error`, some of which do not show what they wrap.
fn beneath<'a>(error: &'a (dyn error::Error + 'static)) -> Option<&'a rustls::Error> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        next = if let Some(error) = error.downcast_ref::<io::Error>() {
            error.get_ref().map(|inner| inner as _)
        } else if let Some(error) = error.downcast_ref::<Arc<dyn error::Error + Send + Sync>>() {
            Some(&**error)
        } else {
            error.source()
        };
    }
    None
}
