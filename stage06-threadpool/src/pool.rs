//! A pool: a fixed number of workers, and a queue with an end.

use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread;
use std::time::Duration;

pub struct Pool<Job> {
    queue: Arc<Queue<Job>>,
}

struct Queue<Job> {
    state: Mutex<State<Job>>,
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
        F: Fn(Job) + Clone + Send + 'static,
    {
        let jobs = VecDeque::new();
        let state = State { jobs, idle_workers: workers, workers, is_closed: false };
        let state = Mutex::new(state);
        let queue = Arc::new(Queue { state, limit, work: Condvar::new(), end: Condvar::new() });
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
    fn work(&self, handle: impl Fn(Job)) {
        let has_to_wait = |state: &mut State<Job>| state.jobs.is_empty() && !state.is_closed;
        let mut state = self.lock();
        loop {
            state = self.work.wait_while(state, has_to_wait).expect(UNBROKEN);
            let Some(job) = state.jobs.pop_front() else { break };
            state.idle_workers -= 1;
            // The lock is held while a job is taken, and not while it is done.
            drop(state);
            handle(job);
            state = self.lock();
            state.idle_workers += 1;
        }
        state.workers -= 1;
        self.end.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State<Job>> {
        self.state.lock().expect(UNBROKEN)
    }
}

const UNBROKEN: &str = "nothing panics while it holds the lock";
