//! Words of the program's own (`&'static str`) in a snapshot: written as text, read back as the same few words.
//!
//! Each function reads one of the types that a field of an object can have.

use std::collections::HashSet;
use std::io;
use std::sync::Arc;

use borsh::BorshDeserialize as _;
use borsh::io::Read;
use parking_lot::Mutex;

/// The words read so far. There are only as many as the program has, and a snapshot that brings more is none of ours.
static READ: Mutex<Option<HashSet<&'static str>>> = Mutex::new(None);

const MOST: usize = 5_000;
const LONGEST: usize = 500;

fn keep(word: String) -> io::Result<&'static str> {
    let mut guard = READ.lock();
    let words = guard.get_or_insert_with(HashSet::new);
    if let Some(known) = words.get(word.as_str()) {
        return Ok(known);
    }
    if word.len() > LONGEST || words.len() >= MOST {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "not a word of this program"));
    }
    let kept: &'static str = Box::leak(word.into_boxed_str());
    words.insert(kept);
    Ok(kept)
}

pub(crate) fn one<R: Read>(reader: &mut R) -> io::Result<&'static str> {
    keep(String::deserialize_reader(reader)?)
}

pub(crate) fn optional<R: Read>(reader: &mut R) -> io::Result<Option<&'static str>> {
    Option::<String>::deserialize_reader(reader)?.map(keep).transpose()
}

pub(crate) fn list<R: Read>(reader: &mut R) -> io::Result<Vec<&'static str>> {
    Vec::<String>::deserialize_reader(reader)?.into_iter().map(keep).collect()
}

pub(crate) fn optional_list<R: Read>(reader: &mut R) -> io::Result<Option<Vec<&'static str>>> {
    let words = Option::<Vec<String>>::deserialize_reader(reader)?;
    words.map(|words| words.into_iter().map(keep).collect()).transpose()
}

pub(crate) fn shared<R: Read>(reader: &mut R) -> io::Result<Arc<[&'static str]>> {
    list(reader).map(Into::into)
}
