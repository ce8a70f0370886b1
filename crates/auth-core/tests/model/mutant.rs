//! Ways to get it wrong: each is caught by a property.

/// What is left out or done wrongly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mutant {
    /// A write under a lease asks neither whether it still stands nor which version is replaced.
    ///
    /// The two overlap, and are weakened together: whoever took the lease meanwhile has written, so the version is another.
    NoFencing,
    /// The record is not looked at again under the lease.
    NoReading,
    /// The lease ends while its holder works.
    NoHeartbeat,
    /// A record is removed, or marked dead, whatever stands there.
    WriteWithoutVersion,
    /// The intent is not recorded before the request leaves.
    IntentAfterExchange,
    /// A lease is released whoever holds it.
    ReleaseOfAnothersLease,
    /// A refusal counts although somebody has won meanwhile.
    RefusalWithoutReading,
    /// An intent without a result is no reason to stop.
    OrphanRepeated,
    /// Tokens that were not saved at first are written over whatever stands there.
    SaveWithoutJudging,
    /// A failed write of the intent is forgotten, and so is the name under which it may stand.
    DoubtForgotten,
    /// The lease is given back although the tokens are not saved.
    ReleaseBeforeSaved,
    /// A sign-in is saved over tokens that were renewed from it.
    SignInOverItsSuccessor,
    /// What an answer from before the owner dropped the login says is believed.
    BeliefAfterForgetting,
}
