//! A pool: a fixed number of workers, and a queue with an end.

use std::collections::VecDeque;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread;
use std::time::Duration;

pub struct Pool<Job> {
    queue: Arc<Queue<Job>>,
}

pub struct Queue<Job> {
    state: Mutex<State<Job>>,
    /// How many jobs have no worker that is free to take them: to be known without the lock.
    waiting: AtomicUsize,
    /// How many jobs may wait for a worker.
    limit: usize,
    /// Wakes a worker: there is a job, or there will be none any more.
    work: Condvar,
    /// Wakes whoever waits for the end: a worker has left.
    end: Condvar,
}

struct State<Job> {
    jobs: VecDeque<Job>,
    idle_workers: usize,
    workers: usize,
    is_closed: bool,
}

impl<Job: Send + 'static> Pool<Job> {
    /// Starts so many workers, each of which calls `handle` for one job after the other.
    pub fn new<F>(workers: usize, limit: usize, handle: F) -> io::Result<Self>
    where
        F: Fn(Job, &Queue<Job>) + Clone + Send + 'static,
    {
        let jobs = VecDeque::new();
        let state = State { jobs, idle_workers: workers, workers, is_closed: false };
        let state = Mutex::new(state);
        let queue = Arc::new(Queue {
            state,
            waiting: AtomicUsize::new(0),
            limit,
            work: Condvar::new(),
            end: Condvar::new(),
        });
        for _ in 0..workers {
            let (queue, handle) = (Arc::clone(&queue), handle.clone());
            thread::Builder::new().spawn(move || queue.work(handle))?;
        }
        Ok(Self { queue })
    }

    /// Puts the job into the queue, or gives it back where the queue is full.
    pub fn submit(&self, job: Job) -> Result<(), Job> {
        let mut state = self.queue.lock();
        if state.jobs.len() >= state.idle_workers + self.queue.limit {
            return Err(job);
        }
        state.jobs.push_back(job);
        self.queue.count_waiting(&state);
        drop(state);
        self.queue.work.notify_one();
        Ok(())
    }

    /// Waits until all jobs are done, but no longer than that.
    pub fn finish(self, timeout: Duration) {
        let mut state = self.queue.lock();
        state.is_closed = true;
        self.queue.work.notify_all();
        let _ = self.queue.end.wait_timeout_while(state, timeout, |state| state.workers > 0);
    }
}

impl<Job> Queue<Job> {
    /// Does one job after the other, until the pool is closed and the queue empty.
    fn work(&self, handle: impl Fn(Job, &Self)) {
        let has_to_wait = |state: &mut State<Job>| state.jobs.is_empty() && !state.is_closed;
        let mut state = self.lock();
        loop {
            state = self.work.wait_while(state, has_to_wait).expect(UNBROKEN);
            let Some(job) = state.jobs.pop_front() else { break };
            state.idle_workers -= 1;
            self.count_waiting(&state);
            // The lock is held while a job is taken, and not while it is done.
            drop(state);
            handle(job, self);
            state = self.lock();
            state.idle_workers += 1;
        }
        state.workers -= 1;
        self.end.notify_all();
    }

    /// Puts a job that is not done yet behind all others. The worker that brings it takes the next.
    pub fn put_back(&self, job: Job) {
        self.lock().jobs.push_back(job);
    }

    /// Whether a job has to wait for a worker.
    pub fn is_crowded(&self) -> bool {
        self.waiting.load(Ordering::Relaxed) > 0
    }

    /// Whether it will not be long before jobs have to be turned away.
    pub fn is_filling(&self) -> bool {
        self.waiting.load(Ordering::Relaxed) > self.limit / 2
    }

    fn count_waiting(&self, state: &State<Job>) {
        let waiting = state.jobs.len().saturating_sub(state.idle_workers);
        self.waiting.store(waiting, Ordering::Relaxed);
    }

    fn lock(&self) -> MutexGuard<'_, State<Job>> {
        self.state.lock().expect(UNBROKEN)
    }
}

const UNBROKEN: &str = "nothing panics while it holds the lock";
