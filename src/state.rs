//! Snapshots as JSON: what the control API hands out and takes back, and what `--state` keeps in a file.
//!
//! ```json
//! {
//!   "object": "emulator.state",
//!   "format": 1,
//!   "version": "0.1.0",
//!   "seed": "00000000000000ff",
//!   "accounts": {"shop": {"objects": {"product": 3}, "sha256": "…", "data": "…"}}
//! }
//! ```
//!
//! `data` is the account ([`Snapshot`]), compressed and in Base64; `objects` is for people. `seed` decides the accounts to come
//! and is there where the snapshot is of all accounts.

mod file;
mod keeper;

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use borsh::BorshDeserialize as _;
pub use file::StateFile;
use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
pub use keeper::Keeper;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::clock::Clock;
use crate::fixtures;
use crate::store::{FORMAT, Snapshot, TaxTable};

/// What the document says to be.
const OBJECT: &str = "emulator.state";

/// Accounts, and, where they are all there are, what those to come begin with.
#[derive(Debug)]
pub struct State {
    pub beginning: Option<Beginning>,
    /// By the names of the keys that open them; a connected account's is its platform's, a slash, and its id.
    pub accounts: BTreeMap<String, Snapshot>,
}

/// What decides accounts that do not exist yet.
#[derive(Debug)]
pub struct Beginning {
    pub seed: u64,
    pub clock: Clock,
    pub tax_table: TaxTable,
    /// Documents that accounts begin with beyond those of the command line.
    pub fixtures: Vec<fixtures::Document>,
}

#[derive(Serialize, Deserialize)]
struct Document {
    object: String,
    format: u32,
    version: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    seed: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    beginning: Option<Packed>,
    accounts: BTreeMap<String, Packed>,
}

/// Bytes that can be told from damaged ones.
#[derive(Serialize, Deserialize)]
struct Packed {
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    objects: BTreeMap<String, usize>,
    sha256: String,
    data: String,
}

impl Packed {
    fn new(objects: BTreeMap<String, usize>, bytes: &[u8]) -> std::io::Result<Self> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes)?;
        let sha256 = hex::encode(Sha256::digest(bytes));
        Ok(Packed { objects, sha256, data: STANDARD.encode(encoder.finish()?) })
    }

    fn unpack(&self) -> Option<Vec<u8>> {
        let packed = STANDARD.decode(&self.data).ok()?;
        let mut bytes = Vec::new();
        ZlibDecoder::new(packed.as_slice()).read_to_end(&mut bytes).ok()?;
        (hex::encode(Sha256::digest(&bytes)) == self.sha256).then_some(bytes)
    }
}

impl State {
    /// # Errors
    /// Our own mistake: something cannot be written down.
    pub fn to_json(&self) -> std::io::Result<Value> {
        let pack = |(name, snapshot): (&String, &Snapshot)| {
            let counts = snapshot.counts().into_iter().map(|(kind, count)| (kind.to_owned(), count));
            Ok((name.clone(), Packed::new(counts.collect(), &snapshot.to_bytes()?)?))
        };
        let beginning = match &self.beginning {
            Some(Beginning { clock, tax_table, fixtures, .. }) => {
                let fixtures: Vec<_> =
                    fixtures.iter().map(|document| (&*document.source, &*document.text)).collect();
                Some(Packed::new(BTreeMap::new(), &borsh::to_vec(&(clock, tax_table, fixtures))?)?)
            }
            None => None,
        };
        let document = Document {
            object: OBJECT.to_owned(),
            format: FORMAT,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            seed: self.beginning.as_ref().map(|beginning| format!("{:016x}", beginning.seed)),
            beginning,
            accounts: self.accounts.iter().map(pack).collect::<std::io::Result<_>>()?,
        };
        Ok(serde_json::to_value(document)?)
    }

    /// # Errors
    /// Why it cannot be restored, as the rest of a sentence: "is no state of checkout-emulator".
    pub fn from_json(value: Value) -> Result<Self, String> {
        const DAMAGED: &str = "is damaged: its checksum does not match its contents";

        if value.get("object").and_then(Value::as_str) != Some(OBJECT) {
            return Err("is no state of checkout-emulator".to_owned());
        }
        match value.get("format").and_then(Value::as_u64) {
            Some(format) if format == u64::from(FORMAT) => {}
            Some(format) => {
                let version = value.get("version").and_then(Value::as_str).unwrap_or("another version");
                let age = if format > u64::from(FORMAT) { "a newer" } else { "an older" };
                return Err(format!(
                    "was saved by {age} checkout-emulator ({version}, format {format}); this one reads format {FORMAT}"
                ));
            }
            None => return Err("is no state of checkout-emulator: it has no format".to_owned()),
        }
        let document: Document =
            serde_json::from_value(value).map_err(|error| format!("is damaged: {error}"))?;
        let beginning = match (&document.seed, &document.beginning) {
            (Some(seed), Some(packed)) => {
                let seed = u64::from_str_radix(seed, 16).map_err(|_| DAMAGED.to_owned())?;
                let bytes = packed.unpack().ok_or(DAMAGED)?;
                let (clock, tax_table, fixtures) =
                    <(Clock, TaxTable, Vec<(String, String)>)>::try_from_slice(&bytes)
                        .map_err(|error| format!("is damaged: {error}"))?;
                let read = |(source, text): &(String, String)| fixtures::Document::parse(source, text);
                let fixtures = fixtures.iter().map(read).collect::<Result<_, _>>();
                let fixtures = fixtures.map_err(|problem| format!("is damaged: {problem}"))?;
                Some(Beginning { seed, clock, tax_table, fixtures })
            }
            _ => None,
        };
        let mut accounts = BTreeMap::new();
        for (name, packed) in document.accounts {
            let bytes = packed.unpack().ok_or_else(|| format!("{DAMAGED} (account `{name}`)"))?;
            let snapshot = Snapshot::from_bytes(&bytes)
                .map_err(|error| format!("is damaged: {error} (account `{name}`)"))?;
            accounts.insert(name, snapshot);
        }
        Ok(State { beginning, accounts })
    }
}
