//! How often one key may do something.

use std::num::NonZeroU32;
use std::time::Duration;

use cairn_meta::KeyId;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

/// A limit of its own for each key (the generic cell rate algorithm).
#[derive(Debug)]
pub(crate) struct KeyedRate {
    limiter: DefaultKeyedRateLimiter<KeyId>,
    clock: DefaultClock,
}

impl KeyedRate {
    pub(crate) fn per_second(most: NonZeroU32) -> Self {
        Self::new(Quota::per_second(most))
    }

    pub(crate) fn per_minute(most: NonZeroU32) -> Self {
        Self::new(Quota::per_minute(most))
    }

    fn new(quota: Quota) -> Self {
        Self {
            limiter: RateLimiter::dashmap(quota),
            clock: DefaultClock::default(),
        }
    }

    /// Counts one more, or says how long to wait before trying again.
    pub(crate) fn check(&self, key: KeyId) -> Result<(), Duration> {
        let checked = self.limiter.check_key(&key);
        checked.map_err(|not_until| not_until.wait_time_from(self.clock.now()))
    }
}
