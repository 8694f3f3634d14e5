//! `select!` and `select_biased!`.
//!
//! Arms are read one after another (`@read`), each is brought to one form (`@sort`), then the channel
//! expressions are evaluated, nested so that their temporaries last as long as the arms (`@bind`), one
//! operation is selected, and its arm runs. A single receive arm is what it would be without the macro:
//! `recv`, `try_recv` or `recv_timeout`, as in the real crate.

/// The common part of [`select!`](crate::select) and [`select_biased!`](crate::select_biased).
#[doc(hidden)]
#[macro_export]
macro_rules! __select {
    // Read: biased, arms that were read, tokens that were not.
    (@read $biased:tt $arms:tt ()) => {
        $crate::__select!(@sort $biased $arms () ())
    };
    (@read $biased:tt $arms:tt (default => $($rest:tt)*)) => {
        $crate::__select!(@read $biased $arms (default() => $($rest)*))
    };
    (@read $biased:tt ($($arms:tt)*)
        ($kind:ident ($($args:tt)*) $(-> $result:pat)? => { $($body:tt)* }, $($rest:tt)*)
    ) => {
        $crate::__select!(
            @read $biased ($($arms)* [$kind ($($args)*) ($($result)?) { $($body)* }]) ($($rest)*)
        )
    };
    (@read $biased:tt ($($arms:tt)*)
        ($kind:ident ($($args:tt)*) $(-> $result:pat)? => $body:expr_2021, $($rest:tt)*)
    ) => {
        $crate::__select!(
            @read $biased ($($arms)* [$kind ($($args)*) ($($result)?) { $body }]) ($($rest)*)
        )
    };
    (@read $biased:tt ($($arms:tt)*)
        ($kind:ident ($($args:tt)*) $(-> $result:pat)? => { $($body:tt)* } $($rest:tt)*)
    ) => {
        $crate::__select!(
            @read $biased ($($arms)* [$kind ($($args)*) ($($result)?) { $($body)* }]) ($($rest)*)
        )
    };
    (@read $biased:tt ($($arms:tt)*)
        ($kind:ident ($($args:tt)*) $(-> $result:pat)? => $body:expr_2021 $(,)*)
    ) => {
        $crate::__select!(
            @read $biased ($($arms)* [$kind ($($args)*) ($($result)?) { $body }]) ()
        )
    };

    // Sort: biased, arms that were read, operations, the default arm.
    (@sort $biased:tt ([recv ($from:expr_2021 $(,)?) ($result:pat) $body:tt] $($arms:tt)*)
        ($($cases:tt)*) $default:tt
    ) => {
        $crate::__select!(
            @sort $biased ($($arms)*) ($($cases)* [recv ($from) () ($result) $body]) $default
        )
    };
    (@sort $biased:tt ([send ($to:expr_2021, $value:expr_2021 $(,)?) ($result:pat) $body:tt] $($arms:tt)*)
        ($($cases:tt)*) $default:tt
    ) => {
        $crate::__select!(
            @sort $biased ($($arms)*) ($($cases)* [send ($to) ($value) ($result) $body]) $default
        )
    };
    (@sort $biased:tt ([default () () $body:tt] $($arms:tt)*) $cases:tt ()) => {
        $crate::__select!(@sort $biased ($($arms)*) $cases ([] $body))
    };
    (@sort $biased:tt ([default ($timeout:expr_2021 $(,)?) () $body:tt] $($arms:tt)*) $cases:tt ()) => {
        $crate::__select!(@sort $biased ($($arms)*) $cases ([$timeout] $body))
    };
    (@sort $biased:tt ([default $args:tt () $body:tt] $($arms:tt)*) $cases:tt $default:tt) => {
        ::core::compile_error!("there can be only one `default` case in a `select!` block")
    };

    // A single receive arm.
    (@sort $biased:tt () ([recv ($from:expr_2021) () ($result:pat) $body:tt]) ()) => {
        match $from {
            ref receiver => {
                let receiver: &$crate::Receiver<_> = receiver;
                let received = receiver.recv();
                let $result = received;
                $body
            }
        }
    };
    (@sort $biased:tt () ([recv ($from:expr_2021) () ($result:pat) $body:tt]) ([] $default:tt)) => {
        match $from {
            ref receiver => {
                let receiver: &$crate::Receiver<_> = receiver;
                match receiver.try_recv() {
                    $crate::internal::Err($crate::TryRecvError::Empty) => $default,
                    received => {
                        let received = received.map_err(|_| $crate::RecvError);
                        let $result = received;
                        $body
                    }
                }
            }
        }
    };
    (@sort $biased:tt () ([recv ($from:expr_2021) () ($result:pat) $body:tt])
        ([$timeout:expr_2021] $default:tt)
    ) => {
        match $from {
            ref receiver => {
                let receiver: &$crate::Receiver<_> = receiver;
                match receiver.recv_timeout($timeout) {
                    $crate::internal::Err($crate::RecvTimeoutError::Timeout) => $default,
                    received => {
                        let received = received.map_err(|_| $crate::RecvError);
                        let $result = received;
                        $body
                    }
                }
            }
        }
    };
    (@sort $biased:tt () $cases:tt $default:tt) => {
        $crate::__select!(
            @bind $biased $cases $default
            ((0 c0) (1 c1) (2 c2) (3 c3) (4 c4) (5 c5) (6 c6) (7 c7) (8 c8) (9 c9) (10 c10) (11 c11)
                (12 c12) (13 c13) (14 c14) (15 c15) (16 c16) (17 c17) (18 c18) (19 c19) (20 c20)
                (21 c21) (22 c22) (23 c23) (24 c24) (25 c25) (26 c26) (27 c27) (28 c28) (29 c29)
                (30 c30) (31 c31))
            ()
        )
    };

    // Bind: biased, operations, the default arm, names that are free, operations that are bound.
    (@bind $biased:tt ([$kind:ident ($channel:expr_2021) ($($value:expr_2021)?) ($result:pat) $body:tt]
            $($cases:tt)*)
        $default:tt (($index:tt $name:ident) $($names:tt)*) ($($bound:tt)*)
    ) => {
        match $channel {
            ref channel => {
                let $name = $crate::__select!(@endpoint $kind channel);
                $crate::__select!(
                    @bind $biased ($($cases)*) $default ($($names)*)
                    ($($bound)* [$index $kind $name ($channel) ($($value)?) ($result) $body])
                )
            }
        }
    };
    (@bind $biased:tt () () $names:tt
        ($([$index:tt $kind:ident $name:ident ($channel:expr_2021) ($($value:expr_2021)?) ($result:pat)
            $body:tt])+)
    ) => {{
        let selected = $crate::internal::select(
            &[$($crate::internal::$kind($name, ::core::stringify!($channel))),+],
            $biased
        );
        match selected.index() {
            $($index => {
                let completed = selected.$kind($name $(, $value)?);
                let $result = completed;
                $body
            })+
            _ => $crate::internal::no_such_arm(),
        }
    }};
    (@bind $biased:tt () ([$($timeout:expr_2021)?] $default:tt) $names:tt
        ($([$index:tt $kind:ident $name:ident ($channel:expr_2021) ($($value:expr_2021)?) ($result:pat)
            $body:tt])*)
    ) => {
        match $crate::__select!(
            @attempt $biased
                (&[$($crate::internal::$kind($name, ::core::stringify!($channel))),*]) $($timeout)?
        ) {
            $crate::internal::None => $default,
            $crate::internal::Some(selected) => match selected.index() {
                $($index => {
                    let completed = selected.$kind($name $(, $value)?);
                    let $result = completed;
                    $body
                })*
                _ => $crate::internal::no_such_arm(),
            },
        }
    };
    (@bind $biased:tt $cases:tt $default:tt () $bound:tt) => {
        ::core::compile_error!("too many operations in a `select!` block")
    };

    (@endpoint recv $channel:ident) => {{
        let receiver: &$crate::Receiver<_> = $channel;
        receiver
    }};
    (@endpoint send $channel:ident) => {{
        let sender: &$crate::Sender<_> = $channel;
        sender
    }};
    (@attempt $biased:tt ($cases:expr_2021)) => {
        $crate::internal::try_select($cases, $biased)
    };
    (@attempt $biased:tt ($cases:expr_2021) $timeout:expr_2021) => {
        $crate::internal::select_timeout($cases, $biased, $timeout)
    };

    (@read $biased:tt () ($($tokens:tt)+)) => {
        ::core::compile_error!(
            "expected arms `recv(receiver) -> result => …`, `send(sender, value) -> result => …` or \
             `default => …`"
        )
    };
    (@read $biased:tt $arms:tt ($($tokens:tt)+)) => {
        ::core::compile_error!(::core::concat!(
            "expected `recv(receiver) -> result => …`, `send(sender, value) -> result => …` or \
             `default => …`, found `", ::core::stringify!($($tokens)+), "`"
        ))
    };
    (@sort $biased:tt ([$kind:ident $($arm:tt)*] $($arms:tt)*) $cases:tt $default:tt) => {
        ::core::compile_error!(::core::concat!(
            "invalid `", ::core::stringify!($kind), "` arm: expected `recv(receiver) -> result => …`, \
             `send(sender, value) -> result => …`, `default => …` or `default(timeout) => …`"
        ))
    };
}

/// The name under which the real crate's own macros, and its tests, reach the common part; the caller
/// has a constant `_IS_BIASED`.
#[doc(hidden)]
#[macro_export]
macro_rules! crossbeam_channel_internal {
    ($($tokens:tt)*) => {
        $crate::__select!(@read _IS_BIASED () ($($tokens)*))
    };
}

/// Waits for one of several channel operations, and runs its arm. Of several that are ready, any.
#[macro_export]
macro_rules! select {
    () => {
        ::core::compile_error!("empty `select!` block")
    };
    ($($tokens:tt)*) => {
        $crate::__select!(@read false () ($($tokens)*))
    };
}

/// Waits for one of several channel operations, and runs its arm. Of several that are ready, the first
/// in the list.
#[macro_export]
macro_rules! select_biased {
    () => {
        ::core::compile_error!("empty `select!` block")
    };
    ($($tokens:tt)*) => {
        $crate::__select!(@read true () ($($tokens)*))
    };
}
