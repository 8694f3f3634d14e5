//! The module `panic` and the macro of the same name, which only a glob can bring together.

/// `std::panic` without the hooks: those are the harness's.
pub mod panic {
    pub use ::std::panic::{
        AssertUnwindSafe, Location, PanicHookInfo, RefUnwindSafe, UnwindSafe, catch_unwind,
        panic_any, resume_unwind,
    };
}

// The module above hides the real module; what is left of the name is the macro.
pub use ::std::*;

/// Macros whose names are modules as well, without the modules.
pub(crate) mod macros_only {
    #[expect(
        hidden_glob_reexports,
        reason = "the module is hidden so that the macro alone is left"
    )]
    mod panic {}
    #[expect(
        hidden_glob_reexports,
        reason = "the module is hidden so that the macro alone is left"
    )]
    mod vec {}
    pub use ::std::*;
}
