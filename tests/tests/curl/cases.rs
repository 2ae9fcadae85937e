//! What curl does with a server.

use crate::curl::Curl;
use checks::{Failure, Stages, ensure};

pub struct Case {
    pub name: &'static str,
    /// The stages that have to get along with it.
    pub stages: Stages,
    pub run: fn(&Curl) -> Result<(), Failure>,
}

pub const CASES: &[Case] = &[
    Case { name: "get", stages: Stages::since(2), run: get },
    Case { name: "head", stages: Stages::since(2), run: head },
    Case { name: "http-1-0", stages: Stages::since(2), run: http_1_0 },
    Case { name: "headers-of-a-browser", stages: Stages::since(2), run: headers_of_a_browser },
    Case { name: "two-urls", stages: Stages::since(2), run: two_urls },
    Case { name: "form", stages: Stages::since(3), run: form },
    Case { name: "upload-as-data", stages: Stages::since(4), run: upload_as_data },
    Case { name: "upload-from-file", stages: Stages::since(4), run: upload_from_file },
    Case { name: "upload-from-pipe", stages: Stages::since(4), run: upload_from_pipe },
];

fn get(curl: &Curl) -> Result<(), Failure> {
    let text = curl.run(&["{url}/echo/hello%20there"])?;
    let is_right = match curl.stage.number() {
        // Stage 2 says the same to everyone, whatever that is.
        2 => !text.is_empty() && text == curl.run(&["{url}/"])?,
        _ => text == "hello there",
    };
    ensure(is_right, format!("curl got {text:?}"))
}

fn head(curl: &Curl) -> Result<(), Failure> {
    let head = curl.run(&["--head", "{url}/"])?;
    let size = curl.run(&["-o", "page", "-w", "%{size_download}", "{url}/"])?;
    let length = format!("\r\nContent-Length: {size}\r\n");
    let is_right = head.starts_with("HTTP/1.1 200 ") && head.contains(&length);
    ensure(is_right, format!("the page has {size} bytes, and the head is {head:?}"))
}

fn http_1_0(curl: &Curl) -> Result<(), Failure> {
    let numbers = "%{http_code} %{num_connects}";
    curl.expect("200 1", &["--http1.0", "-o", "page", "-w", numbers, "{url}/"])
}

fn headers_of_a_browser(curl: &Curl) -> Result<(), Failure> {
    let agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    let headers = [
        "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "Accept-Language: en-GB,en;q=0.5",
        "Accept-Encoding: gzip, deflate, br, zstd",
        "Connection: keep-alive",
        "Cookie: theme=dark; visits=12",
        "Upgrade-Insecure-Requests: 1",
        "Sec-Fetch-Dest: document",
        "Sec-Fetch-Mode: navigate",
        "Sec-Fetch-Site: none",
        "Priority: u=0, i",
    ];
    let mut arguments = vec!["-A", agent, "-w", "\n%{http_code}", "{url}/user-agent"];
    arguments.extend(headers.iter().flat_map(|header| ["-H", header]));
    let answer = curl.run(&arguments)?;
    let is_right = match curl.stage.number() {
        2 => answer.ends_with("\n200"),
        _ => answer == format!("{agent}\n200"),
    };
    ensure(is_right, format!("curl got {answer:?}"))
}

/// From stage 7 on, the second needs no connection of its own.
fn two_urls(curl: &Curl) -> Result<(), Failure> {
    let connects = if curl.stage.number() < 7 { "200 1\n200 1\n" } else { "200 1\n200 0\n" };
    let numbers = "%{http_code} %{num_connects}\n";
    let pages = ["-o", "one", "{url}/echo/one", "-o", "two", "{url}/echo/two"];
    curl.expect(connects, &[["-w", numbers].as_slice(), &pages].concat())
}

/// A form that its page sends to `/`. Stage 3 has no use for bodies, and says so.
fn form(curl: &Curl) -> Result<(), Failure> {
    let form = ["-d", "name=curl", "--data-urlencode", "text=one&two=2", "{url}/"];
    if curl.stage.number() == 3 {
        return curl
            .expect("405", &[["-o", "page", "-w", "%{http_code}"].as_slice(), &form].concat());
    }
    curl.expect("name=curl&text=one%26two%3D2", &form)
}

/// Curl asks whether it may send so much, and would wait a minute for the answer `100 Continue`.
const ASKING: &str = "Expect: 100-continue";

fn upload_as_data(curl: &Curl) -> Result<(), Failure> {
    let bytes = curl.make_upload()?;
    let url = "{url}/files/data";
    curl.expect("201", &["--data-binary", "@upload", "-H", ASKING, "-w", "%{http_code}", url])?;
    curl.expect_download("data", &bytes)
}

fn upload_from_file(curl: &Curl) -> Result<(), Failure> {
    let bytes = curl.make_upload()?;
    let upload = ["-X", "POST", "-T", "upload", "-H", ASKING];
    let url = "{url}/files/file";
    curl.expect("201", &[upload.as_slice(), &["-w", "%{http_code}", url]].concat())?;
    curl.expect_download("file", &bytes)
}

/// Nobody knows how long it will be, so that it comes in chunks. Before stage 7 it is refused.
fn upload_from_pipe(curl: &Curl) -> Result<(), Failure> {
    let bytes = curl.make_upload()?;
    let upload =
        ["-X", "POST", "-T", "-", "-o", "answer", "-w", "%{http_code}", "{url}/files/pipe"];
    let status = curl.run_with_input(&upload, bytes.clone())?;
    if curl.stage.number() < 7 {
        return ensure(status == "501", format!("a body in chunks was answered with {status}"));
    }
    ensure(status == "201", format!("the upload was answered with {status}"))?;
    curl.expect_download("pipe", &bytes)
}
