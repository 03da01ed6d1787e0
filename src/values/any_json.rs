//! JSON of any shape in a snapshot, as its text.

use std::io;

use borsh::BorshDeserialize as _;
use borsh::io::{Read, Write};
use serde::Serialize;
use serde::de::DeserializeOwned;

pub(crate) fn write<T: Serialize, W: Write>(value: &T, writer: &mut W) -> io::Result<()> {
    borsh::BorshSerialize::serialize(&serde_json::to_string(value)?, writer)
}

pub(crate) fn read<T: DeserializeOwned, R: Read>(reader: &mut R) -> io::Result<T> {
    Ok(serde_json::from_str(&String::deserialize_reader(reader)?)?)
}
