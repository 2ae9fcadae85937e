//! Runs many checks at once, and judges them in order.

use super::progress::Progress;
use super::run::Run;
use super::{Args, interrupt, target};
use crate::cli::status::TICK;
use checks::failure::FailureKind;
use checks::runner::{Finding, Outcome};
use checks::trace::{Action, Way};
use checks::{Check, Target, TargetKind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;

/// Checks mostly wait, so more of them run at once than there are processors.
const CHECKS_PER_PROCESSOR: usize = 4;

/// Starting a program in another language may cost more processor time than the check.
const EXTERNAL_PER_PROCESSOR: usize = 2;

/// After this many checks in a row without an answer, we ask whether the server answers at all.
const MAX_SILENT: usize = 6;

const GIVEN_UP: &str = "6 checks in a row got no answer, and then GET / got none either";
const FIRST_FAILURE: &str = "a check before it failed";
const INTERRUPTED: &str = "interrupted";

/// The checks, and how many of them have begun.
struct Work {
    target: Target,
    checks: Vec<&'static Check>,
    next: AtomicUsize,
    /// Checks from this one on are not begun any more.
    end: AtomicUsize,
}

/// A message about the check with this number: it has begun, or this is its finding.
type Event = (usize, Option<Finding>);

/// Runs all checks on the target.
pub(crate) fn run_checks(
    target: &Target,
    checks: &[&'static Check],
    arguments: &Args,
    run: &mut Run,
) {
    let work = Arc::new(Work {
        target: target.clone(),
        checks: checks.to_vec(),
        next: AtomicUsize::new(0),
        end: AtomicUsize::new(checks.len()),
    });
    let (sender, receiver) = mpsc::channel();
    interrupt::set_running(true);
    for _ in 0..jobs(target, arguments).min(checks.len()) {
        // After Ctrl-C nobody waits for these threads.
        let (work, sender) = (Arc::clone(&work), sender.clone());
        thread::spawn(move || work.run(&sender));
    }
    drop(sender);
    let mut judge = Judge { next: arguments.next, silent: 0, findings: Vec::new(), stopped: None };
    judge.collect(&work, &receiver);
    interrupt::set_running(false);
    run.interrupted = judge.stopped == Some(INTERRUPTED);
    run.finish(judge.complete(checks));
}

fn jobs(target: &Target, arguments: &Args) -> usize {
    let processors = thread::available_parallelism().map_or(2, usize::from);
    let default = match target.kind() {
        // All checks share this one server, and must not disturb each other.
        TargetKind::Running(_) => 1,
        TargetKind::External(_) => EXTERNAL_PER_PROCESSOR * processors,
        TargetKind::Stage(_) => CHECKS_PER_PROCESSOR * processors,
    };
    arguments.common.jobs.map_or(default, usize::from)
}

impl Work {
    /// The loop of a worker: one check after the other.
    fn run(&self, events: &Sender<Event>) {
        loop {
            let number = self.next.fetch_add(1, Ordering::SeqCst);
            if number >= self.end.load(Ordering::SeqCst) {
                return;
            }
            let _ = events.send((number, None));
            let finding = self.checks[number].run_on(&self.target.fresh());
            let _ = events.send((number, Some(finding)));
        }
    }

    fn stop(&self) {
        self.end.store(0, Ordering::SeqCst);
    }
}

/// Judges the findings in the order of the checks, so that the same server always gets the same grade.
struct Judge {
    /// Whether the first failure is the end.
    next: bool,
    /// The number of checks in a row without an answer.
    silent: usize,
    findings: Vec<Finding>,
    /// Why the run ended early.
    stopped: Option<&'static str>,
}

impl Judge {
    fn collect(&mut self, work: &Work, events: &Receiver<Event>) {
        let mut progress = Progress::new(work.checks.len());
        let mut waiting: Vec<Option<Finding>> = work.checks.iter().map(|_| None).collect();
        while self.stopped.is_none() {
            match events.recv_timeout(TICK) {
                Ok((number, None)) => progress.began(work.checks[number].id),
                Ok((number, Some(finding))) => {
                    progress.ended(finding.check.id);
                    waiting[number] = Some(finding);
                }
                Err(RecvTimeoutError::Timeout) => progress.show(),
                Err(RecvTimeoutError::Disconnected) => break,
            }
            self.take(&mut waiting, work);
            if interrupt::is_requested() {
                self.stopped = Some(INTERRUPTED);
            }
        }
        work.stop();
        progress.clear();
    }

    /// Judges the findings whose turn it is.
    fn take(&mut self, waiting: &mut [Option<Finding>], work: &Work) {
        while self.stopped.is_none()
            && let Some(finding) = waiting.get_mut(self.findings.len()).and_then(Option::take)
        {
            match is_silent(&finding) {
                Some(true) => self.silent += 1,
                Some(false) => self.silent = 0,
                None => {}
            }
            let has_failed = finding.report().is_some();
            self.findings.push(finding);
            if self.next && has_failed {
                self.stopped = Some(FIRST_FAILURE);
            } else if self.silent >= MAX_SILENT {
                self.silent = 0;
                let lives = target::answers(&work.target).unwrap_or(false);
                self.stopped = (!lives).then_some(GIVEN_UP);
            }
        }
    }

    /// The findings, with those of the checks that were not run.
    fn complete(mut self, checks: &[&'static Check]) -> Vec<Finding> {
        let reason = self.stopped.unwrap_or(INTERRUPTED);
        let rest = &checks[self.findings.len()..];
        self.findings.extend(rest.iter().map(|check| Finding::not_run(check, reason)));
        self.findings
    }
}

/// Whether the server was asked and did not answer at all. `None` if it was not asked.
fn is_silent(finding: &Finding) -> Option<bool> {
    let report = match &finding.outcome {
        Outcome::Passed => return Some(false),
        Outcome::Failed(report) => report,
        Outcome::Skipped(_) | Outcome::NotRun(_) => return None,
    };
    let went = |wanted: Way| {
        let is = |action: &Action| matches!(action, Action::Bytes(way, _) if *way == wanted);
        report.events.iter().any(|event| is(&event.action))
    };
    if went(Way::Received) {
        return Some(false);
    }
    let asked = went(Way::Sent) || report.servers.is_empty();
    match report.failure.kind {
        FailureKind::Timeout => asked.then_some(true),
        FailureKind::NotStarted | FailureKind::Unreachable => Some(true),
        _ => None,
    }
}
