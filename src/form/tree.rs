//! Bytes of a form body or a query string → a tree of parameters.
//!
//! `a[b]=v` nests, `a[0]=v` and `a[]=v` are lists, a repeated scalar keeps its last value. Brackets may be literal
//! or percent-encoded. Depth and number are capped, so that no input can exhaust the stack or the memory.
//!
//! <https://docs.stripe.com/api> describes the encoding only by example; the rules are those of Rack, which
//! Stripe's own libraries write for.

use std::borrow::Cow;

use foldhash::fast::RandomState;
use indexmap::IndexMap;

/// Brackets deeper than this are refused; the deepest parameter Stripe publishes needs seven.
pub const MAX_DEPTH: usize = 32;

/// More parameters than this in one request are refused. A hundred line items with everything filled in need
/// fewer than half.
pub const MAX_PARAMETERS: usize = 10_000;

/// A value among the parameters: text, or more parameters in brackets.
#[derive(Debug, Clone, PartialEq)]
pub enum Node<'a> {
    Text(Cow<'a, str>),
    Branch(Branch<'a>),
}

/// Parameters of one level, in the order sent.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Branch<'a> {
    entries: IndexMap<Cow<'a, str>, Node<'a>, RandomState>,
    /// One more than the greatest index among the names: where `[]` puts a new element.
    next_index: u64,
}

/// A key or a value, borrowed from the bytes unless it had escapes in it.
#[derive(serde::Deserialize)]
struct Piece<'a>(#[serde(borrow)] Cow<'a, str>);

/// Why bytes are not a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TreeError {
    #[error("Invalid percent-encoding in the request's parameters.")]
    PercentEncoding,
    #[error("The request's URL and parameters must be encoded as UTF-8.")]
    Utf8,
    #[error("Parameters may be nested up to {MAX_DEPTH} levels deep.")]
    TooDeep,
    #[error("A request may have up to {MAX_PARAMETERS} parameters.")]
    TooMany,
}

impl<'a> Branch<'a> {
    /// Reads a form body or a query string (without its `?`).
    pub fn parse(bytes: &'a [u8]) -> Result<Self, TreeError> {
        let mut root = Branch::default();
        root.extend(bytes)?;
        Ok(root)
    }

    /// Adds the parameters of a second source, a query string beside a body, to these.
    pub fn extend(&mut self, bytes: &'a [u8]) -> Result<(), TreeError> {
        if bytes.is_empty() {
            return Ok(());
        }
        check_encoding(bytes)?;
        if bytes.split(|byte| *byte == b'&').count() > MAX_PARAMETERS {
            return Err(TreeError::TooMany);
        }
        let pairs: Vec<(Piece<'a>, Piece<'a>)> =
            serde_urlencoded::from_bytes(bytes).map_err(|_| TreeError::PercentEncoding)?;
        for (Piece(key), Piece(value)) in pairs {
            if key.is_empty() {
                continue;
            }
            self.insert(key, value)?;
        }
        Ok(())
    }

    fn insert(&mut self, key: Cow<'a, str>, value: Cow<'a, str>) -> Result<(), TreeError> {
        match key.find('[') {
            // `a[` and `[b]` are names like any other: there is nothing to nest.
            Some(open) if open > 0 && key.ends_with(']') => {
                let (name, segments) = split(key, open);
                if segments.len() >= MAX_DEPTH {
                    return Err(TreeError::TooDeep);
                }
                self.place(name, &segments, value);
            }
            _ => {
                self.entries.insert(key, Node::Text(value));
            }
        }
        Ok(())
    }

