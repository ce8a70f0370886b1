//! What every store here is made of: sealed bytes under a version, and a lease; sealing is done once, in this file.

use std::{future::Future, time::Duration};

use auth_core::{
    ConnectionId, Error,
    store::{Lease, Leased, Record, Replaced, Stored, TransactionId, Version},
};

use crate::KeyRing;

/// Keeps sealed bytes; the rules are those of [`TokenStore`](auth_core::TokenStore).
pub(crate) trait Slots: Send + Sync + 'static {
    fn ring(&self) -> &KeyRing;

    fn read(
        &self,
        connection: &ConnectionId,
    ) -> impl Future<Output = Result<Option<Slot>, Error>> + Send;

    /// Writes under `lease`, or whoever holds one when it is `None`.
    fn swap(
        &self,
        connection: &ConnectionId,
        lease: Option<&Lease>,
        expected: Option<Version>,
        sealed: Option<&[u8]>,
    ) -> impl Future<Output = Result<Swapped, Error>> + Send;

    fn take(
        &self,
        connection: &ConnectionId,
        by: TransactionId,
        term: Duration,
    ) -> impl Future<Output = Result<Taken, Error>> + Send;

    fn give_back(
        &self,
        connection: &ConnectionId,
        lease: &Lease,
    ) -> impl Future<Output = Result<(), Error>> + Send;

    fn wait(
        &self,
        connection: &ConnectionId,
        known: Option<Version>,
    ) -> impl Future<Output = Result<(), Error>> + Send;

    /// Every connection that has a record.
    fn list(&self) -> impl Future<Output = Result<Vec<ConnectionId>, Error>> + Send;

    /// Replaces `old` by `new`, the same record sealed anew: version and age stay. Whether `old` still stood there.
    fn reseal(
        &self,
        connection: &ConnectionId,
        version: Version,
        old: &[u8],
        new: &[u8],
    ) -> impl Future<Output = Result<bool, Error>> + Send;

    /// Every record is sealed with the current key now: what else tells of the earlier one is brought up to date.
    fn rewrapped(&self) -> impl Future<Output = Result<(), Error>> + Send {
        async { Ok(()) }
    }
}

/// Sealed bytes as they were read.
#[derive(Debug)]
pub(crate) struct Slot {
    pub(crate) version: Version,
    pub(crate) sealed: Vec<u8>,
    /// For how long they have stood there by the store's clock.
    pub(crate) age: Option<Duration>,
}

#[derive(Debug)]
pub(crate) enum Swapped {
    Done(Option<Version>),
    Conflict(Option<Slot>),
    LeaseLost,
}

#[derive(Debug)]
pub(crate) enum Taken {
    Granted { fence: u64, slot: Option<Slot> },
    Held { left: Duration, slot: Option<Slot> },
}

/// What [rewrapping](crate) came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rewrapped {
    /// Records that are sealed with the current key now, and were not.
    pub sealed_anew: u64,
    /// Records that were sealed with it already.
    pub current: u64,
}

pub(crate) async fn load(
    slots: &impl Slots,
    connection: &ConnectionId,
) -> Result<Option<Stored>, Error> {
    open(slots, connection, slots.read(connection).await?)
}

pub(crate) async fn replace(
    slots: &impl Slots,
    connection: &ConnectionId,
    lease: Option<&Lease>,
    expected: Option<Version>,
    record: Option<&Record>,
) -> Result<Replaced, Error> {
    let sealed = match record {
        Some(record) => Some(slots.ring().seal(connection, &record.expose_to_bytes()?)?),
        None => None,
    };
    Ok(
        match slots
            .swap(connection, lease, expected, sealed.as_deref())
            .await?
        {
            Swapped::Done(version) => Replaced::Done(version),
            Swapped::Conflict(slot) => Replaced::Conflict(open(slots, connection, slot)?),
            Swapped::LeaseLost => Replaced::LeaseLost,
        },
    )
}

pub(crate) async fn lease(
    slots: &impl Slots,
    connection: &ConnectionId,
    by: TransactionId,
    term: Duration,
) -> Result<Leased, Error> {
    Ok(match slots.take(connection, by, term).await? {
        Taken::Granted { fence, slot } => {
            let lease = Lease { by, fence };
            match open(slots, connection, slot) {
                Ok(stored) => Leased::Granted { lease, stored },
                Err(error) => {
                    // Nobody can renew what cannot be read.
                    slots.give_back(connection, &lease).await?;
                    return Err(error);
                }
            }
        }
        Taken::Held { left, slot } => Leased::Held {
            left,
            stored: open(slots, connection, slot)?,
        },
    })
}

