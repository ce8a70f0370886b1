//! What the lints and the outputs ask of a description.

use super::{
    exchange::{Exchange, Header},
    fact::Fact,
    model::{Certainty, Description, SecretKind, Source, Word},
    scheme::Scheme,
};

impl Description {
    /// Every fact, in the order of the tables.
    pub(crate) fn facts(&self) -> Vec<&dyn Fact> {
        fn all<F: Fact>(facts: &[F]) -> impl Iterator<Item = &dyn Fact> {
            facts.iter().map(|fact| fact as &dyn Fact)
        }
        let mut facts: Vec<&dyn Fact> = Vec::new();
        facts.extend(self.environment.iter().flat_map(|one| all(&one.url)));
        facts.extend(all(&self.input).chain(all(&self.origin)));
        facts.extend(all(&self.context));
        for scheme in &self.scheme {
            facts.push(scheme);
            facts.extend(scheme.expiry.iter().map(|expiry| expiry as &dyn Fact));
            facts.push(&scheme.renewal);
            facts.push(&scheme.revocation);
            facts.extend(all(&scheme.step));
        }
        facts.extend(all(&self.call).chain(all(&self.error)));
        facts.extend(all(&self.limit));
        for webhook in &self.webhook {
            facts.push(webhook);
            facts.extend(all(&webhook.event));
        }
        facts.extend(all(&self.vocabulary).chain(all(&self.value)));
        facts
    }

    /// The facts of which a source is an assumption.
    pub(crate) fn assumed(&self) -> Vec<&dyn Fact> {
        let is = |source: &Source| source.kind == Certainty::Assumed;
        let mut facts = self.facts();
        facts.retain(|fact| self.sources(*fact).any(is));
        facts
    }

    /// The sources of a fact that there are.
    fn sources<'a>(&'a self, fact: &'a dyn Fact) -> impl Iterator<Item = &'a Source> {
        let known = |id: &Word| self.source.iter().find(|source| *source.id == **id);
        fact.source().iter().filter_map(known)
    }

    /// The kind of a secret input or of a token.
    pub(crate) fn secret(&self, id: &str) -> Option<SecretKind> {
        match id {
            "access_token" => Some(SecretKind::AccessToken),
            "refresh_token" => Some(SecretKind::RefreshToken),
            "authorization_code" => Some(SecretKind::AuthorizationCode),
            "code_verifier" => Some(SecretKind::CodeVerifier),
            _ => self.input.iter().find(|input| &*input.id == id)?.secret,
        }
    }

    /// Every request, of the schemes and of the API.
    pub(crate) fn exchanges(&self) -> impl Iterator<Item = &Exchange> {
        self.scheme
            .iter()
            .flat_map(|scheme| &scheme.step)
            .chain(&self.call)
    }

    /// What `base` may receive from `scheme`, by kind and in the order of the list: what its steps send, and the inputs
    /// that calls have in their bodies, those that need no credential included.
    pub(crate) fn receives(&self, base: &str, scheme: &Scheme) -> Vec<SecretKind> {
        let listed = self.origin.iter().filter(|origin| &*origin.base == base);
        let listed = listed.flat_map(|origin| &origin.receives);
        let opens = |call: &&Exchange| {
            let mut named = call.schemes.iter();
            *call.base == *base && (call.schemes.is_empty() || named.any(|id| **id == *scheme.id))
        };
        let calls = self.call.iter().filter(opens);
        let bodies =
            calls.flat_map(|call| call.fields.iter().filter_map(|field| field.of.as_ref()));
        let bodies = bodies.filter(|id| self.input.iter().any(|input| *input.id == ***id));
        let sent: Vec<&str> = scheme
            .sends(base)
            .map(|(id, _)| id)
            .chain(bodies.map(|id| &**id))
            .collect();
        let mut kinds = Vec::new();
        for id in listed.filter(|id| sent.contains(&&***id)) {
            kinds.extend(self.secret(id).filter(|kind| !kinds.contains(kind)));
        }
        kinds
    }
}

impl Scheme {
    /// The ids that the scheme sends to `base`, each with where it is written.
    pub(crate) fn sends<'a>(&'a self, base: &'a str) -> impl Iterator<Item = (&'a str, &'a Word)> {
        let carried = (&*self.base == base).then_some(&self.carries);
        let steps = self.step.iter().filter(move |step| &*step.base == base);
        carried
            .into_iter()
            .flatten()
            .flat_map(Header::sends)
            .chain(steps.flat_map(Exchange::sends))
    }
}

impl Header {
    /// The ids that it sends, each with where it is written.
    pub(crate) fn sends(&self) -> impl Iterator<Item = (&str, &Word)> {
        self.of.iter().map(|word| (&**word, word))
    }
}

impl Exchange {
    /// The ids that it sends in body and headers, each with where it is written.
    pub(crate) fn sends(&self) -> impl Iterator<Item = (&str, &Word)> {
        let fields = self.fields.iter().filter_map(|field| field.of.as_ref());
        let fields = fields.map(|word| (&**word, word));
        fields.chain(self.headers.iter().flat_map(Header::sends))
    }

    /// The ids that stand where logs see them, each with where it is written.
    pub(crate) fn shows(&self) -> impl Iterator<Item = (&str, &Word)> {
        let fields = self.query.iter().filter_map(|field| field.of.as_ref());
        let fields = fields.map(|word| (&**word, word));
        fields.chain(placeholders(&self.path).map(|id| (id, &self.path)))
    }
}

/// The ids between braces.
fn placeholders(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split('{').skip(1);
    parts.filter_map(|part| part.split_once('}').map(|(id, _)| id))
}
