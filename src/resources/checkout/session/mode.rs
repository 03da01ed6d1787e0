//! What a session is for.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What a session is for; decides which parameters it takes and what it makes when it completes.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// One payment, now.
    Payment,
    /// Payment details are saved for later, nothing is paid.
    Setup,
    /// A subscription begins.
    Subscription,
}

impl Mode {
    /// The word for it in requests, answers and errors.
    pub fn as_str(self) -> &'static str {
        match self {
            Mode::Payment => "payment",
            Mode::Setup => "setup",
            Mode::Subscription => "subscription",
        }
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
