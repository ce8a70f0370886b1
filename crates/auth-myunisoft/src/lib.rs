//! Authentication to MyUnisoft: partner key and secret, legacy firm login.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod access;
mod api_error;
mod calls;
mod config;
mod environment;
mod facts;
mod grant;
mod headers;
mod provider;
mod response;
mod society_id;

pub use access::Access;
pub use api_error::{ApiError, ErrorClass};
pub use calls::{ActivateKey, KeyDetails, KeyInfo, Route, Target, Version};
pub use config::{Firm, FirmLoginBuilder, KeyBuilder};
pub use provider::MyUnisoft;
pub use society_id::SocietyId;
