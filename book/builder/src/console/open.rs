//! What is left open on a page: dates, ports of clients, durations. They are different each time.

use regex::{Captures, Regex};
use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

/// A port that a system gives to a client has five digits. The pages' own have four.
const PLACES: [&str; 6] = [
    r"(?<date>[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT)",
    r"(?:127\.0\.0\.1|\[::1\]):(?<port>\d{5})\b",
    r"\b(?:in|after) (?<duration>\d+(?:\.\d+)?) ?(?:s|ms|seconds|milliseconds)\b",
    // What bash says after `time`.
    r"^(?:real|user|sys)\t(?<time>\d+m\d+\.\d{3}s)$",
    // The system's own number of the thread, which older compilers leave out.
    r"^thread '[^']*' (?<thread>(?:\(\d+\) )?)panicked",
    // What curl says of a closed port: other versions have other words.
    r"Failed to connect to (?<refusal>\S+ (?:port \d+ )?(?:via \S+ )?after \d+ ms: Could(?:n't| not)) connect",
];

/// The pages show the numbers that Linux gives to errors. Other systems have others.
const FOREIGN: &str = r"(?:os error |Os \{ code: )(?<code>\d+)";

const NAMES: [&str; 7] = ["date", "port", "duration", "time", "thread", "refusal", "code"];

static OPEN: LazyLock<Regex> = LazyLock::new(|| {
    let mut places = PLACES.to_vec();
    if !cfg!(target_os = "linux") {
        places.push(FOREIGN);
    }
    Regex::new(&places.join("|")).expect("it is a right pattern")
});

const PLAUSIBLE_DATE: &str = "Sat, 21 Nov 2026 09:00:00 GMT";
const PLAUSIBLE_THREAD: &str = "(4223) ";

/// Ports that a new line of a page is given, in this order.
const PLAUSIBLE_PORTS: std::ops::RangeInclusive<u16> = 50_112..=59_998;

/// The line with a mark for each open place: two lines with the same are alike.
pub fn closed(line: &str) -> String {
    replaced(line, |name, _| format!("\u{0}{name}\u{0}"))
}

/// The names and the values of the open places.
fn places(line: &str) -> Vec<(String, String)> {
    let mut places = Vec::new();
    replaced(line, |name, value| {
        places.push((name.to_string(), value.to_string()));
        String::new()
    });
    places
}

/// The line with its open places filled anew: `fill` is given the name of each and its value.
fn replaced(line: &str, mut fill: impl FnMut(&str, &str) -> String) -> String {
    let fill_one = |captures: &Captures<'_>| {
        let found = NAMES.iter().find_map(|name| Some((*name, captures.name(name)?)));
        let whole = captures.get_match();
        let Some((name, place)) = found else { return whole.as_str().to_string() };
        let before = &line[whole.start()..place.start()];
        let after = &line[place.end()..whole.end()];
        format!("{before}{}{after}", fill(name, place.as_str()))
    };
    OPEN.replace_all(line, fill_one).into_owned()
}

/// Values that a page shows for those that came: the same for the same port.
#[derive(Debug, Default)]
pub struct Plausible {
    /// By the port that came.
    ports: HashMap<String, String>,
    /// Ports that are on the page.
    taken: BTreeSet<String>,
}

impl Plausible {
    /// For a page with this text.
    pub fn new(page: &str) -> Plausible {
        let taken = page.lines().flat_map(places).map(|(_, value)| value).collect();
        Plausible { ports: HashMap::new(), taken }
    }

    /// These two lines are alike: where a port of the second comes again, it is that of the first.
    pub fn learn(&mut self, shown: &str, printed: &str) {
        for ((name, came), (_, shown)) in places(printed).into_iter().zip(places(shown)) {
            if name == "port" {
                self.ports.insert(came, shown);
            }
        }
    }

    /// The line as the page may show it, with the values that the page had in a line like it.
    pub fn line_like(&mut self, shown: &str, printed: &str) -> String {
        let names = |line| places(line).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
        if names(shown) != names(printed) {
            return self.line(printed);
        }
        self.learn(shown, printed);
        let mut values = places(shown).into_iter().map(|(_, value)| value);
        replaced(printed, |_, value| values.next().unwrap_or_else(|| value.to_string()))
    }

    /// The line as the page may show it.
    pub fn line(&mut self, printed: &str) -> String {
        replaced(printed, |name, value| match name {
            "date" => PLAUSIBLE_DATE.to_string(),
            "port" => self.port(value),
            "duration" => duration(value),
            "thread" if !value.is_empty() => PLAUSIBLE_THREAD.to_string(),
            _ => value.to_string(),
        })
    }

