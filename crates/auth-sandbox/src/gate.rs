//! A door that requests wait at.

use tokio::sync::watch;

/// Holds requests back until it is opened, for tests that must know what is under way: see
/// [`FaultKind::Hold`](crate::FaultKind::Hold). Clones are handles on the same gate.
#[derive(Clone, Debug, Default)]
pub struct Gate(watch::Sender<bool>);

impl Gate {
    /// A closed gate.
    pub fn new() -> Self {
        Self::default()
    }

    /// Lets everybody through who waits, and whoever comes later.
    pub fn open(&self) {
        self.0.send_replace(true);
    }

    /// Cancel safe.
    pub(crate) async fn passed(&self) {
        // The sender is held by this very gate, so waiting cannot fail.
        let _ = self.0.subscribe().wait_for(|open| *open).await;
    }
}
