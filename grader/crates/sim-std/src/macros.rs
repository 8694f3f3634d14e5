//! The macros that print, and `thread_local!`.

/// Prints to what stands for the standard output.
#[macro_export]
macro_rules! print {
    ($($arg:tt)*) => { $crate::io::_print($crate::format_args!($($arg)*), "") };
}

/// Prints to what stands for the standard output, with a newline.
#[macro_export]
macro_rules! println {
    () => { $crate::io::_print($crate::format_args!(""), "\n") };
    ($($arg:tt)*) => { $crate::io::_print($crate::format_args!($($arg)*), "\n") };
}

/// Prints to what stands for the standard error stream.
#[macro_export]
macro_rules! eprint {
    ($($arg:tt)*) => { $crate::io::_eprint($crate::format_args!($($arg)*), "") };
}

/// Prints to what stands for the standard error stream, with a newline.
#[macro_export]
macro_rules! eprintln {
    () => { $crate::io::_eprint($crate::format_args!(""), "\n") };
    ($($arg:tt)*) => { $crate::io::_eprint($crate::format_args!($($arg)*), "\n") };
}

/// Prints an expression with its place and value, and gives the value.
#[macro_export]
macro_rules! dbg {
    () => {
        $crate::eprintln!("[{}:{}:{}]", $crate::file!(), $crate::line!(), $crate::column!())
    };
    ($value:expr $(,)?) => {
        match $value {
            value => {
                $crate::eprintln!(
                    "[{}:{}:{}] {} = {:#?}",
                    $crate::file!(),
                    $crate::line!(),
                    $crate::column!(),
                    $crate::stringify!($value),
                    &value
                );
                value
            }
        }
    };
    ($($value:expr),+ $(,)?) => { ($($crate::dbg!($value)),+,) };
}

/// Declares values of which each thread has its own.
#[macro_export]
macro_rules! thread_local {
    () => {};
    ($(#[$attribute:meta])* $vis:vis static $name:ident: $t:ty = const $init:block
        $(; $($rest:tt)*)?) => {
        $(#[$attribute])* $vis const $name: $crate::thread::LocalKey<$t> = {
            static KEY: $crate::thread::local_impl::Key = $crate::thread::local_impl::Key::new();
            const INIT: $t = $init;
            fn init() -> $t { INIT }
            $crate::thread::LocalKey::_new(&KEY, init)
        };
        $($crate::thread_local!($($rest)*);)?
    };
    ($(#[$attribute:meta])* $vis:vis static $name:ident: $t:ty = $init:expr
        $(; $($rest:tt)*)?) => {
        $(#[$attribute])* $vis const $name: $crate::thread::LocalKey<$t> = {
            static KEY: $crate::thread::local_impl::Key = $crate::thread::local_impl::Key::new();
            fn init() -> $t { $init }
            $crate::thread::LocalKey::_new(&KEY, init)
        };
        $($crate::thread_local!($($rest)*);)?
    };
}
