//! Routes of an imitation, where the description has them.

use axum::Router;
use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{MethodFilter, on};

use crate::description::Route;

/// Mounts described routes.
pub(crate) trait Mount<S> {
    /// Lets `handler` answer a route; `base` is the path of the route's base. A method that HTTP
    /// does not define mounts nothing.
    fn mount<H, T>(self, base: &str, route: &Route, handler: H) -> Self
    where
        H: Handler<T, S>,
        T: 'static;
}

impl<S> Mount<S> for Router<S>
where
    S: Clone + Send + Sync + 'static,
{
    fn mount<H, T>(self, base: &str, route: &Route, handler: H) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        let method = Method::from_bytes(route.method.as_bytes()).ok();
        let method = method.and_then(|method| MethodFilter::try_from(method).ok());
        match method {
            Some(method) => self.route(&format!("{base}{}", route.path), on(method, handler)),
            None => self,
        }
    }
}
