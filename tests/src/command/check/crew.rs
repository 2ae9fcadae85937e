//! Holds a subject against many checks at once, and tells of them in order.

use super::Args;
use super::finding::{Finding, Found, Known, Run};
use super::live::Live;
use crate::command::status::TICK;
use checks::failure::FailureKind;
use checks::journal::{Action, Way};
use checks::{Check, Subject, Target};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;

/// Checks mostly wait, so that more of them run at once than there are processors.
const CHECKS_PER_PROCESSOR: usize = 4;

/// The start of anyone's program may take more of a processor than the check.
const FOREIGN_PER_PROCESSOR: usize = 2;

/// A server that leaves so many checks in a row without an answer will not answer the next either.
const SILENT_AT_MOST: usize = 6;

/// The checks, and how far they have come.
struct Crew<'a> {
    subject: &'a Subject,
    checks: &'a [&'static Check],
    fail_fast: bool,
    next: AtomicUsize,
    /// Checks from this one on are not begun any more.
    end: AtomicUsize,
    silent: AtomicUsize,
}

/// What a worker tells of the check with this number. None says that it has begun.
type News = (usize, Option<Finding>);

/// Holds the subject against all checks, and tells of each as soon as those before it are done.
pub(crate) fn hold(
    subject: &Subject,
    checks: &[&'static Check],
    arguments: &Args,
    known: &Known,
    run: &mut Run,
) -> anyhow::Result<()> {
    let crew = Crew::new(subject, checks, arguments.fail_fast);
    let mut live = Live::new(arguments, checks.len(), known);
    let findings = thread::scope(|scope| {
        let (sender, receiver) = mpsc::channel();
        for _ in 0..jobs(subject, arguments).min(checks.len()) {
            let (crew, sender) = (&crew, sender.clone());
            scope.spawn(move || crew.work(&sender));
        }
        drop(sender);
        let result = crew.collect(&receiver, &mut live);
        // Where nobody can be told any more, nothing more needs to be found out.
        crew.end.store(0, Ordering::SeqCst);
        result
    })?;
    run.finish(findings);
    live.sum_up(run)
}

fn jobs(subject: &Subject, arguments: &Args) -> usize {
    let processors = thread::available_parallelism().map_or(2, usize::from);
    let default = match subject.target() {
        // All checks share this one server, and must not get into each other's way.
        Target::Running(_) => 1,
        Target::Foreign(_) => FOREIGN_PER_PROCESSOR * processors,
        Target::Program(_) => CHECKS_PER_PROCESSOR * processors,
    };
    arguments.jobs.map_or(default, usize::from)
}

impl<'a> Crew<'a> {
    fn new(subject: &'a Subject, checks: &'a [&'static Check], fail_fast: bool) -> Crew<'a> {
        let (next, silent) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let end = AtomicUsize::new(checks.len());
        Crew { subject, checks, fail_fast, next, end, silent }
    }

    /// What each worker does: one check after the other.
    fn work(&self, news: &Sender<News>) {
        loop {
            let number = self.next.fetch_add(1, Ordering::SeqCst);
            if number >= self.end.load(Ordering::SeqCst) {
                return;
            }
            let check = self.checks[number];
            let _ = news.send((number, None));
            let finding = Finding::new(check, check.hold(&self.subject.fresh()));
            self.consider(number, &finding);
            let _ = news.send((number, Some(finding)));
        }
    }

    /// Whether what was found is a reason to come to an end.
    fn consider(&self, number: usize, finding: &Finding) {
        if self.fail_fast && matches!(finding.result, Found::Failed(_)) {
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
    fn collect(&self, news: &Receiver<News>, live: &mut Live) -> anyhow::Result<Vec<Finding>> {
        let mut findings: Vec<Option<Finding>> = self.checks.iter().map(|_| None).collect();
        let mut told = 0;
        loop {
            match news.recv_timeout(TICK) {
                Ok((number, None)) => live.began(self.checks[number].id),
                Ok((number, Some(finding))) => {
                    live.ended(finding.check.id);
                    findings[number] = Some(finding);
                }
                Err(RecvTimeoutError::Timeout) => live.tick(),
                Err(RecvTimeoutError::Disconnected) => break,
            }
            while let Some(finding) = findings.get(told).and_then(Option::as_ref) {
                if self.fail_fast && told >= self.end.load(Ordering::SeqCst) {
                    break;
                }
                live.tell(finding)?;
                told += 1;
            }
        }
        self.complete(findings, told, live)
    }

    /// What is left was not run, or is of no interest any more.
    fn complete(
        &self,
        findings: Vec<Option<Finding>>,
        told: usize,
        live: &mut Live,
    ) -> anyhow::Result<Vec<Finding>> {
        let mut complete = Vec::new();
        for (number, finding) in findings.into_iter().enumerate() {
            let not_run = || Finding::not_run(self.checks[number], self.reason_to_stop());
            let finding = if self.fail_fast && number >= told && !self.given_up() {
                not_run()
            } else {
                finding.unwrap_or_else(not_run)
            };
            if number >= told && !matches!(finding.result, Found::NotRun(_)) {
                live.tell(&finding)?;
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
    let report = match &finding.result {
        Found::Passed => return Some(false),
        Found::Failed(report) => report,
        Found::Skipped(_) | Found::NotRun(_) => return None,
    };
    let went = |wanted: Way| {
        let is = |action: &Action| matches!(action, Action::Bytes(way, _) if *way == wanted);
        report.events.iter().any(|event| is(&event.action))
    };
    if went(Way::Received) {
        return Some(false);
    }
    let waited = report.failure.message.contains("in vain");
    let not_there = report.failure.kind == FailureKind::NotStarted;
    let asked = went(Way::Sent) || report.servers.is_empty();
    ((asked && waited) || not_there || report.failure.message.starts_with("cannot connect"))
        .then_some(true)
}
