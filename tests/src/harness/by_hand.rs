//! A check by hand: the commands for curl that send the same bytes.

use crate::external::quoted;
use crate::trace::{Action, Event, Way};

/// Longer commands are no help.
const MAX_COMMAND: usize = 600;

/// Requests before the last one are shown if they may have stored something, at most this many.
const MAX_BEFORE: usize = 2;

/// The last request as a command for curl, after the commands for requests that may have stored something
/// just before. Empty if curl cannot send the last one.
#[must_use]
pub fn curl_commands(events: &[Event], address: &str) -> Vec<String> {
    let mut connections: Vec<usize> = Vec::new();
    for event in events.iter().filter(|event| matches!(event.action, Action::Bytes(Way::Sent, _))) {
        connections.retain(|connection| *connection != event.connection);
        connections.push(event.connection);
    }
    let mut requests = connections.iter().rev().map(|connection| sent(events, *connection));
    let Some(last) = requests.next().flatten().and_then(|bytes| curl(&bytes, address)) else {
        return Vec::new();
    };
    let before = requests.take(MAX_BEFORE).map_while(|bytes| bytes.filter(|bytes| stores(bytes)));
    let before = before.map_while(|bytes| curl(&bytes, address));
    let mut commands: Vec<String> = [last].into_iter().chain(before).collect();
    commands.reverse();
    commands
}

fn stores(request: &[u8]) -> bool {
    !request.starts_with(b"GET ") && !request.starts_with(b"HEAD ")
}

/// The bytes of a connection on which the client sent once, in one piece, and then only read.
#[must_use]
pub fn sent(events: &[Event], connection: usize) -> Option<Vec<u8>> {
    let mut bytes = None;
    for event in events.iter().filter(|event| event.connection == connection) {
        match &event.action {
            Action::Bytes(Way::Sent, excerpt) => {
                let whole = excerpt.pieces == 1 && excerpt.length == excerpt.beginning.len();
                if bytes.is_some() || !whole {
                    return None;
                }
                bytes = Some(excerpt.beginning.clone());
            }
            Action::Note(note) if note.starts_with("the client") => return None,
            _ => {}
        }
    }
    bytes
}

/// The parts of a request that curl can send.
struct Request<'a> {
    method: &'a str,
    target: &'a str,
    version: &'a str,
    headers: Vec<(&'a str, &'a str)>,
    body: &'a str,
}

fn parse(bytes: &[u8]) -> Option<Request<'_>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let (head, body) = text.split_once("\r\n\r\n")?;
    let (line, headers) = head.split_once("\r\n").unwrap_or((head, ""));
    let [method, target, version] = line.split(' ').collect::<Vec<_>>().try_into().ok()?;
    let headers = headers.split("\r\n").filter(|line| !line.is_empty());
    let headers = headers.map(|line| line.split_once(':')).collect::<Option<Vec<_>>>()?;
    Some(Request { method, target, version, headers, body })
}

impl<'a> Request<'a> {
    fn values(&self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let named = self.headers.iter().filter(move |(known, _)| known.eq_ignore_ascii_case(name));
        named.map(|(_, value)| value.trim())
    }

    /// Whether curl sends these bytes, and adds no more than `User-Agent` and `Accept`.
    fn is_plain(&self) -> bool {
        let is_token = |text: &str| !text.is_empty() && text.bytes().all(is_token_byte);
        let is_value = |text: &str| text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
        let is_target = |text: &str| text.bytes().all(|byte| (b'!'..=b'~').contains(&byte));
        is_token(self.method)
            && is_target(self.target)
            && self.headers.iter().all(|(name, value)| is_token(name) && is_value(value))
            && self.headers.iter().all(|(_, value)| !value.trim().is_empty())
            && self.body.chars().all(|character| !character.is_control())
            && !self.body.starts_with('@')
            && self.values("Host").count() <= 1
            && self.values("Transfer-Encoding").chain(self.values("Expect")).next().is_none()
            && self.length_is_that_of_the_body()
    }

    /// With data, curl sends the length itself.
    fn length_is_that_of_the_body(&self) -> bool {
        let length = self.body.len().to_string();
        let given: Vec<&str> = self.values("Content-Length").collect();
        match given.as_slice() {
            [] => self.body.is_empty(),
            [given] => *given == length && self.method != "HEAD",
            _ => false,
        }
    }

    fn has_data(&self) -> bool {
        self.values("Content-Length").next().is_some()
    }
}

fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// The command that sends this request to a server at this address.
#[must_use]
pub fn curl(bytes: &[u8], address: &str) -> Option<String> {
    let request = parse(bytes).filter(Request::is_plain)?;
    let mut words = vec!["curl".to_string()];
    match (request.method, request.has_data()) {
        ("HEAD", _) => words.push("-I".into()),
        ("GET", false) | ("POST", true) => words.push("-i".into()),
        (method, _) => words.extend(["-i".into(), "-X".into(), method.into()]),
    }
    match request.version {
        "HTTP/1.1" => {}
        "HTTP/1.0" => words.push("-0".into()),
        _ => return None,
    }
    words.extend(headers(&request));
    if request.has_data() {
        words.extend(["--data-binary".into(), request.body.into()]);
    }
    words.extend(place(request.target, address));
    let words: Vec<String> = words.iter().map(|word| quoted(word)).collect();
    Some(words.join(" ")).filter(|command| command.len() <= MAX_COMMAND)
}

/// The headers that curl would not send by itself, and those that it must not add.
fn headers(request: &Request<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    for (name, value) in &request.headers {
        let is_default = name.eq_ignore_ascii_case("Host") && value.trim() == "localhost";
        if !is_default && !name.eq_ignore_ascii_case("Content-Length") {
            lines.push(format!("{name}:{value}"));
        }
    }
    if request.values("Host").next().is_none() {
        lines.push("Host:".into());
    }
    if request.has_data() && request.values("Content-Type").next().is_none() {
        lines.push("Content-Type:".into());
    }
    lines.into_iter().flat_map(|line| ["-H".to_string(), line]).collect()
}

/// The URL, and what keeps curl from changing it.
fn place(target: &str, address: &str) -> Vec<String> {
    let is_simple = target.starts_with('/') && !target.contains('#');
    if !is_simple {
        return vec!["--request-target".into(), target.into(), format!("http://{address}/")];
    }
    let mut words = Vec::new();
    if target.split(['/', '?']).any(|part| part == "." || part == "..") {
        words.push("--path-as-is".into());
    }
    if target.contains(['[', ']', '{', '}']) {
        words.push("--globoff".into());
    }
    words.push(format!("http://{address}{target}"));
    words
}
