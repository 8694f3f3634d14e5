//! `std::hash`: states that are random in reality count here, so that a schedule can be replayed.

pub use ::std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher, Hash, Hasher};

#[expect(deprecated, reason = "the real one is there, and deprecated, too")]
pub use ::std::hash::SipHasher;

use ::std::fmt;

/// The state of a hash map: different for each map, the same for each run of a schedule.
#[derive(Clone)]
pub struct RandomState {
    seed: u64,
}

impl RandomState {
    /// The next state of the execution.
    #[must_use]
    pub fn new() -> RandomState {
        RandomState {
            seed: sim::hash_seed(),
        }
    }
}

impl BuildHasher for RandomState {
    type Hasher = DefaultHasher;

    fn build_hasher(&self) -> DefaultHasher {
        let mut hasher = DefaultHasher::new();
        hasher.write_u64(self.seed);
        hasher
    }
}

impl Default for RandomState {
    fn default() -> RandomState {
        RandomState::new()
    }
}

impl fmt::Debug for RandomState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RandomState").finish_non_exhaustive()
    }
}
