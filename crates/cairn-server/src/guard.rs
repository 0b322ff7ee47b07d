//! What a handler must take first, so that it can't be reached without permission.

use axum::handler::Handler;

use crate::app::App;
use crate::authorized::Authorized;
use crate::envelope::Envelope;
use crate::permission::{Append, Permission};

/// An extractor that proves a permission. Sealed: no other file can add one.
pub trait Proof: sealed::Proof {
    /// What it proves.
    type Permission: Permission;
}

/// The extractors of a handler, the first of which proves a permission. The tuples are those that axum makes
/// of a function's arguments: the marker `M`, then their types in order.
pub trait Guarded: sealed::Guarded {
    /// What the handler demands.
    type Permission: Permission;
}

/// A handler that can be registered.
pub trait GuardedHandler<T: Guarded>: Handler<T, App, Future: Unpin> {}

impl<H, T: Guarded> GuardedHandler<T> for H where H: Handler<T, App, Future: Unpin> {}

impl<P: Permission> Proof for Authorized<P> {
    type Permission = P;
}

/// Bodies of events bring their key in the headers or in themselves.
impl Proof for Envelope {
    type Permission = Append;
}

macro_rules! guarded {
    ($($rest:ident),*) => {
        impl<M, First: Proof, $($rest),*> Guarded for (M, First, $($rest,)*) {
            type Permission = First::Permission;
        }

        impl<M, First: Proof, $($rest),*> sealed::Guarded for (M, First, $($rest,)*) {}
    };
}

guarded!();
guarded!(A);
guarded!(A, B);
guarded!(A, B, C);
guarded!(A, B, C, D);
guarded!(A, B, C, D, E);

mod sealed {
    use super::{Authorized, Envelope};

    pub trait Proof {}
    pub trait Guarded {}

    impl<P> Proof for Authorized<P> {}
    impl Proof for Envelope {}
}
