//! Any `Deserialize` type → the parameters it takes.
//!
//! The type is asked through the same serde calls that decode a request: a run goes down to one parameter not seen
//! before and stops there, and as many runs as there are parameters draw the whole schema. It is drawn once per type,
//! when an error or the conformance test first needs it.
//!
//! A parameter is optional if its type is `Option`; `#[serde(default)]` is not used on params, so that the type says it.

use std::any::TypeId;
use std::fmt;
use std::sync::LazyLock;

use dashmap::DashMap;
use serde::de::{self, DeserializeOwned, DeserializeSeed, IntoDeserializer, Visitor};

use super::{EMPTYABLE, SCALAR_OR_STRUCT, TEXT_MAP};

/// One parameter of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    pub name: &'static str,
    pub required: bool,
    /// Whether an empty string unsets it.
    pub emptyable: bool,
    pub kind: Kind,
}

/// What a parameter holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    Text,
    Integer,
    Boolean,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// Named parameters; `or_scalar` if a plain integer may stand in their place.
    Object {
        fields: Vec<Parameter>,
        or_scalar: bool,
    },
    List(Box<Kind>),
    /// Any names, values of one kind.
    Map(Box<Kind>),
    /// Metadata: any names, text.
    TextMap,
    /// Taken whatever it is, and not looked into.
    Unread,
}

/// The parameters of a params type, in the order of its fields.
pub fn schema<T: DeserializeOwned + 'static>() -> &'static [Parameter] {
    static DRAWN: LazyLock<DashMap<TypeId, &'static [Parameter]>> = LazyLock::new(DashMap::new);
    if let Some(drawn) = DRAWN.get(&TypeId::of::<T>()) {
        return *drawn;
    }
    let drawn: &'static [Parameter] = Box::leak(draw::<T>().into_boxed_slice());
    DRAWN.insert(TypeId::of::<T>(), drawn);
    drawn
}

fn draw<T: DeserializeOwned>() -> Vec<Parameter> {
    let mut sketch = Sketch::default();
    while !sketch.complete {
        let explored = T::deserialize(Prober(&mut sketch));
        if explored.is_ok() {
            break;
        }
    }
    match sketch.finish() {
        Kind::Object { fields, .. } => fields,
        _ => Vec::new(),
    }
}

/// What is known so far of one place.
#[derive(Debug, Default)]
struct Sketch {
    optional: bool,
    emptyable: bool,
    complete: bool,
    shape: Shape,
}

#[derive(Debug, Default)]
enum Shape {
    #[default]
    Unknown,
    Leaf(Kind),
    Object {
        fields: Vec<(&'static str, Sketch)>,
        or_scalar: bool,
    },
    List(Box<Sketch>),
    Map(Box<Sketch>),
}

impl Sketch {
    fn finish(self) -> Kind {
        match self.shape {
            Shape::Unknown => Kind::Text,
            Shape::Leaf(kind) => kind,
            Shape::List(element) => Kind::List(Box::new(element.finish())),
            Shape::Map(value) => Kind::Map(Box::new(value.finish())),
            Shape::Object { fields, or_scalar } => {
                let fields = fields.into_iter().map(|(name, sketch)| Parameter {
                    name,
                    required: !sketch.optional,
                    emptyable: sketch.emptyable,
                    kind: sketch.finish(),
                });
                Kind::Object { fields: fields.collect(), or_scalar }
            }
        }
    }

    fn leaf(&mut self, kind: Kind) -> Stop {
        self.shape = Shape::Leaf(kind);
        self.complete = true;
        Stop
    }
}

/// Ends a run: nothing is wrong, something was learnt.
#[derive(Debug)]
struct Stop;

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("probing")
    }
}

impl std::error::Error for Stop {}

impl de::Error for Stop {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Stop
    }
}

struct Prober<'s>(&'s mut Sketch);

impl<'de> de::Deserializer<'de> for Prober<'_> {
    type Error = Stop;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Stop> {
        Err(self.0.leaf(Kind::Text))
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Stop> {
        Err(self.0.leaf(Kind::Unread))
    }

    fn deserialize_bool<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Stop> {
        Err(self.0.leaf(Kind::Boolean))
    }

    fn deserialize_i64<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Stop> {
        Err(self.0.leaf(Kind::Integer))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Stop> {
        Err(self.0.leaf(Kind::Choice(variants)))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        self.0.optional = true;
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Stop> {
        if name == EMPTYABLE {
            self.0.emptyable = true;
        }
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        if matches!(self.0.shape, Shape::Unknown) {
            self.0.shape = Shape::List(Box::default());
        }
        let Shape::List(element) = &mut self.0.shape else { return Err(Stop) };
        let seen = visitor.visit_seq(One(element, None));
        self.0.complete = element.complete;
        seen
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        if matches!(self.0.shape, Shape::Unknown) {
            self.0.shape = Shape::Map(Box::default());
        }
        let Shape::Map(value) = &mut self.0.shape else { return Err(Stop) };
        let seen = visitor.visit_map(One(value, Some("{}")));
        self.0.complete = value.complete;
        seen
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Stop> {
        if name == TEXT_MAP {
            return Err(self.0.leaf(Kind::TextMap));
        }
        if matches!(self.0.shape, Shape::Unknown) {
            let fields = fields.iter().map(|name| (*name, Sketch::default())).collect();
            self.0.shape = Shape::Object { fields, or_scalar: name == SCALAR_OR_STRUCT };
        }
        let Shape::Object { fields, .. } = &mut self.0.shape else { return Err(Stop) };
        let Some((name, next)) = fields.iter_mut().find(|(_, sketch)| !sketch.complete) else {
            self.0.complete = true;
            return Err(Stop);
        };
        let name: &'static str = name;
        let seen = visitor.visit_map(One(next, Some(name)));
        self.0.complete = fields.iter().all(|(_, sketch)| sketch.complete);
        seen
    }

    serde::forward_to_deserialize_any! {
        i8 i16 i32 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct tuple
        tuple_struct identifier
    }
}

/// The one place a run goes down to, as a list element or as a named entry.
struct One<'s>(&'s mut Sketch, Option<&'static str>);

impl<'de> de::SeqAccess<'de> for One<'_> {
    type Error = Stop;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Stop> {
        seed.deserialize(Prober(self.0)).map(Some)
    }
}

impl<'de> de::MapAccess<'de> for One<'_> {
    type Error = Stop;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Stop> {
        self.1.take().map(|name| seed.deserialize(name.into_deserializer())).transpose()
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Stop> {
        seed.deserialize(Prober(self.0))
    }
}
