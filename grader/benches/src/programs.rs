// The measured programs, included once over each implementation of `std`. Each module that includes
// this file has `thread`, `Arc`, `Mutex`, `Condvar` and `mpsc` in scope.

/// 3 workers take 6 jobs from a shared queue and send back results.
pub(crate) fn worker_pool() {
    let (jobs, queue) = mpsc::channel::<u32>();
    let (results, collected) = mpsc::channel::<u32>();
    let queue = Arc::new(Mutex::new(queue));
    let workers: Vec<_> = (0..3)
        .map(|_| {
            let (queue, results) = (Arc::clone(&queue), results.clone());
            thread::spawn(move || {
                loop {
                    let job = queue.lock().unwrap().recv();
                    let Ok(job) = job else { return };
                    results.send(job * 2).unwrap();
                }
            })
        })
        .collect();
    drop(results);
    for job in 0..6 {
        jobs.send(job).unwrap();
    }
    drop(jobs);
    let mut sum = 0;
    while let Ok(result) = collected.recv() {
        sum += result;
    }
    assert_eq!(sum, 30);
    for worker in workers {
        worker.join().unwrap();
    }
}

/// 2 producers and 2 consumers share a buffer of 2 places, made of a lock and two condition variables.
pub(crate) fn condvar_buffer() {
    struct Buffer {
        items: Mutex<VecDeque<u32>>,
        not_empty: Condvar,
        not_full: Condvar,
    }
    let buffer = Arc::new(Buffer {
        items: Mutex::new(VecDeque::new()),
        not_empty: Condvar::new(),
        not_full: Condvar::new(),
    });
    let mut threads = Vec::new();
    for producer in 0..2 {
        let buffer = Arc::clone(&buffer);
        threads.push(thread::spawn(move || {
            for item in 0..4 {
                let mut items = buffer.items.lock().unwrap();
                while items.len() == 2 {
                    items = buffer.not_full.wait(items).unwrap();
                }
                items.push_back(producer * 4 + item);
                drop(items);
                buffer.not_empty.notify_one();
            }
        }));
    }
    for _ in 0..2 {
        let buffer = Arc::clone(&buffer);
        threads.push(thread::spawn(move || {
            for _ in 0..4 {
                let mut items = buffer.items.lock().unwrap();
                while items.is_empty() {
                    items = buffer.not_empty.wait(items).unwrap();
                }
                items.pop_front().unwrap();
                drop(items);
                buffer.not_full.notify_one();
            }
        }));
    }
    for thread in threads {
        thread.join().unwrap();
    }
}

/// 3 stages, joined by channels of 1 place, pass 8 items on.
pub(crate) fn pipeline() {
    let (source, mut input) = mpsc::sync_channel::<u32>(1);
    let mut threads = Vec::new();
    for _ in 0..3 {
        let (sender, output) = mpsc::sync_channel::<u32>(1);
        threads.push(thread::spawn(move || {
            while let Ok(item) = input.recv() {
                sender.send(item + 1).unwrap();
            }
        }));
        input = output;
    }
    threads.push(thread::spawn(move || {
        for item in 0..8 {
            source.send(item).unwrap();
        }
    }));
    let mut sum = 0;
    while let Ok(item) = input.recv() {
        sum += item;
    }
    assert_eq!(sum, 28 + 24);
    for thread in threads {
        thread.join().unwrap();
    }
}

/// 3 threads do nothing but let others go first: what the engine below costs, whatever is built on it.
pub(crate) fn nothing_but_switches() {
    let threads: Vec<_> = (0..3)
        .map(|_| {
            thread::spawn(|| {
                for _ in 0..20 {
                    thread::yield_now();
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
}
