//@ expect: forbidden-api
//@ topic: welcome
//@ points: 0
//! A system call by hand.

use std::arch::asm;

/// Both pay; see the title.
pub fn pay_each_other(ann: i64, ben: i64) -> (i64, i64) {
    let number: i64;
    unsafe {
        asm!("syscall", inlateout("rax") 39_i64 => number, out("rcx") _, out("r11") _);
    }
    (ann + number, ben)
}
