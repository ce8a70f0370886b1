//! Refusals that a test asks for.

use crate::description::{Description, On, Refusal};

/// The refusals to come, oldest first.
#[derive(Default)]
pub(super) struct Refusing(Vec<Asked>);

struct Asked {
    refusal: &'static Refusal,
    /// Without an end when absent.
    left: Option<usize>,
}

impl Refusing {
    /// Asks for the refusals of a class or with a code, one for each kind of request that knows it;
    /// whether there is any.
    pub(super) fn ask(
        &mut self,
        description: &Description,
        class_or_code: &str,
        times: Option<usize>,
    ) -> bool {
        let is_meant = |refusal: &&'static Refusal| {
            let code = Some(refusal.code).filter(|code| !code.is_empty());
            refusal.class == class_or_code || code == Some(class_or_code)
        };
        let asked = [On::Call, On::Token, On::Callback].map(|on| {
            let mut meant = description.refusals.iter().filter(is_meant);
            meant.find(|refusal| refusal.on == on)
        });
        let asked: Vec<_> = asked.into_iter().flatten().collect();
        let known = !asked.is_empty();
        self.0.extend(asked.into_iter().map(|refusal| Asked {
            refusal,
            left: times,
        }));
        known
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// The refusal that the next request of this kind meets.
    pub(super) fn take(&mut self, on: On) -> Option<&'static Refusal> {
        self.0.retain(|asked| asked.left != Some(0));
        let asked = self.0.iter_mut().find(|asked| asked.refusal.on == on)?;
        asked.left = asked.left.map(|left| left - 1);
        Some(asked.refusal)
    }
}
