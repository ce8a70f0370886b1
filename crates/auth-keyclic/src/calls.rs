//! Typed API calls, as values for a client to execute.

mod account;
mod application;
mod feedbacks;
mod password;
mod person;
mod profile;
mod refused;

pub use account::{Agreement, Register};
pub use application::Application;
pub use feedbacks::{Feedback, FeedbackPage, Feedbacks};
pub use password::{ChangePassword, RequestPasswordChange};
pub use person::{ApiGeneration, ChangePerson, Person};
pub use profile::{LoginProfile, Profile};
