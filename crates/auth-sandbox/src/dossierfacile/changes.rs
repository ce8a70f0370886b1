//! What people and operators do, and the webhooks that follow.

use time::OffsetDateTime;

use super::people::Person;
use super::{DossierFacile, State, TENANT};
use crate::generated::dossierfacile::word;
use crate::lock;

impl DossierFacile {
    /// Adds a person who is linked to the partner, with a file of their own that last changed at this instant.
    pub fn add_tenant(&self, tenant_id: u64, changed_at: OffsetDateTime) {
        let mut person = Person::new(tenant_id, tenant_id + 500_000, changed_at);
        person.linked = true;
        lock(&self.0.state).people.insert(person);
    }

    /// Lets the tenant apply together with another person, who never comes to the partner: the two share a file, and each
    /// link of the one links the other.
    pub fn add_partner(&self, tenant_id: u64) {
        let mut state = lock(&self.0.state);
        let Some(tenant) = state.people.of(TENANT) else {
            return;
        };
        let partner = Person::new(tenant_id, tenant.file, tenant.changed_at);
        state.people.insert(partner);
    }

    /// Whether a person and the partner are linked.
    pub fn is_tenant_linked(&self, tenant_id: u64) -> bool {
        let state = lock(&self.0.state);
        state
            .people
            .of(tenant_id)
            .is_some_and(|person| person.linked)
    }

    /// Gives a person's file another status, such as `VALIDATED`: its date is now, and each linked person of it is told
    /// of by a webhook.
    ///
    /// A status that DossierFacile does not have changes nothing.
    pub fn set_file_status(&self, tenant_id: u64, status: &str) {
        let (status, event_type) = match status {
            word::TO_PROCESS => (word::TO_PROCESS, word::CREATED_ACCOUNT),
            word::VALIDATED => (word::VALIDATED, word::VERIFIED_ACCOUNT),
            word::DECLINED => (word::DECLINED, word::DENIED_ACCOUNT),
            word::ARCHIVED => (word::ARCHIVED, word::ARCHIVED_ACCOUNT),
            word::INCOMPLETE => (word::INCOMPLETE, word::RETURNED_ACCOUNT),
            word::COMPLETED => (word::COMPLETED, word::COMPLETED_ACCOUNT),
            _ => return,
        };
        let now = self.0.front.clock.now();
        let mut state = lock(&self.0.state);
        for person in state.people.together(tenant_id) {
            if let Some(person) = state.people.of_mut(person.id) {
                (person.status, person.changed_at) = (status, now);
            }
        }
        for person in state.people.together(tenant_id) {
            if person.linked {
                self.tell(&mut state, person.id, event_type);
            }
        }
    }

    /// Sends the event that a person withdraws the access; the withdrawal holds with
    /// [`withdraw_consent`](Self::withdraw_consent) or [`revoke_link`](Self::revoke_link). The real one waits as long as its
    /// transaction takes.
    pub fn announce_withdrawal(&self, tenant_id: u64) {
        self.announce_leaving(&mut lock(&self.0.state), tenant_id);
    }

    /// A person withdraws the access: the event leaves, then the link is gone. Consent and tokens of the person who signs in
    /// are the realm's: see [`withdraw_consent`](Self::withdraw_consent).
    pub fn revoke_link(&self, tenant_id: u64) {
        self.withdraw(&mut lock(&self.0.state), tenant_id);
    }

    /// A person deletes the account: the event leaves, the person is gone from everywhere but the list of the deleted.
    pub fn delete_account(&self, tenant_id: u64) {
        let now = self.0.front.clock.now();
        let mut state = lock(&self.0.state);
        let Some(person) = state.people.of_mut(tenant_id) else {
            return;
        };
        let linked = person.linked;
        person.deleted_at = Some(now);
        if linked {
            self.tell(&mut state, tenant_id, word::DELETED_ACCOUNT);
        }
        if let Some(person) = state.people.of_mut(tenant_id) {
            person.linked = false;
        }
        if tenant_id == TENANT {
            state.end_sessions();
            state.user_disabled = true;
            state.consented = false;
        }
    }

    /// The link goes after the event has left.
    pub(super) fn withdraw(&self, state: &mut State, tenant_id: u64) {
        self.announce_leaving(state, tenant_id);
        let now = self.0.front.clock.now();
        if let Some(person) = state
            .people
            .of_mut(tenant_id)
            .filter(|person| person.linked)
        {
            person.linked = false;
            person.leaving = false;
            person.withdrawn_at = Some(now);
            person.changed_at = now;
        }
    }

    fn announce_leaving(&self, state: &mut State, tenant_id: u64) {
        let staying = |person: &&mut Person| person.linked && !person.leaving;
        if let Some(person) = state.people.of_mut(tenant_id).filter(staying) {
            person.leaving = true;
            self.tell(state, tenant_id, word::ACCESS_REVOKED);
        }
    }

    /// What a profile call does before it is answered: everybody of a couple is linked, and who is new is told of.
    pub(super) fn link(&self, state: &mut State, tenant_id: u64) {
        let together = match state.people.application_type(tenant_id) {
            word::COUPLE => state.people.together(tenant_id),
            _ => state.people.of(tenant_id).cloned().into_iter().collect(),
        };
        for person in together {
            if person.linked {
                continue;
            }
            if let Some(person) = state.people.of_mut(person.id) {
                person.linked = true;
                person.leaving = false;
            }
            match person.status {
                word::TO_PROCESS => self.tell(state, person.id, word::CREATED_ACCOUNT),
                word::VALIDATED => self.tell(state, person.id, word::VERIFIED_ACCOUNT),
                _ => {}
            }
        }
    }
}
