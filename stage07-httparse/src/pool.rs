//! A thread pool: a fixed number of workers, and a queue with a limit.

use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread;
use std::time::Duration;

/// What a worker runs.
type Job = Box<dyn FnOnce() + Send>;

/// Workers that take jobs from one queue.
pub struct ThreadPool {
    queue: Arc<Queue>,
}

struct Queue {
    state: Mutex<State>,
    /// How many jobs may wait for a worker.
    limit: usize,
    /// Wakes a worker: there is a job, or the pool is closed.
    job_ready: Condvar,
    /// Wakes `finish`: a worker has ended.
    worker_ended: Condvar,
}

struct State {
    jobs: VecDeque<Job>,
    idle_workers: usize,
    workers: usize,
    is_closed: bool,
}

impl ThreadPool {
    /// Starts `workers` threads. As many as `limit` jobs may wait for them.
    ///
    /// Returns an error if the system cannot start that many threads.
    pub fn new(workers: usize, limit: usize) -> io::Result<Self> {
        let jobs = VecDeque::new();
        let state = Mutex::new(State { jobs, idle_workers: workers, workers, is_closed: false });
        let (job_ready, worker_ended) = (Condvar::new(), Condvar::new());
        let queue = Arc::new(Queue { state, limit, job_ready, worker_ended });
        for _ in 0..workers {
            let queue = Arc::clone(&queue);
            thread::Builder::new().spawn(move || queue.run_worker())?;
        }
        Ok(Self { queue })
    }

    /// Returns whether all workers are busy and no other job may wait for one.
    pub fn is_full(&self) -> bool {
        let state = self.queue.lock();
        state.jobs.len() >= state.idle_workers.saturating_add(self.queue.limit)
    }

    /// Returns whether a job waits for a worker.
    pub fn is_crowded(&self) -> bool {
        let state = self.queue.lock();
        state.jobs.len() > state.idle_workers
    }

    /// Puts the job at the end of the queue. The next free worker runs it.
    ///
    /// Ask `is_full` first. Threads that ask at the same time can exceed the limit by one job each.
    pub fn execute(&self, job: impl FnOnce() + Send + 'static) {
        let mut state = self.queue.lock();
        state.jobs.push_back(Box::new(job));
        // A busy worker needs no waking: it looks at the queue after its job.
        if state.idle_workers > 0 {
            self.queue.job_ready.notify_one();
        }
    }

    /// Waits until all jobs are done and the workers have ended, but not longer than `timeout`.
    pub fn finish(&self, timeout: Duration) {
        let mut state = self.queue.lock();
        state.is_closed = true;
        self.queue.job_ready.notify_all();
        let has_workers = |state: &mut State| state.workers > 0;
        let _ = self.queue.worker_ended.wait_timeout_while(state, timeout, has_workers);
    }
}

impl Queue {
    /// Runs one job after another, until the pool is closed and the queue is empty.
    fn run_worker(&self) {
        let must_wait = |state: &mut State| state.jobs.is_empty() && !state.is_closed;
        let mut state = self.lock();
        loop {
            state = self.job_ready.wait_while(state, must_wait).expect("lock poisoned");
            let Some(job) = state.jobs.pop_front() else { break };
            state.idle_workers -= 1;
            // Other workers need the lock to take their jobs, so it is not held while this one runs.
            drop(state);
            job();
            state = self.lock();
            state.idle_workers += 1;
        }
        state.workers -= 1;
        self.worker_ended.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("lock poisoned")
    }
}
