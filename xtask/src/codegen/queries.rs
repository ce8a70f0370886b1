//! What the lints and the outputs ask of a description.

use super::description::{
    Description, Exchange, Fact, Scheme, SecretKind, Source, SourceKind, Word,
};

impl Description {
    /// Every fact, in the order of the tables.
    pub(super) fn facts(&self) -> Vec<&dyn Fact> {
        fn all<F: Fact>(facts: &[F]) -> impl Iterator<Item = &dyn Fact> {
            facts.iter().map(|fact| fact as &dyn Fact)
        }
        let mut facts: Vec<&dyn Fact> = Vec::new();
        facts.extend(self.environment.iter().flat_map(|one| all(&one.url)));
        facts.extend(
            all(&self.input)
                .chain(all(&self.origin))
                .chain(all(&self.context)),
        );
        for scheme in &self.scheme {
            facts.push(scheme);
            facts.extend(scheme.expiry.iter().map(|expiry| expiry as &dyn Fact));
            facts.push(&scheme.renewal);
            facts.extend(all(&scheme.step));
        }
        facts.extend(
            all(&self.call)
                .chain(all(&self.error))
                .chain(all(&self.limit)),
        );
        for webhook in &self.webhook {
            facts.push(webhook);
            facts.extend(all(&webhook.event));
        }
        facts.extend(all(&self.value));
        facts
    }

    /// Whether one of the sources is an assumption.
    pub(super) fn assumes(&self, fact: &dyn Fact) -> bool {
        self.sources(fact)
            .any(|source| source.kind == SourceKind::Assumed)
    }

    /// The sources of a fact that there are.
    pub(super) fn sources<'a>(&'a self, fact: &'a dyn Fact) -> impl Iterator<Item = &'a Source> {
        let known = |id: &Word| self.source.iter().find(|source| source.id == *id);
        fact.source().iter().filter_map(known)
    }

    /// The kind of a secret input or of a token.
    pub(super) fn secret(&self, id: &str) -> Option<SecretKind> {
        match id {
            "access_token" => Some(SecretKind::AccessToken),
            "refresh_token" => Some(SecretKind::RefreshToken),
            "authorization_code" => Some(SecretKind::AuthorizationCode),
            "code_verifier" => Some(SecretKind::CodeVerifier),
            _ => {
                self.input
                    .iter()
                    .find(|input| input.id.get_ref() == id)?
                    .secret
            }
        }
    }

    /// Every request with the base it goes to and all that is put into it.
    pub(super) fn exchanges(&self) -> impl Iterator<Item = &Exchange> {
        self.scheme
            .iter()
            .flat_map(|scheme| &scheme.step)
            .chain(&self.call)
    }
}

impl Scheme {
    /// The ids that the scheme sends to `base`, each with where it is written.
    pub(super) fn sends<'a>(&'a self, base: &'a str) -> impl Iterator<Item = (&'a str, &'a Word)> {
        let carried = (self.base.as_ref() == base).then_some(&self.carries);
        let steps = self
            .step
            .iter()
            .filter(move |step| step.base.as_ref() == base);
        let headers = carried
            .into_iter()
            .flatten()
            .flat_map(|word| ids(word).map(move |id| (id, word)));
        headers.chain(steps.flat_map(Exchange::sends))
    }
}

impl Exchange {
    /// The ids that it sends, each with where it is written.
    pub(super) fn sends(&self) -> impl Iterator<Item = (&str, &Word)> {
        let fields = self.body.iter().map(|word| (field(word), word));
        fields.chain(
            self.headers
                .iter()
                .flat_map(|word| ids(word).map(move |id| (id, word))),
        )
    }

    /// The ids that stand where logs see them, each with where it is written.
    pub(super) fn shows(&self) -> impl Iterator<Item = (&str, &Word)> {
        let fields = self.query.iter().map(|word| (field(word), word));
        fields.chain(ids(&self.path).map(|id| (id, &self.path)))
    }
}

/// The id of a field, without its mark.
fn field(word: &Word) -> &str {
    word.get_ref().trim_end_matches('?')
}

/// The ids between braces.
pub(super) fn ids(text: &Word) -> impl Iterator<Item = &str> {
    let behind = text.get_ref().split('{').skip(1);
    behind.filter_map(|rest| rest.split_once('}').map(|(id, _)| id))
}
