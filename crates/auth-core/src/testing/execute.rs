//! A client that sends nothing, for flows of several calls.

use crate::{Call, Error, Execute, Request, Response, Transport as _, testing::ScriptedTransport};

/// Executes typed calls by a script: answers in order, remembers the requests. Clones are one client.
///
/// It reads an answer as a client does, but knows no provider: there is no credential, no verdict, no repetition.
///
/// # Panics
/// When a call comes that the script has no answer for.
#[derive(Clone, Debug)]
pub struct ScriptedClient(ScriptedTransport);

impl ScriptedClient {
    /// A client without a script: every call is unexpected.
    pub fn new() -> Self {
        Self(ScriptedTransport::new().otherwise(|request| {
            // The path stays out, it may hold a secret.
            panic!(
                "the script has no answer for this {} call",
                request.method()
            )
        }))
    }

    /// Answers the next unanswered call with `answer`.
    #[must_use]
    pub fn then(
        self,
        answer: impl FnOnce(&Request) -> Result<Response, Error> + Send + 'static,
    ) -> Self {
        Self(self.0.then(answer))
    }

    /// Answers the next unanswered call with a status and a JSON body.
    #[must_use]
    pub fn then_json(self, status: u16, body: impl Into<String>) -> Self {
        Self(self.0.then_json(status, body))
    }

    /// The requests so far.
    pub fn sent(&self) -> Vec<Request> {
        self.0.sent()
    }

    /// What it answers by, to hold answers back.
    pub fn transport(&self) -> &ScriptedTransport {
        &self.0
    }
}

impl Default for ScriptedClient {
    fn default() -> Self {
        Self::new()
    }
}

impl Execute for ScriptedClient {
    async fn execute<C: Call + Sync>(&self, call: &C) -> Result<C::Answer, Error> {
        let response = self.0.send(call.request()?).await?;
        if response.status().is_success() {
            call.answer(&response)
        } else {
            Err(call.refusal(&response).with_status(response.status()))
        }
    }
}
