//! The engine's surroundings under the model checker: whoever locks, loads, spawns or waits lets shuttle choose who goes on.

use std::{
    any::Any,
    cell::Cell as Local,
    fmt,
    future::{Future, poll_fn},
    panic::{AssertUnwindSafe, resume_unwind},
    pin::pin,
    sync::{Arc, PoisonError},
    task::Poll,
    time::Duration,
};

use futures_util::FutureExt;
pub use shuttle;
pub(super) use shuttle::sync::{Mutex, MutexGuard};
use shuttle::{
    rand::{Rng, thread_rng},
    sync::atomic::{AtomicBool, Ordering},
};
use tokio::sync::oneshot;

pub use super::sync::Mistake;
use crate::Error;

thread_local! {
    // A model runs on one thread of the machine, and models run beside each other.
    static PASSES: Local<Duration> = const { Local::new(Duration::ZERO) };
    static MISTAKE: Local<Option<Mistake>> = const { Local::new(None) };
}

/// Sets how the models of this thread go: limits of time up to `passes` may pass at any moment, longer ones never do. Where
/// none passes, whoever would wait for ever does, and the checker finds him.
pub fn set(passes: Duration, mistake: Option<Mistake>) {
    PASSES.set(passes);
    MISTAKE.set(mistake);
}

/// A panic that a model means: it ends the task, as in production, and not the model.
#[derive(Debug)]
pub struct Provoked;

impl Provoked {
    /// Panics, without a word on the standard error.
    pub fn panic() -> ! {
        resume_unwind(Box::new(Self))
    }

    fn is(panic: &(dyn Any + Send)) -> bool {
        panic.is::<Self>()
    }
}

pub(super) fn mistaken(mistake: Mistake) -> bool {
    MISTAKE.get() == Some(mistake)
}

/// Lets others go first, where nothing that shuttle knows of would.
pub(super) fn interleave() {
    AtomicBool::new(false).load(Ordering::SeqCst);
}

/// The published cell.
pub(super) struct Cell<T>(Mutex<Option<Arc<T>>>);

impl<T> Cell<T> {
    pub(super) fn empty() -> Self {
        Self(Mutex::new(None))
    }

    pub(super) fn load(&self) -> Option<Arc<T>> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub(super) fn store(&self, value: Option<Arc<T>>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = value;
    }
}

/// Where exchanges run.
#[derive(Clone, Debug)]
pub(super) struct Handle;

/// Nothing: shuttle's tasks are its own wherever they are made.
pub(super) struct Entered;

impl Handle {
    #[allow(clippy::unused_self, reason = "as tokio's")]
    pub(super) fn enter(&self) -> Entered {
        Entered
    }

    #[allow(clippy::unused_self, reason = "as tokio's")]
    pub(super) fn spawn<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> oneshot::Receiver<T> {
        spawn(work)
    }
}

#[allow(clippy::unnecessary_wraps, reason = "as in production")]
pub(super) fn exchanges(_: Option<&tokio::runtime::Handle>) -> Result<Handle, Error> {
    Ok(Handle)
}

/// Runs `work` beside everything else; its end can be waited for.
pub(super) fn spawn<T: Send + 'static>(
    work: impl Future<Output = T> + Send + 'static,
) -> oneshot::Receiver<T> {
    let (tell, told) = oneshot::channel();
    drop(shuttle::future::spawn(async move {
        match AssertUnwindSafe(work).catch_unwind().await {
            Ok(done) => drop(tell.send(done)),
            Err(panic) if Provoked::is(&*panic) => {}
            Err(panic) => resume_unwind(panic),
        }
    }));
    told
}

/// The limit has passed.
#[derive(Debug)]
pub(super) struct Elapsed;

pub(super) async fn timeout<T>(
    limit: Duration,
    work: impl Future<Output = T>,
) -> Result<T, Elapsed> {
    let most = if thread_rng().gen_ratio(1, 4) {
        16
    } else {
        256
    };
    let mut looks = (limit <= PASSES.get()).then(|| thread_rng().gen_range(0..most));
    let mut work = pin!(work);
    poll_fn(|context| {
        if let Poll::Ready(done) = work.as_mut().poll(context) {
            return Poll::Ready(Ok(done));
        }
        match &mut looks {
            None => Poll::Pending,
            Some(0) => Poll::Ready(Err(Elapsed)),
            Some(left) => {
                *left -= 1;
                context.waker().wake_by_ref();
                Poll::Pending
            }
        }
    })
    .await
}

pub(super) async fn sleep(_: Duration) {
    for _ in 0..thread_rng().gen_range(1..4) {
        shuttle::future::yield_now().await;
    }
}

impl<T> fmt::Debug for Cell<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cell")
    }
}

/// As [`sleep`]: a model is always in a hurry.
pub(super) async fn pause(time: Duration, _: impl Future) {
    sleep(time).await;
}
