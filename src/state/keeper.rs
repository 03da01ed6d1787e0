//! Saving while the server runs, and at its end.

use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::Mutex;

use super::StateFile;
use crate::app::App;

/// How often is looked whether something changed.
const EVERY: Duration = Duration::from_secs(1);

/// Saving takes at most this part of the time.
const SHARE: u32 = 10;

/// Keeps a state in a file.
#[derive(Debug, Clone)]
pub struct Keeper {
    app: Arc<App>,
    file: StateFile,
    /// What [`App::changes`] said when the state was saved last.
    saved: Arc<Mutex<Option<u64>>>,
}

impl Keeper {
    pub fn new(app: Arc<App>, file: StateFile) -> Self {
        let saved = Arc::new(Mutex::new(Some(app.changes())));
        Keeper { app, file, saved }
    }

    /// Saves what changed, for as long as it is awaited.
    pub async fn run(&self) {
        loop {
            tokio::time::sleep(EVERY).await;
            if *self.saved.lock() == Some(self.app.changes()) {
                continue;
            }
            let began = Instant::now();
            if let Err(error) = self.save().await {
                tracing::error!(file = %self.file.path().display(), %error, "the state was not saved");
            }
            tokio::time::sleep(began.elapsed() * SHARE).await;
        }
    }

    /// Saves the state as it is.
    ///
    /// # Errors
    /// It could not be written; what was saved before is still there.
    pub async fn save(&self) -> io::Result<()> {
        let keeper = self.clone();
        let saving = tokio::task::spawn_blocking(move || {
            // One after the other: the last one to save has the last state.
            let mut saved = keeper.saved.lock();
            let changes = keeper.app.changes();
            keeper.file.save(&keeper.app.snapshot(None))?;
            *saved = Some(changes);
            Ok(())
        });
        saving.await.map_err(io::Error::other)?
    }
}
