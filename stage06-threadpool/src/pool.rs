//! A pool: a fixed number of workers, and a queue with an end.

use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread;
use std::time::Duration;

pub struct Pool<Job> {
    shared: Arc<Shared<Job>>,
}

struct Shared<Job> {
    queue: Mutex<Queue<Job>>,
    /// How many jobs may wait for a worker.
    limit: usize,
    /// Wakes a worker: there is a job, or there will be none any more.
    work: Condvar,
    /// Wakes whoever waits for the end: a worker has left.
    end: Condvar,
}

struct Queue<Job> {
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
        let queue = Queue { jobs, idle_workers: workers, workers, is_closed: false };
        let queue = Mutex::new(queue);
        let shared = Shared { queue, limit, work: Condvar::new(), end: Condvar::new() };
        let shared = Arc::new(shared);
        for _ in 0..workers {
            let (shared, handle) = (Arc::clone(&shared), handle.clone());
            thread::Builder::new().spawn(move || shared.work(handle))?;
        }
        Ok(Self { shared })
    }

    /// Puts the job into the queue, or gives it back where the queue is full.
    pub fn submit(&self, job: Job) -> Result<(), Job> {
        let mut queue = self.shared.lock();
        if queue.jobs.len() >= queue.idle_workers + self.shared.limit {
            return Err(job);
        }
        queue.jobs.push_back(job);
        drop(queue);
        self.shared.work.notify_one();
        Ok(())
    }

    /// Waits until all jobs are done, but no longer than that.
    pub fn finish(self, timeout: Duration) {
        let mut queue = self.shared.lock();
        queue.is_closed = true;
        self.shared.work.notify_all();
        let _ = self.shared.end.wait_timeout_while(queue, timeout, |queue| queue.workers > 0);
    }
}

impl<Job> Shared<Job> {
    fn work(&self, handle: impl Fn(Job)) {
        // The lock is held to take a job, not while it is done.
        while let Some(job) = self.next_job() {
            handle(job);
            self.lock().idle_workers += 1;
        }
        self.lock().workers -= 1;
        self.end.notify_all();
    }

    /// Waits for a job. Gives `None` when the pool is closed and the queue empty.
    fn next_job(&self) -> Option<Job> {
        let queue = self.lock();
        let nothing_to_do = |queue: &mut Queue<Job>| queue.jobs.is_empty() && !queue.is_closed;
        let mut queue = self.work.wait_while(queue, nothing_to_do).expect(UNBROKEN);
        let job = queue.jobs.pop_front()?;
        queue.idle_workers -= 1;
        Some(job)
    }

    fn lock(&self) -> MutexGuard<'_, Queue<Job>> {
        self.queue.lock().expect(UNBROKEN)
    }
}

const UNBROKEN: &str = "nothing panics while it holds the lock";
