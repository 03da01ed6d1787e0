//! A file that always holds a whole state: a new one takes the old one's place in one step.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::State;

/// Where a state is kept.
#[derive(Debug, Clone)]
pub struct StateFile {
    path: PathBuf,
}

impl StateFile {
    pub fn new(path: &Path) -> Self {
        StateFile { path: path.to_owned() }
    }

    /// What was saved last; nothing if nothing was.
    ///
    /// # Errors
    /// There is a file that cannot be read, or that is no whole state of this format. It is left as it is.
    pub fn load(&self) -> Result<Option<State>, String> {
        let name = self.path.display();
        let text = match std::fs::read(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let folder = self.folder();
                return if folder.is_dir() {
                    Ok(None)
                } else {
                    Err(format!("cannot keep the state in {name}: there is no folder {}", folder.display()))
                };
            }
            Err(error) => return Err(format!("cannot read the state {name}: {error}")),
        };
        let left = "; the file is left as it is, move it away to begin anew";
        let value: Value = serde_json::from_slice(&text).map_err(|error| {
            let what = if error.is_eof() { "is truncated" } else { "is no state of checkout-emulator" };
            format!("the state {name} {what}: {error}{left}")
        })?;
        State::from_json(value).map(Some).map_err(|problem| format!("the state {name} {problem}{left}"))
    }

    /// Whether a state can be saved there: told at the start, not when the first is lost.
    ///
    /// # Errors
    /// Why not.
    pub fn check_writable(&self) -> Result<(), String> {
        let tried = self.new_file().map(drop);
        tried.map_err(|error| {
            let (name, folder) = (self.path.display(), self.folder().display());
            format!(
                "cannot keep the state in {name}: {error}: {folder} must be a folder that can be written to"
            )
        })
    }

    fn new_file(&self) -> io::Result<tempfile::NamedTempFile> {
        tempfile::Builder::new().prefix(".checkout-emulator-").tempfile_in(self.folder())
    }

    /// Puts a state in the place of the one before, all of it or nothing: whoever reads the file sees one of the two,
    /// whenever the program or the machine stops.
    ///
    /// # Errors
    /// It could not be written; the one before is still there.
    pub fn save(&self, state: &State) -> io::Result<()> {
        let value = state.to_json()?;
        let mut new = self.new_file()?;
        let mut writer = io::BufWriter::new(new.as_file_mut());
        serde_json::to_writer_pretty(&mut writer, &value)?;
        writer.write_all(b"\n")?;
        writer.flush()?;
        drop(writer);
        new.as_file().sync_all()?;
        new.persist(&self.path).map_err(|error| error.error)?;
        // The new name must be on the disk as well.
        std::fs::File::open(self.folder()).and_then(|folder| folder.sync_all()).or(Ok(()))
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    fn folder(&self) -> &Path {
        self.path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
    }
}
