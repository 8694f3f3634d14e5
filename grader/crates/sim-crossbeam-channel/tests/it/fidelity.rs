//! The same source, compiled against the real crate and against this one: what compiles, which traits
//! there are, what is printed, and what each form of `select!` does.

use crate::support::ends;

#[allow(
    dead_code,
    clippy::similar_names,
    clippy::items_after_statements,
    clippy::type_complexity,
    clippy::too_many_lines,
    clippy::needless_continue,
    clippy::let_and_return,
    clippy::declare_interior_mutable_const,
    reason = "a table of what there is; a probe for a trait asks in two ways, and uses one"
)]
mod real {
    use crossbeam_channel as channel;
    use std::time::Instant;
    include!("fidelity/surface.rs");
}

#[allow(
    dead_code,
    clippy::similar_names,
    clippy::items_after_statements,
    clippy::type_complexity,
    clippy::too_many_lines,
    clippy::needless_continue,
    clippy::let_and_return,
    clippy::declare_interior_mutable_const,
    reason = "a table of what there is; a probe for a trait asks in two ways, and uses one"
)]
mod simulated {
    use sim_crossbeam_channel as channel;
    use sim_std::time::Instant;
    include!("fidelity/surface.rs");
}

#[test]
fn traits_are_those_of_the_real_crate() {
    for (real, simulated) in real::traits().into_iter().zip(simulated::traits()) {
        assert_eq!(real, simulated);
    }
    assert!(
        real::traits().iter().any(|(_, has)| *has) && real::traits().iter().any(|(_, has)| !*has)
    );
}

#[test]
fn texts_are_those_of_the_real_crate() {
    let real = real::texts();
    assert_eq!(ends(simulated::texts), [real]);
}

#[test]
fn every_form_of_select_compiles_and_does_the_same() {
    let real = real::forms();
    assert_eq!(ends(simulated::forms), [real]);
}

#[test]
fn functions_and_methods_have_the_same_types() {
    real::signatures();
    simulated::signatures();
}
