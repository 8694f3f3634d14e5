//! Where the schedule may change: before each operation, and after each that releases somebody.

use crate::support::{explored, fails_as};
use sim::Config;
use sim_std::sync::{Arc, Mutex, mpsc};
use sim_std::thread;
use wire::Code;

/// Found by 2,071 of 50,000 native runs, and by none of a search with points before operations only:
/// the channel closes before the worker lets go of the list.
#[test]
fn a_list_that_is_still_shared_after_the_channel_has_closed_is_found() {
    fails_as(Code::Panic, || {
        let list = Arc::new(Mutex::new(Vec::new()));
        let (sender, receiver) = mpsc::channel::<()>();
        let theirs = Arc::clone(&list);
        let worker = thread::spawn(move || {
            theirs.lock().unwrap().push(1);
            drop(sender);
            drop(theirs);
        });
        while receiver.recv().is_ok() {}
        Arc::try_unwrap(list).expect("nobody else has the list");
        worker.join().unwrap();
    });
}

#[test]
fn the_same_schedule_gives_the_same_story_every_time() {
    let body = || {
        let map: sim_std::collections::HashMap<_, _> = (0..9).map(|n| (n, n)).collect();
        let (sender, receiver) = mpsc::channel();
        for number in map.into_keys().take(2) {
            let sender = sender.clone();
            thread::spawn(move || sender.send((number, thread::current().id())).unwrap());
        }
        drop(sender);
        let first = receiver.recv().unwrap();
        sim_std::println!("{first:?}");
        assert!(format!("{:?}", first.1) != "ThreadId(3)");
    };
    let found = explored(&Config::default(), body).1.failure.unwrap();
    assert_eq!(found.code, Code::Panic);
    for _ in 0..100 {
        let again = explored(&Config::default(), body).1.failure.unwrap();
        assert_eq!(again, found);
        let replayed = sim::replay(&Config::default(), &found.schedule, &body).unwrap();
        assert_eq!(replayed.steps, found.steps);
    }
}