    /// Puts `value` below `name`, making the levels that `segments` name. The depth of the recursion is capped.
    fn place(&mut self, name: Cow<'a, str>, segments: &[Cow<'a, str>], value: Cow<'a, str>) {
        if let Some(index) = index(&name) {
            self.next_index = self.next_index.max(index + 1);
        }
        let Some((next, rest)) = segments.split_first() else {
            self.entries.insert(name, Node::Text(value));
            return;
        };
        let child = self.entries.entry(name).or_insert_with(|| Node::Branch(Branch::default()));
        if matches!(child, Node::Text(_)) {
            // `a=1&a[b]=2`: the last one wins, as for a repeated scalar.
            *child = Node::Branch(Branch::default());
        }
        let Node::Branch(branch) = child else { return };
        let key = if next.is_empty() { branch.element_for(rest) } else { next.clone() };
        branch.place(key, rest, value);
    }

    /// The list element that `a[]…` speaks of: the last one while it lacks what follows, else a new one.
    fn element_for(&self, rest: &[Cow<'_, str>]) -> Cow<'a, str> {
        let Some((last, node)) = self.entries.last() else { return Cow::Borrowed("0") };
        let open = !rest.is_empty() && matches!(node, Node::Branch(element) if !element.has(rest));
        if open {
            return last.clone();
        }
        Cow::Owned(self.next_index.to_string())
    }

    fn has(&self, segments: &[Cow<'_, str>]) -> bool {
        let Some((first, rest)) = segments.split_first() else { return true };
        match self.entries.get(&**first) {
            Some(Node::Branch(branch)) if !rest.is_empty() && rest[0].is_empty() => {
                rest.len() > 1 && branch.has(rest)
            }
            Some(Node::Branch(branch)) => branch.has(rest),
            Some(Node::Text(_)) => true,
            None => false,
        }
    }

    pub fn get(&self, name: &str) -> Option<&Node<'a>> {
        self.entries.get(name)
    }

    pub fn get_mut(&mut self, name: &str) -> Option<&mut Node<'a>> {
        self.entries.get_mut(name)
    }

    /// Takes a parameter out, keeping the others in order.
    pub fn remove(&mut self, name: &str) -> Option<Node<'a>> {
        self.entries.shift_remove(name)
    }

    /// Puts a parameter in, at the end if it is new.
    pub fn set(&mut self, name: impl Into<Cow<'a, str>>, node: Node<'a>) {
        self.entries.insert(name.into(), node);
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &Node<'a>)> {
        self.entries.iter().map(|(name, node)| (name.as_ref(), node))
    }

    pub fn iter_mut(&mut self) -> impl Iterator<Item = (&str, &mut Node<'a>)> {
        self.entries.iter_mut().map(|(name, node)| (name.as_ref(), node))
    }

    pub fn len(&self) -> usize {
        self.entries.len()
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The elements of a list in order of their indices, which need neither start at 0 nor be dense.
    ///
    /// `None` if a key is no index: then this is a hash.
    pub fn elements(&self) -> Option<Vec<&Node<'a>>> {
        let mut numbered = Vec::with_capacity(self.entries.len());
        for (key, node) in &self.entries {
            numbered.push((index(key)?, node));
        }
        numbered.sort_by_key(|(number, _)| *number);
        Some(numbered.into_iter().map(|(_, node)| node).collect())
    }

    /// The same parameters as JSON, lists as objects with their indices as keys: Stripe's form in logs and errors.
    pub fn to_json(&self) -> serde_json::Value {
        let entries = self.entries.iter().map(|(name, node)| (name.clone().into_owned(), node.to_json()));
        serde_json::Value::Object(entries.collect())
    }
}

impl<'a> Node<'a> {
    pub fn text(&self) -> Option<&str> {
        match self {
            Node::Text(text) => Some(text),
            Node::Branch(_) => None,
        }
    }

    pub fn branch(&self) -> Option<&Branch<'a>> {
        match self {
            Node::Text(_) => None,
            Node::Branch(branch) => Some(branch),
        }
    }

    pub fn to_json(&self) -> serde_json::Value {
        match self {
            Node::Text(text) => serde_json::Value::String(text.clone().into_owned()),
            Node::Branch(branch) => branch.to_json(),
        }
    }
}

fn index(key: &str) -> Option<u64> {
    if key.is_empty() || key.len() > 18 || !key.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    key.parse().ok()
}

/// `line_items[0][price]` → `line_items` and `0`, `price`, without copying what was borrowed.
fn split(key: Cow<'_, str>, at: usize) -> (Cow<'_, str>, Vec<Cow<'_, str>>) {
    match key {
        Cow::Borrowed(key) => (Cow::Borrowed(&key[..at]), segments(&key[at..]).map(Cow::Borrowed).collect()),
        Cow::Owned(key) => {
            let segments = segments(&key[at..]).map(|segment| Cow::Owned(segment.to_owned())).collect();
            (Cow::Owned(key[..at].to_owned()), segments)
        }
    }
}

/// `[0][price]` → `0`, `price`.
fn segments(brackets: &str) -> impl Iterator<Item = &str> {
    brackets.strip_prefix('[').unwrap_or(brackets).strip_suffix(']').unwrap_or_default().split("][")
}

