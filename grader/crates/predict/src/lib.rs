//! Nothing but the tests of this crate: each program that `questions.toml` asks about is compiled against
//! the simulation, as a graded program is, and run in every interleaving; what came out has to be the key.
