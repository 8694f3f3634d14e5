//! Programs that must not compile, tried with the reference solution: every word of the compiler counts.
//! For a submission the number of the error at the marked line does, since its own types change the words.

#[test]
fn misuse_is_refused_in_these_words() {
    trybuild::TestCases::new().compile_fail("tests/contracts/*.rs");
}
