//@ expect: does-not-compile
//@ topic: welcome
//@ points: 0
//! A macro that would run inside of the compiler.

extern crate proc_macro;

use proc_macro::TokenStream;

#[proc_macro]
pub fn run(_: TokenStream) -> TokenStream {
    TokenStream::new()
}

/// Both pay; see the title.
pub fn pay_each_other(ann: i64, ben: i64) -> (i64, i64) {
    (ann, ben)
}
