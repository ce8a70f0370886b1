//! Authentication to Sinao: login, 24 h bearer with 14-day refresh, API key.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod calls;
mod config;
mod facts;
mod grant;
mod headers;
mod provider;
mod refusal;
mod response;

pub use calls::{Logout, Me, User};
pub use config::{Builder, Key, Login, Sinao};
