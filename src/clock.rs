//! The time everything in an account goes by: running, frozen, advanced.

use crate::values::Timestamp;

/// An account's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub enum Clock {
    /// The system's time and some seconds.
    Running { ahead: i64 },
    /// Stands still until it is advanced.
    Frozen { at: Timestamp },
}

impl Clock {
    pub const SYSTEM: Clock = Clock::Running { ahead: 0 };

    pub fn now(self) -> Timestamp {
        match self {
            Clock::Running { ahead } => Timestamp::system().plus(ahead),
            Clock::Frozen { at } => at,
        }
    }

    pub fn is_frozen(self) -> bool {
        matches!(self, Clock::Frozen { .. })
    }

    /// The same kind of clock, `seconds` later.
    #[must_use]
    pub fn advanced(self, seconds: i64) -> Clock {
        match self {
            Clock::Running { ahead } => Clock::Running { ahead: ahead.saturating_add(seconds) },
            Clock::Frozen { at } => Clock::Frozen { at: at.plus(seconds) },
        }
    }

    /// The same kind of clock, showing `time` now.
    #[must_use]
    pub fn set(self, time: Timestamp) -> Clock {
        match self {
            Clock::Running { .. } => Clock::Running { ahead: time.since(Timestamp::system()) },
            Clock::Frozen { .. } => Clock::Frozen { at: time },
        }
    }

    /// Showing the same time, standing still or running.
    #[must_use]
    pub fn freeze(self, frozen: bool) -> Clock {
        let now = self.now();
        if frozen {
            Clock::Frozen { at: now }
        } else {
            Clock::Running { ahead: now.since(Timestamp::system()) }
        }
    }
}
