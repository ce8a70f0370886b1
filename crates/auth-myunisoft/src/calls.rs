//! Typed API calls: a key, keys made, webhooks.

mod create_key;
mod id;
mod key;
mod webhooks;

pub use create_key::{CreateKey, CreatedKey};
pub use key::{ActivateKey, KeyDetails, KeyInfo, Route, Target, Version};
pub use webhooks::{ChangeWebhook, CreateWebhook, DeleteWebhook, Webhook, Webhooks};
