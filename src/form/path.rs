//! Where in a request we are, in the notation clients see: `line_items[0][price]`.

use std::fmt;

/// A position among the parameters, as a list that lives on the decoder's stack.
///
/// Nothing is allocated until an error needs the path as text.
#[derive(Debug, Clone, Copy)]
pub struct Path<'p> {
    parent: Option<&'p Path<'p>>,
    segment: Segment<'p>,
}

#[derive(Debug, Clone, Copy)]
enum Segment<'p> {
    Root,
    Name(&'p str),
    Index(usize),
}

impl<'p> Path<'p> {
    /// The request itself, above every parameter.
    pub const ROOT: Path<'static> = Path { parent: None, segment: Segment::Root };

    /// The parameter `name` below this position.
    #[must_use]
    pub fn name(&'p self, name: &'p str) -> Path<'p> {
        Path { parent: Some(self), segment: Segment::Name(name) }
    }

    /// The list element `index` below this position, counted from 0.
    #[must_use]
    pub fn index(&'p self, index: usize) -> Path<'p> {
        Path { parent: Some(self), segment: Segment::Index(index) }
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(parent) = self.parent else { return Ok(()) };
        parent.fmt(f)?;
        match (self.segment, parent.parent) {
            (Segment::Root, _) => Ok(()),
            (Segment::Name(name), None) => f.write_str(name),
            (Segment::Name(name), Some(_)) => write!(f, "[{name}]"),
            (Segment::Index(index), None) => write!(f, "{index}"),
            (Segment::Index(index), Some(_)) => write!(f, "[{index}]"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_reads_as_stripe_writes_it() {
        let items = Path::ROOT.name("line_items");
        let first = items.index(0);
        assert_eq!(first.name("price").to_string(), "line_items[0][price]");
        assert_eq!(items.to_string(), "line_items");
    }
}
