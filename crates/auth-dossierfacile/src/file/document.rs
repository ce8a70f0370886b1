//! The documents of a file, and what a machine made of them.

use std::fmt;

use serde::Deserialize;

use super::FileSecret;
use crate::{
    generated::{AnalysisStatus, DocumentCategory, DocumentStatus, RuleLevel},
    wire::{flag, id, lenient, list, number, text},
};

/// A document of a person or of a guarantor.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Document {
    /// Identifier of the document.
    #[serde(deserialize_with = "id")]
    pub id: u64,
    /// Where the document is, with a watermark: the wire's `name`, an address that opens it. Absent while there is nothing to
    /// show to this partner.
    #[serde(default, deserialize_with = "text")]
    pub name: Option<FileSecret>,
    /// By what the service scheme reads the document; there whenever the address is.
    #[serde(default, deserialize_with = "text")]
    pub token: Option<FileSecret>,
    /// What it is for.
    #[serde(default, deserialize_with = "lenient")]
    pub document_category: Option<DocumentCategory>,
    /// What it is, in one of DossierFacile's many words, such as `FRENCH_PASSPORT`.
    #[serde(default, deserialize_with = "text")]
    pub document_sub_category: Option<String>,
    /// How far an operator is with it.
    #[serde(default, deserialize_with = "lenient")]
    pub document_status: Option<DocumentStatus>,
    /// Whether the person says that there is none to give.
    #[serde(default, deserialize_with = "flag")]
    pub no_document: Option<bool>,
    /// What the person writes instead of it, or about it.
    #[serde(default, deserialize_with = "text")]
    pub custom_text: Option<String>,
    /// What the person earns in a month by it, in euros.
    #[serde(default, deserialize_with = "number")]
    pub monthly_sum: Option<i64>,
    /// What a machine made of it, where one looked. **A hint**: it refuses nobody.
    #[serde(default, deserialize_with = "lenient")]
    pub document_analysis_report: Option<DocumentAnalysisReport>,
}

/// What a machine made of a document: advice that comes late, or never, and blocks nothing (DossierFacile Connect integration
/// guide). What counts is [`Document::document_status`], which a person sets.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct DocumentAnalysisReport {
    /// What it says of the whole document.
    #[serde(default, deserialize_with = "lenient")]
    pub analysis_status: Option<AnalysisStatus>,
    /// What it found wrong.
    #[serde(default, deserialize_with = "list")]
    pub failed_rules: Vec<AnalysisRule>,
    /// What it found right.
    #[serde(default, deserialize_with = "list")]
    pub passed_rules: Vec<AnalysisRule>,
    /// What it could not tell.
    #[serde(default, deserialize_with = "list")]
    pub inconclusive_rules: Vec<AnalysisRule>,
    /// What the person answered to it.
    #[serde(default, deserialize_with = "text")]
    pub comment: Option<String>,
    /// When it was made, as written: a date and time without zone.
    #[serde(default, deserialize_with = "text")]
    pub created_at: Option<String>,
}

/// One thing that the analysis looks at.
#[derive(Clone, Debug, Deserialize)]
#[non_exhaustive]
pub struct AnalysisRule {
    /// What was looked at, in one of DossierFacile's many words, such as `R_TAX_PARSE`.
    #[serde(default, deserialize_with = "text")]
    pub rule: Option<String>,
    /// The same as a sentence in French, for the person.
    #[serde(default, deserialize_with = "text")]
    pub message: Option<String>,
    /// How much it weighs.
    #[serde(default, deserialize_with = "lenient")]
    pub level: Option<RuleLevel>,
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Document")
            .field("id", &self.id)
            .field("document_category", &self.document_category)
            .field("document_status", &self.document_status)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for DocumentAnalysisReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DocumentAnalysisReport")
            .field("analysis_status", &self.analysis_status)
            .finish_non_exhaustive()
    }
}