/// Refuses `%` without two hex digits and bytes that are not UTF-8, which the URL standard would replace silently.
fn check_encoding(bytes: &[u8]) -> Result<(), TreeError> {
    let mut plain = bytes.is_ascii();
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| *byte == b'%') {
        plain &= escaped(&rest[at + 1..])?.is_ascii();
        rest = &rest[at + 3..];
    }
    if plain {
        return Ok(());
    }
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((&byte, tail)) = rest.split_first() {
        let escape = byte == b'%';
        decoded.push(if escape { escaped(tail)? } else { byte });
        rest = if escape { &tail[2..] } else { tail };
    }
    std::str::from_utf8(&decoded).map(|_| ()).map_err(|_| TreeError::Utf8)
}

/// The byte that two hex digits after a `%` stand for.
fn escaped(digits: &[u8]) -> Result<u8, TreeError> {
    let byte = digits.get(..2).and_then(|pair| Some(hex(pair[0])? << 4 | hex(pair[1])?));
    byte.ok_or(TreeError::PercentEncoding)
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn tree(form: &str) -> serde_json::Value {
        Branch::parse(form.as_bytes()).unwrap().to_json()
    }

    #[test]
    fn brackets_nest_whether_they_are_encoded_or_not() {
        let expected = json!({"a": {"b": {"c": "v"}}});
        assert_eq!(tree("a[b][c]=v"), expected);
        assert_eq!(tree("a%5Bb%5D%5Bc%5D=v"), expected);
    }

    #[test]
    fn both_array_forms_are_lists() {
        assert_eq!(tree("e[]=x&e[]=y"), json!({"e": {"0": "x", "1": "y"}}));
        assert_eq!(tree("e[0]=x&e[1]=y"), json!({"e": {"0": "x", "1": "y"}}));
    }

    #[test]
    fn elements_are_ordered_by_index() {
        let tree = Branch::parse(b"e[10]=c&e[2]=a&e[7]=b").unwrap();
        let list = tree.get("e").unwrap().branch().unwrap().elements().unwrap();
        assert_eq!(list.iter().map(|node| node.text().unwrap()).collect::<Vec<_>>(), ["a", "b", "c"]);
    }

    #[test]
    fn a_repeated_inner_key_starts_a_new_element() {
        assert_eq!(
            tree("i[][price]=a&i[][quantity]=1&i[][price]=b&i[][quantity]=2"),
            json!({"i": {"0": {"price": "a", "quantity": "1"}, "1": {"price": "b", "quantity": "2"}}})
        );
        assert_eq!(
            tree("i[][p][x]=a&i[][p][y]=1&i[][p][x]=b"),
            json!({"i": {"0": {"p": {"x": "a", "y": "1"}}, "1": {"p": {"x": "b"}}}})
        );
        assert_eq!(tree("i[][t][]=a&i[][t][]=b"), json!({"i": {"0": {"t": {"0": "a", "1": "b"}}}}));
    }

    #[test]
    fn the_last_of_repeated_scalars_wins() {
        assert_eq!(tree("a=1&a=2"), json!({"a": "2"}));
        assert_eq!(tree("a=1&a[b]=2"), json!({"a": {"b": "2"}}));
    }

    #[test]
    fn a_key_without_a_value_is_an_empty_string() {
        assert_eq!(tree("a&b="), json!({"a": "", "b": ""}));
    }

    #[test]
    fn odd_brackets_are_plain_names() {
        assert_eq!(tree("a[=1&[b]=2&a]=3"), json!({"a[": "1", "[b]": "2", "a]": "3"}));
    }

    #[test]
    fn broken_encodings_are_refused() {
        assert_eq!(Branch::parse(b"a=%zz"), Err(TreeError::PercentEncoding));
        assert_eq!(Branch::parse(b"a=%4"), Err(TreeError::PercentEncoding));
        assert_eq!(Branch::parse(b"a=%ff"), Err(TreeError::Utf8));
        assert_eq!(Branch::parse(b"a=\xff"), Err(TreeError::Utf8));
    }

    #[test]
    fn bombs_are_refused() {
        let deep = format!("a{}=1", "[b]".repeat(50_000));
        assert_eq!(Branch::parse(deep.as_bytes()), Err(TreeError::TooDeep));
        let many = "a=1&".repeat(MAX_PARAMETERS + 1);
        assert_eq!(Branch::parse(many.as_bytes()), Err(TreeError::TooMany));
    }
}
