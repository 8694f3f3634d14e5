//@ expect: forbidden-api
//@ topic: welcome
//@ points: 0
//! Puts a function where the system looks for what to run before `main`, and takes the place of one of
//! the C library.

#![allow(unsafe_code)]

extern "C" fn early() {
    println!("test result: ok");
}

#[used]
#[unsafe(link_section = ".init_array")]
static EARLY: extern "C" fn() = early;

#[unsafe(no_mangle)]
pub extern "C" fn write(_: i32, _: *const u8, length: usize) -> isize {
    isize::try_from(length).unwrap_or(0)
}

/// Both pay; see the title.
pub fn pay_each_other(ann: i64, ben: i64) -> (i64, i64) {
    (ann, ben)
}
