//! Holds a target against many checks at once, and tells of them in order.

use super::Args;
use super::progress::Progress;
use super::run::{Known, Run};
use crate::cli::status::TICK;
use checks::failure::FailureKind;
use checks::runner::{Finding, Outcome};
use checks::trace::{Action, Way};
use checks::{Check, Target, TargetKind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;

/// Checks mostly wait, so that more of them run at once than there are processors.
const CHECKS_PER_PROCESSOR: usize = 4;

/// The start of anyone's program may take more of a processor than the check.
const EXTERNAL_PER_PROCESSOR: usize = 2;

/// A server that leaves so many checks in a row without an answer will not answer the next either.
const SILENT_AT_MOST: usize = 6;

/// The checks, and how far they have come.
struct Runner<'a> {
    target: &'a Target,
    checks: &'a [&'static Check],
    fail_fast: bool,
    next: AtomicUsize,
    /// Checks from this one on are not begun any more.
    end: AtomicUsize,
    silent: AtomicUsize,
}

/// What a worker tells of the check with this number. None says that it has begun.
type Event = (usize, Option<Finding>);

/// Holds the target against all checks, and tells of each as soon as those before it are done.
pub(crate) fn hold(
    target: &Target,
    checks: &[&'static Check],
    arguments: &Args,
    known: &Known,
    run: &mut Run,
) -> anyhow::Result<()> {
    let runner = Runner::new(target, checks, arguments.fail_fast);
    let mut progress = Progress::new(arguments, checks.len(), known);
    let findings = thread::scope(|scope| {
        let (sender, receiver) = mpsc::channel();
        for _ in 0..jobs(target, arguments).min(checks.len()) {
            let (runner, sender) = (&runner, sender.clone());
            scope.spawn(move || runner.work(&sender));
        }
        drop(sender);
        let result = runner.collect(&receiver, &mut progress);
        // Where nobody can be told any more, nothing more needs to be found out.
        runner.end.store(0, Ordering::SeqCst);
        result
    })?;
    run.finish(findings);
    progress.sum_up(run)
}

fn jobs(target: &Target, arguments: &Args) -> usize {
    let processors = thread::available_parallelism().map_or(2, usize::from);
    let default = match target.kind() {
        // All checks share this one server, and must not get into each other's way.
        TargetKind::Running(_) => 1,
        TargetKind::External(_) => EXTERNAL_PER_PROCESSOR * processors,
        TargetKind::Stage(_) => CHECKS_PER_PROCESSOR * processors,
    };
    arguments.jobs.map_or(default, usize::from)
}

impl<'a> Runner<'a> {
    fn new(target: &'a Target, checks: &'a [&'static Check], fail_fast: bool) -> Runner<'a> {
        let (next, silent) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let end = AtomicUsize::new(checks.len());
        Runner { target, checks, fail_fast, next, end, silent }
    }

    /// What each worker does: one check after the other.
    fn work(&self, events: &Sender<Event>) {
        loop {
            let number = self.next.fetch_add(1, Ordering::SeqCst);
            if number >= self.end.load(Ordering::SeqCst) {
                return;
            }
            let check = self.checks[number];
            let _ = events.send((number, None));
            let finding = check.run_on(&self.target.fresh());
            self.consider(number, &finding);
            let _ = events.send((number, Some(finding)));
        }
    }

    /// Whether what was found is a reason to come to an end.
    fn consider(&self, number: usize, finding: &Finding) {
        if self.fail_fast && matches!(finding.outcome, Outcome::Failed(_)) {
            self.end.fetch_min(number + 1, Ordering::SeqCst);
        }
        match is_silent(finding) {
            Some(true) => drop(self.silent.fetch_add(1, Ordering::SeqCst)),
            Some(false) => self.silent.store(0, Ordering::SeqCst),
            None => {}
        }
        if self.given_up() {
            self.end.store(0, Ordering::SeqCst);
        }
    }

    fn given_up(&self) -> bool {
        self.silent.load(Ordering::SeqCst) >= SILENT_AT_MOST
    }

    /// Takes what the workers tell, and passes it on in the order of the checks.
    fn collect(
        &self,
        events: &Receiver<Event>,
        progress: &mut Progress,
    ) -> anyhow::Result<Vec<Finding>> {
        let mut findings: Vec<Option<Finding>> = self.checks.iter().map(|_| None).collect();
        let mut told = 0;
        loop {
            match events.recv_timeout(TICK) {
                Ok((number, None)) => progress.began(self.checks[number].id),
                Ok((number, Some(finding))) => {
                    progress.ended(finding.check.id);
                    findings[number] = Some(finding);
                }
                Err(RecvTimeoutError::Timeout) => progress.tick(),
                Err(RecvTimeoutError::Disconnected) => break,
            }
            while let Some(finding) = findings.get(told).and_then(Option::as_ref) {
                if self.fail_fast && told >= self.end.load(Ordering::SeqCst) {
                    break;
                }
                progress.tell(finding)?;
                told += 1;
            }
        }
        self.complete(findings, told, progress)
    }

    /// What is left was not run, or is of no interest any more.
    fn complete(
        &self,
        findings: Vec<Option<Finding>>,
        told: usize,
        progress: &mut Progress,
    ) -> anyhow::Result<Vec<Finding>> {
        let mut complete = Vec::new();
        for (number, finding) in findings.into_iter().enumerate() {
            let not_run = || Finding::not_run(self.checks[number], self.reason_to_stop());
            let finding = if self.fail_fast && number >= told && !self.given_up() {
                not_run()
            } else {
                finding.unwrap_or_else(not_run)
            };
            if number >= told && !matches!(finding.outcome, Outcome::NotRun(_)) {
                progress.tell(&finding)?;
            }
            complete.push(finding);
        }
        Ok(complete)
    }

    fn reason_to_stop(&self) -> &'static str {
        if self.given_up() {
            "the server has left too many checks in a row without any answer"
        } else {
            "a check before it failed"
        }
    }
}

/// Whether the server was asked and did not answer at all. None where it was not asked.
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
