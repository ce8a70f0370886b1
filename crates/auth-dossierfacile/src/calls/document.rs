//! A document of a rental file.

use std::fmt;

use auth_core::{
    ApiKey, Call, Error, ErrorKind, ExposeSecret, HeaderValue, Method, Path, Request, Response,
    StatusCode, http::header,
};

use super::refused::refused;
use crate::{Document, FileSecret, generated};

/// Reads a document of a rental file, a PDF with a watermark (service scheme with the scope `dfc-documents`).
///
/// It changes nothing and may be repeated; 200 in a minute and 20,000 in a day are read from one address, and the refusal
/// does not say until when: [`ErrorKind::RateLimited`](auth_core::ErrorKind::RateLimited). Without the scope it is
/// [`ErrorKind::Forbidden`](auth_core::ErrorKind::Forbidden): the operator asks DossierFacile for it.
///
/// DossierFacile wants the token in the path: neither `Debug` nor an error nor a log line of these crates shows it, but a
/// proxy on the way may. A client's `call` holds the whole document in memory; its `open` streams it. Source: DossierFacile
/// backend.
#[derive(Clone, Debug)]
pub struct ReadDocument {
    tenant_id: u64,
    token: ApiKey,
}

impl ReadDocument {
    /// A document by its token, of a person of the file.
    pub fn new(tenant_id: u64, token: &FileSecret) -> Self {
        Self {
            tenant_id,
            token: ApiKey::new(token.expose_secret()),
        }
    }

    /// A document of a person's file; `None` while there is nothing to read.
    pub fn of(tenant_id: u64, document: &Document) -> Option<Self> {
        Some(Self::new(tenant_id, document.token.as_ref()?))
    }
}

/// A PDF. `Debug` shows its length alone.
#[derive(Clone, PartialEq, Eq)]
pub struct Pdf(Vec<u8>);

impl Pdf {
    /// The bytes, to be kept as carefully as the person would.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

impl AsRef<[u8]> for Pdf {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Pdf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pdf({} bytes)", self.0.len())
    }
}

impl Call for ReadDocument {
    type Answer = Pdf;

    fn request(&self) -> Result<Request, Error> {
        let path = Path::new(generated::DOCUMENT_PATH)
            .with(&self.tenant_id.to_string())
            .with_secret(&self.token);
        let pdf = HeaderValue::from_static("application/pdf");
        Ok(Request::to(Method::GET, path)?.header(header::ACCEPT, pdf))
    }

    fn answer(&self, response: &Response) -> Result<Pdf, Error> {
        if response.looks_like_html() || response.body().is_empty() {
            return Err(response.unreadable());
        }
        Ok(Pdf(response.body().to_vec()))
    }

    fn changes(&self) -> Option<&'static str> {
        generated::DOCUMENT_CHANGES
    }

    fn refusal(&self, response: &Response) -> Error {
        if response.status() == StatusCode::NOT_FOUND && response.body().is_empty() {
            return Error::new(ErrorKind::Forbidden, "there is no such document any more")
                .with_status(response.status())
                .advise("read the file again: a document that was replaced has another token");
        }
        refused(response)
    }
}
