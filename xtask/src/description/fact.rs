//! Facts: the tables that must name their sources.

use super::{
    exchange::Exchange,
    model::{Context, Host, Input, Origin, Word},
    scheme::{Expiry, Renewal, Revocation, Scheme},
    told::{Event, Limit, Refusal, Value, Vocabulary, Webhook},
};

/// What must name its sources.
pub(crate) trait Fact {
    /// Where it stands in the file, in bytes.
    fn at(&self) -> usize;
    fn source(&self) -> &[Word];
}

macro_rules! facts {
    ($($table:ident at $word:ident,)*) => {$(
        impl Fact for $table {
            fn at(&self) -> usize { self.$word.at() }
            fn source(&self) -> &[Word] { &self.source }
        }
    )*};
}

facts! {
    Host at base, Input at id, Origin at base, Context at id, Scheme at id, Expiry at read, Renewal at how,
    Revocation at how, Exchange at id, Refusal at class, Limit at id, Webhook at id, Event at name,
    Vocabulary at id, Value at constant,
}