/// Removes what stands there, whether it can be opened or not. Whether something did.
pub(crate) async fn remove(slots: &impl Slots, connection: &ConnectionId) -> Result<bool, Error> {
    while let Some(slot) = slots.read(connection).await? {
        let swapped = slots.swap(connection, None, Some(slot.version), None);
        if let Swapped::Done(_) = swapped.await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Seals every record anew that is not sealed with the current key, while others go on reading and writing.
pub(crate) async fn rewrap(slots: &impl Slots) -> Result<Rewrapped, Error> {
    let mut done = Rewrapped::default();
    for connection in slots.list().await? {
        // Whoever writes meanwhile seals with his own current key, so that a second look may be needed.
        while let Some(slot) = slots.read(&connection).await? {
            if slots.ring().is_current(&slot.sealed) {
                done.current += 1;
                break;
            }
            let clear = slots
                .ring()
                .open(&connection, &slot.sealed)
                .map_err(|error| error.about(&connection))?;
            let new = slots.ring().seal(&connection, &clear)?;
            if slots
                .reseal(&connection, slot.version, &slot.sealed, &new)
                .await?
            {
                done.sealed_anew += 1;
                break;
            }
        }
    }
    slots.rewrapped().await?;
    Ok(done)
}

fn open(
    slots: &impl Slots,
    connection: &ConnectionId,
    slot: Option<Slot>,
) -> Result<Option<Stored>, Error> {
    let Some(slot) = slot else { return Ok(None) };
    let record = Record::from_bytes(&slots.ring().open(connection, &slot.sealed)?)?;
    let stored = Stored::new(slot.version, record);
    Ok(Some(match slot.age {
        Some(age) => stored.aged(age),
        None => stored,
    }))
}

/// Makes a [`TokenStore`](auth_core::TokenStore) of what implements [`Slots`].
macro_rules! token_store {
    ($store:ty) => {
        impl auth_core::TokenStore for $store {
            async fn load(
                &self,
                connection: &auth_core::ConnectionId,
            ) -> Result<Option<auth_core::store::Stored>, auth_core::Error> {
                $crate::slots::load(self, connection).await
            }

            async fn replace(
                &self,
                connection: &auth_core::ConnectionId,
                expected: Option<auth_core::store::Version>,
                record: Option<&auth_core::store::Record>,
            ) -> Result<auth_core::store::Replaced, auth_core::Error> {
                $crate::slots::replace(self, connection, None, expected, record).await
            }

            async fn lease(
                &self,
                connection: &auth_core::ConnectionId,
                by: auth_core::store::TransactionId,
                term: std::time::Duration,
            ) -> Result<auth_core::store::Leased, auth_core::Error> {
                $crate::slots::lease(self, connection, by, term).await
            }

            async fn commit(
                &self,
                connection: &auth_core::ConnectionId,
                lease: &auth_core::store::Lease,
                expected: Option<auth_core::store::Version>,
                record: &auth_core::store::Record,
            ) -> Result<auth_core::store::Replaced, auth_core::Error> {
                $crate::slots::replace(self, connection, Some(lease), expected, Some(record)).await
            }

            async fn release(
                &self,
                connection: &auth_core::ConnectionId,
                lease: &auth_core::store::Lease,
            ) -> Result<(), auth_core::Error> {
                $crate::slots::Slots::give_back(self, connection, lease).await
            }

            async fn changed(
                &self,
                connection: &auth_core::ConnectionId,
                known: Option<auth_core::store::Version>,
            ) -> Result<(), auth_core::Error> {
                $crate::slots::Slots::wait(self, connection, known).await
            }
        }

        impl $store {
            /// Every connection that has a record.
            ///
            /// # Errors
            /// [`ErrorKind::Store`](auth_core::ErrorKind::Store) when the store cannot be read: the operator acts.
            pub async fn connections(
                &self,
            ) -> Result<Vec<auth_core::ConnectionId>, auth_core::Error> {
                $crate::slots::Slots::list(self).await
            }

            /// Removes the record of a connection, whoever works on it, and also one that no key opens: its person has to
            /// sign in again. Whether there was one.
            ///
            /// # Errors
            /// [`ErrorKind::Store`](auth_core::ErrorKind::Store) when the store cannot be read or written: the operator acts.
            ///
            /// # Cancel safety
            /// May be dropped at any point.
            pub async fn remove(
                &self,
                connection: &auth_core::ConnectionId,
            ) -> Result<bool, auth_core::Error> {
                $crate::slots::remove(self, connection).await
            }

            /// Seals every record with the ring's current key that is sealed with an earlier one, while others go on.
            ///
            /// Once it is done, and every process has the new key as its current one, the earlier key can be removed.
            ///
            /// # Errors
            /// [`ErrorKind::Store`](auth_core::ErrorKind::Store) when a record cannot be read, opened or written: the operator
            /// acts; what was done stays, another run goes on.
            ///
            /// # Cancel safety
            /// May be dropped at any point: each record is sealed by the one key or the other.
            pub async fn rewrap(&self) -> Result<$crate::Rewrapped, auth_core::Error> {
                $crate::slots::rewrap(self).await
            }
        }
    };
}
pub(crate) use token_store;
