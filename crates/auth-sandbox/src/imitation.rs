//! What every provider's handle offers, written once.

/// Adds the methods common to the four handles; each holds its [`Front`](crate::front::Front) as
/// `self.0.front`.
macro_rules! imitation {
    ($provider:ident) => {
        // Nothing of the sample credentials shows.
        impl std::fmt::Debug for $provider {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($provider))
                    .finish_non_exhaustive()
            }
        }

        impl $provider {
            /// Queues `fault` for a coming request.
            pub fn fault(&self, fault: $crate::Fault) {
                $crate::lock(&self.0.front.faults).push(fault);
            }

            /// Forgets the faults that have not struck yet.
            pub fn clear_faults(&self) {
                $crate::lock(&self.0.front.faults).clear();
            }

            /// Every request that arrived so far, oldest first, spoilt ones too.
            pub fn requests(&self) -> Vec<$crate::Seen> {
                $crate::lock(&self.0.front.log).all()
            }

            /// How many requests arrived with this method and exactly this path.
            pub fn count(&self, method: &str, path: &str) -> usize {
                $crate::lock(&self.0.front.log).count(method, path)
            }

            /// How many access tokens were issued so far, those in lost answers included.
            pub fn issued(&self) -> usize {
                $crate::lock(&self.0.front.tally).issued()
            }

            /// How many API calls were accepted with the access token issued as number `number`,
            /// the first being number 0; 0 for a number that was not issued.
            pub fn uses(&self, number: usize) -> usize {
                $crate::lock(&self.0.front.tally).uses(number)
            }

            /// How many API calls were accepted with this credential, a token or a key.
            pub fn uses_of(&self, credential: &str) -> usize {
                $crate::lock(&self.0.front.tally).uses_of(credential)
            }
        }
    };
}
pub(crate) use imitation;
