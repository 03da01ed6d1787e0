//! Two-space JSON, as `serde_json` writes it, with each line's indentation in one piece: it is most of what a body is.

use std::io;

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

/// Deeper lines than this are indented piece by piece.
const SPACES: &[u8; 64] = &[b' '; 64];

/// Appends a value to `bytes`.
///
/// # Errors
/// The value cannot be written as JSON.
pub fn write(bytes: &mut Vec<u8>, value: &impl Serialize) -> serde_json::Result<()> {
    value.serialize(&mut Serializer::with_formatter(bytes, Indented { depth: 0, has_value: false }))
}

struct Indented {
    depth: usize,
    has_value: bool,
}

impl Indented {
    fn line<W: ?Sized + io::Write>(&self, writer: &mut W, first: &[u8]) -> io::Result<()> {
        writer.write_all(first)?;
        let mut left = self.depth * 2;
        while left > 0 {
            let piece = left.min(SPACES.len());
            writer.write_all(&SPACES[..piece])?;
            left -= piece;
        }
        Ok(())
    }

    fn begin<W: ?Sized + io::Write>(&mut self, writer: &mut W, bracket: &[u8]) -> io::Result<()> {
        self.depth += 1;
        self.has_value = false;
        writer.write_all(bracket)
    }

    fn end<W: ?Sized + io::Write>(&mut self, writer: &mut W, bracket: &[u8]) -> io::Result<()> {
        self.depth -= 1;
        if self.has_value {
            self.line(writer, b"\n")?;
        }
        writer.write_all(bracket)
    }

    fn separate<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.line(writer, if first { b"\n" } else { b",\n" })
    }
}

impl Formatter for Indented {
    fn begin_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.begin(writer, b"[")
    }

    fn end_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.end(writer, b"]")
    }

    fn begin_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.separate(writer, first)
    }

    fn end_array_value<W: ?Sized + io::Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.has_value = true;
        Ok(())
    }

    fn begin_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.begin(writer, b"{")
    }

    fn end_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.end(writer, b"}")
    }

    fn begin_object_key<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.separate(writer, first)
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }

    fn end_object_value<W: ?Sized + io::Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.has_value = true;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn it_is_what_serde_json_writes() {
        let mut deep = json!({"a": 1});
        for _ in 0..50 {
            deep = json!({"list": [deep, null, "x"], "empty": {}, "none": []});
        }
        for value in
            [json!({}), json!([]), json!("é\"\n"), json!({"a": {"b": [1, {"c": []}]}, "d": [[]]}), deep]
        {
            let mut bytes = Vec::new();
            write(&mut bytes, &value).unwrap();
            assert_eq!(bytes, serde_json::to_vec_pretty(&value).unwrap());
        }
    }
}
