use reqwest::header::HeaderMap;
use serde_json::Value;

/// What a client got back.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    /// The body, byte for byte.
    pub(crate) text: String,
}

impl Answer {
    /// The object of a 200.
    #[track_caller]
    pub(crate) fn object(&self) -> Value {
        assert_eq!(self.status, 200, "{}", self.text);
        self.json()
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {:?}", self.text))
    }

    /// The id of a 200's object.
    #[track_caller]
    pub(crate) fn id(&self) -> String {
        self.object()["id"].as_str().unwrap().to_owned()
    }

    /// The ids on a page of a list or of search results.
    #[track_caller]
    pub(crate) fn ids(&self) -> Vec<String> {
        let list = self.object();
        assert!(["list", "search_result"].iter().any(|kind| list["object"] == *kind), "{list}");
        let data = list["data"].as_array().unwrap();
        data.iter().map(|object| object["id"].as_str().unwrap().to_owned()).collect()
    }

    /// The error of anything but a 200, to compare with [`error`] and its like.
    #[track_caller]
    pub(crate) fn error(&self) -> Fault {
        assert_ne!(self.status, 200, "{}", self.text);
        let body = self.json();
        let text = |name: &str| body["error"][name].as_str().unwrap_or_default().to_owned();
        Fault {
            status: self.status,
            kind: text("type"),
            code: text("code"),
            param: text("param"),
            message: text("message"),
        }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

/// A refusal in one piece. An absent field is an empty string.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) status: u16,
    pub(crate) kind: String,
    pub(crate) code: String,
    pub(crate) param: String,
    pub(crate) message: String,
}

impl Fault {
    pub(crate) fn kind(mut self, kind: &str) -> Self {
        kind.clone_into(&mut self.kind);
        self
    }

    pub(crate) fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }
}

/// A 400 `invalid_request_error`. Empty strings are fields that are absent.
pub(crate) fn error(code: &str, param: &str, message: &str) -> Fault {
    Fault {
        status: 400,
        kind: "invalid_request_error".into(),
        code: code.into(),
        param: param.into(),
        message: message.into(),
    }
}

/// The 404 of an object named in the path.
pub(crate) fn not_found(param: &str, message: &str) -> Fault {
    error("resource_missing", param, message).status(404)
}

pub(crate) fn unauthenticated(code: &str, message: &str) -> Fault {
    error(code, "", message).status(401)
}

/// The 409 of a key whose first request is still running.
pub(crate) fn conflict(key: &str) -> Fault {
    let message = format!(
        "There is currently another in-progress request using this Idempotent Key (that probably means you submitted \
         twice, and the other request is still going through): {key}. Please try again later."
    );
    error("idempotency_key_in_use", "", &message).status(409)
}
