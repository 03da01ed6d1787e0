use super::field::{Found, Read};
use super::{Clause, Field, Joined, Operand, Operator, Query, Searchable};
use crate::error::{Refusal, inferred, refusal};

/// Fewest characters of a substring.
const MIN_SUBSTRING: usize = 3;

/// Which objects of a kind a query finds.
#[derive(Debug)]
pub struct Filter<T: Searchable> {
    conditions: Vec<Condition<T>>,
    joined: Joined,
}

/// A clause on a field that the resource has.
#[derive(Debug)]
struct Condition<T: Searchable> {
    negated: bool,
    field: &'static Field<T>,
    key: Option<String>,
    test: Test,
}

/// Text to compare is in lower case here.
#[derive(Debug)]
enum Test {
    Absent,
    Equals(String),
    Words(Vec<String>),
    Contains(String),
    Compares(Operator, i64),
}

impl<T: Searchable> Filter<T> {
    /// Ties a query to the fields of its resource.
    ///
    /// # Errors
    /// A field the resource does not have, or an operator or value the field does not.
    pub fn new(query: Query) -> Result<Self, Refusal> {
        let conditions = query.clauses.into_iter().map(Condition::new).collect::<Result<_, _>>()?;
        Ok(Filter { conditions, joined: query.joined })
    }

    pub fn finds(&self, object: &T) -> bool {
        match self.joined {
            Joined::And => self.conditions.iter().all(|condition| condition.holds(object)),
            Joined::Or => self.conditions.iter().any(|condition| condition.holds(object)),
        }
    }
}

impl<T: Searchable> Condition<T> {
    fn new(clause: Clause) -> Result<Self, Refusal> {
        let Clause { negated, field: name, key, operator, operand } = clause;
        let field = T::FIELDS
            .iter()
            .find(|field| field.name == name)
            .ok_or_else(|| refusal::unsupported_search_field(&name, T::PLURAL))?;
        if key.is_some() != matches!(field.read, Read::Metadata(_)) {
            return Err(refusal::unreadable_query());
        }
        let unsupported = || inferred::unsupported_search_operator(operator, field.name);
        let test = match (operand, operator, &field.read) {
            (Operand::Null, Operator::Matches, _) => Test::Absent,
            (Operand::Text(text), operator, Read::Number(_)) if operator != Operator::Contains => {
                let number = text.trim().parse();
                Test::Compares(operator, number.map_err(|_| inferred::not_a_number(&text, field.name))?)
            }
            (Operand::Text(text), Operator::Matches, Read::Text(_)) => Test::words(&text),
            (Operand::Text(text), Operator::Matches, _) => Test::Equals(text.to_lowercase()),
            (Operand::Text(text), Operator::Contains, Read::Text(_)) => {
                if text.chars().count() < MIN_SUBSTRING {
                    return Err(inferred::substring_too_short(MIN_SUBSTRING));
                }
                Test::Contains(text.to_lowercase())
            }
            _ => return Err(unsupported()),
        };
        Ok(Condition { negated, field, key, test })
    }

    fn holds(&self, object: &T) -> bool {
        self.test.passes(self.field.of(object, self.key.as_deref())) != self.negated
    }
}

impl Test {
    fn words(text: &str) -> Self {
        let words = words(text);
        if words.is_empty() { Test::Equals(text.to_lowercase()) } else { Test::Words(words) }
    }

    fn passes(&self, found: Option<Found<'_>>) -> bool {
        match (self, found) {
            (Test::Absent, found) => found.is_none(),
            (Test::Equals(wanted), Some(Found::Text(text))) => text.to_lowercase() == *wanted,
            (Test::Words(wanted), Some(Found::Text(text))) => {
                words(text).windows(wanted.len()).any(|some| some == wanted.as_slice())
            }
            (Test::Contains(wanted), Some(Found::Text(text))) => text.to_lowercase().contains(wanted),
            (Test::Compares(operator, bound), Some(Found::Number(number))) => match operator {
                Operator::Less => number < *bound,
                Operator::LessOrEqual => number <= *bound,
                Operator::Greater => number > *bound,
                Operator::GreaterOrEqual => number >= *bound,
                Operator::Matches | Operator::Contains => number == *bound,
            },
            _ => false,
        }
    }
}

/// The words of a text in lower case, without the punctuation around them.
fn words(text: &str) -> Vec<String> {
    let bare = |word: &str| word.trim_matches(|character: char| !character.is_alphanumeric()).to_lowercase();
    text.split_whitespace().map(bare).filter(|word| !word.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(wanted: &str, text: &str) -> bool {
        Test::words(wanted).passes(Some(Found::Text(text)))
    }

    #[test]
    fn text_matches_by_words_in_a_row() {
        assert!(matches("one two three", "one two three"));
        assert!(matches("One TWO three", "zero, one two three four."));
        assert!(matches("amy@rocketrides.io", "Amy@RocketRides.io"));
        assert!(!matches("one three", "one two three"));
        assert!(!matches("two one", "one two"));
        assert!(!matches("on", "one"));
        assert!(!matches("rocketrides.io", "amy@rocketrides.io"));
        assert!(matches("Ärger", "ärger"));
    }

    #[test]
    fn text_without_words_matches_itself_only() {
        assert!(matches("!!!", "!!!"));
        assert!(!matches("!!!", "what!!!"));
        assert!(!matches("", "one"));
    }
}
