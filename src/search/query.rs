use std::fmt;

use crate::error::{Refusal, inferred, refusal};

/// Most clauses a query may have.
const MAX_CLAUSES: usize = 10;

/// A query as it was written; whether a resource has its fields is not yet known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    pub clauses: Vec<Clause>,
    pub joined: Joined,
}

/// How clauses combine; there are no parentheses, so it is one way for the whole query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joined {
    And,
    Or,
}

/// `-metadata["color"]:"red"`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    pub negated: bool,
    pub field: String,
    /// What stands in brackets behind the field.
    pub key: Option<String>,
    pub operator: Operator,
    pub operand: Operand,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    Matches,
    Contains,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Operand {
    /// Stands for a field that is not there.
    Null,
    /// Text without its quotes, or a bare number.
    Text(String),
}

/// A longer sign goes before the one it begins with.
const OPERATORS: &[(&str, Operator)] = &[
    (":", Operator::Matches),
    ("~", Operator::Contains),
    ("<=", Operator::LessOrEqual),
    ("<", Operator::Less),
    (">=", Operator::GreaterOrEqual),
    (">", Operator::Greater),
];

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = OPERATORS.iter().find(|(_, operator)| operator == self);
        f.write_str(sign.map_or("", |(sign, _)| sign))
    }
}

impl Query {
    /// Reads a query.
    ///
    /// # Errors
    /// It is no query, has too many clauses, or mixes `AND` and `OR`.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let mut parser = Parser { rest: text.trim() };
        let mut clauses = vec![parser.clause().ok_or_else(refusal::unreadable_query)?];
        let mut joined = None;
        while !parser.rest.is_empty() {
            let join = parser.join().ok_or_else(refusal::unreadable_query)?;
            clauses.push(parser.clause().ok_or_else(refusal::unreadable_query)?);
            if joined.is_some_and(|before| before != join) {
                return Err(inferred::and_with_or());
            }
            joined = Some(join);
        }
        if clauses.len() > MAX_CLAUSES {
            return Err(inferred::too_many_clauses(MAX_CLAUSES));
        }
        Ok(Query { clauses, joined: joined.unwrap_or(Joined::And) })
    }
}

/// What is left to read. A method that finds nothing it knows answers `None`: the query is unreadable then.
struct Parser<'q> {
    rest: &'q str,
}

impl<'q> Parser<'q> {
    fn clause(&mut self) -> Option<Clause> {
        let negated = self.take("-");
        let field = self
            .run_of(|character| character.is_ascii_alphanumeric() || character == '_' || character == '.')?;
        let key = if self.take("[") {
            let key = self.quoted()?;
            self.take("]").then_some(Some(key))?
        } else {
            None
        };
        let operator = self.operator()?;
        self.rest = self.rest.trim_start();
        let operand = self.operand()?;
        Some(Clause { negated, field: field.to_owned(), key, operator, operand })
    }

    /// What stands between two clauses: white space at least, which means `AND`.
    fn join(&mut self) -> Option<Joined> {
        let rest = self.rest.trim_start();
        if rest.len() == self.rest.len() {
            return None;
        }
        self.rest = rest;
        for (word, join) in [("and", Joined::And), ("or", Joined::Or)] {
            let Some((start, rest)) = self.rest.split_at_checked(word.len()) else { continue };
            if start.eq_ignore_ascii_case(word) && rest.starts_with(char::is_whitespace) {
                self.rest = rest.trim_start();
                return Some(join);
            }
        }
        Some(Joined::And)
    }

    fn operator(&mut self) -> Option<Operator> {
        OPERATORS.iter().find(|(sign, _)| self.take(sign)).map(|(_, operator)| *operator)
    }

    fn operand(&mut self) -> Option<Operand> {
        if self.rest.starts_with(['"', '\'']) {
            return self.quoted().map(Operand::Text);
        }
        let word = self.run_of(|character| !character.is_whitespace())?;
        if word.eq_ignore_ascii_case("null") {
            return Some(Operand::Null);
        }
        is_number(word).then(|| Operand::Text(word.to_owned()))
    }

