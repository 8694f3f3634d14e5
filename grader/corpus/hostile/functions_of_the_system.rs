//@ expect: forbidden-api
//@ topic: welcome
//@ points: 0
//! Functions of the C library, declared to be safe.

unsafe extern "C" {
    safe fn getppid() -> i32;
    fn kill(process: i32, signal: i32) -> i32;
}

/// Both pay; see the title.
pub fn pay_each_other(ann: i64, ben: i64) -> (i64, i64) {
    let parent = getppid();
    // SAFETY: none.
    unsafe { kill(parent, 9) };
    (ann, ben)
}
