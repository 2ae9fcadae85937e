//! The stages and a real browser: Chromium, without a window.
//!
//! Each test is named after its stage and what the browser loads: `stage07/site`. Where it is missing,
//! they are reported as ignored. `CHROME` may say where it is.

mod programs;

use checks::{Failure, Server, Stage, Stages, Target, ensure, reaper, stages};
use libtest_mimic::{Arguments, Completion, Failed, Trial};
use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Duration;

/// What Chromium is called by those who distribute it.
const NAMES: [&str; 5] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

/// It loads a page in about a second.
const TIMEOUT: Duration = Duration::from_secs(60);

/// Processes of its own, no window, no sandbox (which needs rights that containers lack), and nothing that
/// it would do on the side.
const OPTIONS: [&str; 10] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--virtual-time-budget=5000",
    "--dump-dom",
];

fn main() -> ExitCode {
    reaper::start_once(Path::new(env!("CARGO_BIN_EXE_checks")));
    libtest_mimic::run(&Arguments::from_args(), trials()).exit_code()
}

fn trials() -> Vec<Trial> {
    let page = |stage| trial(stage, "index-page", loads_its_index_page);
    let site = |stage| trial(stage, "site", loads_a_site);
    let (pages, sites) = (Stages::between(3, 6), Stages::only(7));
    pages.iter().map(page).chain(sites.iter().map(site)).collect()
}

/// A stage under test, and the browser that visits it.
struct Visit {
    target: Target,
    browser: PathBuf,
}

fn trial(stage: Stage, name: &str, test: fn(&Visit) -> Result<(), Failure>) -> Trial {
    Trial::ignorable_test(format!("{stage}/{name}"), move || {
        let Some(browser) = find_browser() else {
            return Ok(Completion::ignored_with("Chromium is not installed (or set CHROME)"));
        };
        let visit = Visit { target: Target::new(stage, stages::executable(stage)?), browser };
        test(&visit).map(|()| Completion::Completed).map_err(|failure| visit.explain(&failure))
    })
}

fn find_browser() -> Option<PathBuf> {
    env::var_os("CHROME").map(PathBuf::from).or_else(|| programs::find(&NAMES))
}

/// The page that a fresh server shows.
fn loads_its_index_page(visit: &Visit) -> Result<(), Failure> {
    let server = visit.target.start()?;
    let page = server.get("/")?.body;
    let page = String::from_utf8_lossy(&page);
    let heading = page.lines().find(|line| line.contains("<h1>"));
    let heading = heading.ok_or_else(|| Failure::new("the page has no heading"))?.trim();
    let shown = visit.load(&server)?;
    ensure(shown.contains(heading), format!("the browser does not show {heading}:\n{shown}"))
}

/// A page with a style, an image and a script, which writes down what it sees of the other two.
fn loads_a_site(visit: &Visit) -> Result<(), Failure> {
    let launch = visit.target.launch();
    let launch = launch.page("index.html", include_bytes!("browser/site/index.html"));
    let launch = launch.page("style.css", include_bytes!("browser/site/style.css"));
    let launch = launch.page("image.svg", include_bytes!("browser/site/image.svg"));
    let server = launch.page("script.js", include_bytes!("browser/site/script.js")).start()?;
    let shown = visit.load(&server)?;
    let seen = "The text is rgb(1, 2, 3), and the image 40 wide.";
    ensure(shown.contains(seen), format!("the browser shows something else:\n{shown}"))?;
    ["/", "/style.css", "/image.svg", "/script.js"].into_iter().try_for_each(|path| {
        let entry = format!("\"GET {path} HTTP/1.1\" 200 ");
        server.wait_for_stderr(|log| log.contains(&entry)).map(drop)
    })
}

impl Visit {
    /// Loads the server's `/`, and gives the page as it is after its scripts have run.
    fn load(&self, server: &Server) -> Result<String, Failure> {
        let mut command = Command::new(&self.browser);
        let profile = server.home()?.join("profile");
        command.args(OPTIONS).arg(format!("--user-data-dir={}", profile.display()));
        command.arg(server.url()).current_dir(server.home()?);
        programs::run(command, Vec::new(), TIMEOUT)
    }

    /// The failure, with what the server has said.
    fn explain(&self, failure: &Failure) -> Failed {
        let servers = self.target.trace().servers();
        let said: String = servers.iter().map(|server| server.stderr.text()).collect();
        format!("{failure}\nthe server said:\n{said}").into()
    }
}