    /// Text in quotes of either kind; a backslash takes its meaning from the quote behind it.
    fn quoted(&mut self) -> Option<String> {
        let mut characters = self.rest.chars();
        let quote = characters.next().filter(|character| ['"', '\''].contains(character))?;
        let mut text = String::new();
        loop {
            match characters.next()? {
                '\\' => text.push(characters.next()?),
                character if character == quote => break,
                character => text.push(character),
            }
        }
        self.rest = characters.as_str();
        Some(text)
    }

    fn take(&mut self, sign: &str) -> bool {
        let rest = self.rest.strip_prefix(sign);
        if let Some(rest) = rest {
            self.rest = rest;
        }
        rest.is_some()
    }

    /// The characters from here on that pass, of which there must be one.
    fn run_of(&mut self, passes: impl Fn(char) -> bool) -> Option<&'q str> {
        let end = self.rest.find(|character| !passes(character)).unwrap_or(self.rest.len());
        let (run, rest) = self.rest.split_at(end);
        self.rest = rest;
        (!run.is_empty()).then_some(run)
    }
}

fn is_number(word: &str) -> bool {
    let digits = word.strip_prefix('-').unwrap_or(word);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    all_digits(whole) && all_digits(fraction)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clause(field: &str, operator: Operator, value: &str) -> Clause {
        let operand = Operand::Text(value.to_owned());
        Clause { negated: false, field: field.to_owned(), key: None, operator, operand }
    }

    fn one(text: &str) -> Clause {
        let Query { mut clauses, joined } = Query::parse(text).unwrap();
        assert_eq!((clauses.len(), joined), (1, Joined::And), "{text}");
        clauses.remove(0)
    }

    #[test]
    fn a_clause_is_a_field_an_operator_and_a_value() {
        let email = clause("email", Operator::Matches, "amy@rocketrides.io");
        assert_eq!(one(r#"email:"amy@rocketrides.io""#), email);
        assert_eq!(one("  email:'amy@rocketrides.io' "), email);
        assert_eq!(one(r#"email: "amy@rocketrides.io""#), email);
        assert_eq!(one(r#"name~"amy""#), clause("name", Operator::Contains, "amy"));
        assert_eq!(
            one(r#"-currency:"jpy""#),
            Clause { negated: true, ..clause("currency", Operator::Matches, "jpy") }
        );
        assert_eq!(one("url:NULL").operand, Operand::Null);
        assert_eq!(one("url:'null'").operand, Operand::Text("null".into()));
        for (sign, operator) in OPERATORS {
            assert_eq!(one(&format!("created{sign}1620310503")), clause("created", *operator, "1620310503"));
            assert_eq!(one(&format!("created{sign}'-10'")), clause("created", *operator, "-10"));
            assert_eq!(operator.to_string(), *sign);
        }
    }

    #[test]
    fn metadata_is_named_by_its_key() {
        for text in [r#"metadata["donation-id"]:"asdf-jkl""#, "metadata['donation-id']:'asdf-jkl'"] {
            let key = Some("donation-id".to_owned());
            assert_eq!(one(text), Clause { key, ..clause("metadata", Operator::Matches, "asdf-jkl") });
        }
    }

    #[test]
    fn quotes_inside_quotes_are_escaped() {
        let story = "the story called \"The Sky and the Sea.\"";
        let text = r#"description:"the story called \"The Sky and the Sea.\"""#;
        assert_eq!(one(text), clause("description", Operator::Matches, story));
        assert_eq!(one(r"name:'O\'Brien'"), clause("name", Operator::Matches, "O'Brien"));
        assert_eq!(one(r#"name:"O'Brien""#), clause("name", Operator::Matches, "O'Brien"));
        assert_eq!(one(r#"name:"a\\""#), clause("name", Operator::Matches, "a\\"));
    }

    #[test]
    fn clauses_are_joined_by_space_and_or() {
        let joined = |text: &str| {
            let query = Query::parse(text).unwrap();
            (query.clauses.len(), query.joined)
        };
        assert_eq!(joined("a:'1' b:'2'"), (2, Joined::And));
        assert_eq!(joined("a:'1' AND b:'2'\tand  c:'3' d:'4'"), (4, Joined::And));
        assert_eq!(joined("a:'1' OR b:'2' or c:'3'"), (3, Joined::Or));
        // A field may begin with one of the words, and a value may be one.
        assert_eq!(joined("a:'and' order:'or' android:'2'"), (3, Joined::And));
        for mixed in ["a:'1' AND b:'2' OR c:'3'", "a:'1' b:'2' OR c:'3'", "a:'1' or b:'2' c:'3'"] {
            assert_eq!(Query::parse(mixed), Err(inferred::and_with_or()), "{mixed}");
        }
    }

    #[test]
    fn ten_clauses_are_the_most() {
        let query = |clauses: usize| Query::parse(&vec!["a:1"; clauses].join(" "));
        assert_eq!(query(10).map(|query| query.clauses.len()), Ok(10));
        assert_eq!(query(11), Err(inferred::too_many_clauses(10)));
    }

    #[test]
    fn what_is_no_query_is_refused() {
        let malformed = [
            "",
            " ",
            "asdf",
            "two words",
            "-",
            "--a:1",
            "- a:1",
            ":",
            "a",
            "a:",
            "a: ",
            "a~",
            "a>",
            ":1",
            "a::1",
            "a=1",
            "a!1",
            "a:=1",
            "a>>1",
            "a<>1",
            "a:usd",
            "a:true",
            "a:nullish",
            "a:'",
            "a:\"",
            "a:'1",
            "a:'1\"",
            "a:'\\'",
            "a:'\\",
            "a:1.",
            "a:.5",
            "a:1e3",
            "a:--1",
            "a:+1",
            "a:'1'b:'2'",
            "a:1,b:2",
            "a:1 AND",
            "a:1 OR ",
            "AND a:1",
            "OR",
            "a:1 AND AND b:2",
            "a:1 AND OR b:2",
            "a:1 && b:2",
            "(a:1)",
            "a:1 (b:2)",
            "a :1",
            "metadata[a]:1",
            "metadata[]:1",
            "metadata['a':1",
            "metadata['a]:1",
            "metadata'a']:1",
            "metadata['a'] :1",
            "['a']:1",
            "metadata['a']",
            "metadata['a']['b']:1",
            "ä:1",
            "a:ä",
            "ä",
            "a:1 ä",
            "a:1 oä",
            "\u{0}",
            "a:\u{0}",
            "a[",
            "a:1\u{a0}b",
            "🦀:'🦀",
            "*",
            "*:*",
            "%",
            "a:*",
            "{\"a\":1}",
            "a:[1 TO 2]",
            "NOT a:1",
            "SELECT 1",
            "';--",
        ];
        for text in malformed {
            assert_eq!(Query::parse(text), Err(refusal::unreadable_query()), "{text:?}");
        }
    }

    #[test]
    fn no_text_makes_it_panic() {
        let pieces = [
            "a", "metadata", "[", "]", "'", "\"", "\\", ":", "~", "<", "=", " ", "-", "OR", "é", "null", "1",
        ];
        for one in pieces {
            for two in pieces {
                for three in pieces {
                    for four in pieces {
                        let _ = Query::parse(&[one, two, three, four].concat());
                        let _ = Query::parse(&["metadata['k']:'v' ", one, two, three, four].concat());
                    }
                }
            }
        }
        for length in [1_000, 100_000] {
            for piece in pieces {
                let _ = Query::parse(&piece.repeat(length));
            }
        }
    }
}