    fn port(&mut self, came: &str) -> String {
        let taken = &mut self.taken;
        let new = || {
            let mut free = PLAUSIBLE_PORTS.step_by(2).map(|port| port.to_string());
            let port = free.find(|port| !taken.contains(port)).unwrap_or_else(|| came.to_string());
            taken.insert(port.clone());
            port
        };
        self.ports.entry(came.to_string()).or_insert_with(new).clone()
    }
}

/// As many places as came with it, but one digit that counts: 0.37 is 0.40. Whole numbers from 100 on end in 01.
fn duration(value: &str) -> String {
    let places = value.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    match (places, value.parse::<f64>()) {
        (0, Ok(number)) if number >= 100.0 => format!("{}", (number / 100.0).floor() * 100.0 + 1.0),
        (1.., Ok(number)) if number < 1.0 => {
            format!("{:.places$}", (number * 10.0).round() / 10.0)
        }
        _ => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn open_places_make_lines_alike() {
        let alike = [
            ("Date: Sat, 21 Nov 2026 09:00:00 GMT", "Date: Sun, 22 Nov 2026 10:11:12 GMT"),
            (
                "127.0.0.1:50112 \"GET / HTTP/1.1\" 200 3",
                "127.0.0.1:33000 \"GET / HTTP/1.1\" 200 3",
            ),
            ("client [::1]:50112 left", "client [::1]:33000 left"),
            ("24 passed in 0.4 s", "24 passed in 12.3 s"),
            ("    Finished `dev` profile in 0.42s", "    Finished `dev` profile in 1.07s"),
            (
                "timed out after 1002 milliseconds with 0",
                "timed out after 1001 milliseconds with 0",
            ),
            ("port 4221 after 0 ms: Couldn't", "port 4221 after 12 ms: Couldn't"),
            (
                "Failed to connect to localhost port 4221 after 0 ms: Couldn't connect to server",
                "Failed to connect to localhost:4221 via localhost:4221 after 1 ms: Could not connect to server",
            ),
            ("real\t0m1.003s", "real\t0m0.999s"),
            ("thread 'main' panicked at src/main.rs", "thread 'main' (9) panicked at src/main.rs"),
        ];
        for (one, other) in alike {
            assert_eq!(closed(one), closed(other));
        }
    }

    #[test]
    fn nothing_else_is_open() {
        let different = [
            ("Date: 2026-11-21", "Date: 2026-11-22"),
            ("127.0.0.1:4221", "127.0.0.1:4222"),
            ("127.0.0.1:50112 200 3", "127.0.0.2:50112 200 3"),
            ("Content-Length: 50112", "Content-Length: 50113"),
            ("in 5 parts", "in 6 parts"),
            ("within 0.4 s", "within 0.5 s"),
            ("after 1 second", "after 2 second"),
            ("in 0.4 s", "in 0.4 ms"),
        ];
        for (one, other) in different {
            assert_ne!(closed(one), closed(other));
        }
    }

    #[test]
    fn new_lines_have_plausible_values() {
        let mut plausible = Plausible::new("127.0.0.1:50112 \"GET / HTTP/1.1\" 200 3\n");
        let cases = [
            ("Date: Mon, 01 Jan 2029 10:11:12 GMT", "Date: Sat, 21 Nov 2026 09:00:00 GMT"),
            ("127.0.0.1:33000 in, [::1]:33002 out", "127.0.0.1:50114 in, [::1]:50116 out"),
            ("127.0.0.1:33000 again", "127.0.0.1:50114 again"),
            ("24 passed in 0.4 s", "24 passed in 0.4 s"),
            ("Finished in 0.17s", "Finished in 0.20s"),
            ("out after 1013 milliseconds", "out after 1001 milliseconds"),
            ("port 4221 after 0 ms", "port 4221 after 0 ms"),
            ("thread 'a' (77) panicked at", "thread 'a' (4223) panicked at"),
            ("no open place", "no open place"),
        ];
        for (came, shown) in cases {
            assert_eq!(plausible.line(came), shown);
        }
    }

    #[test]
    fn a_port_that_the_page_shows_already_stays_the_same() {
        let mut plausible = Plausible::default();
        plausible.learn("127.0.0.1:51000 came", "127.0.0.1:33000 came");
        assert_eq!(plausible.line("127.0.0.1:33000 left"), "127.0.0.1:51000 left");
    }
}
