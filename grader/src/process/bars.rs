//! What a cage is made of: a Landlock ruleset and seccomp filters, made before the child is, since
//! making them allocates. Applying them is `child`'s.

use super::confine::Cage;
use std::{io, os::fd::OwnedFd};

/// A cage, ready to be closed around a child.
#[derive(Debug, Default)]
pub(super) struct Bars {
    /// Which files may be opened.
    pub(super) ruleset: Option<OwnedFd>,
    /// Which calls are refused.
    pub(super) filters: Vec<Filter>,
    /// Become nobody.
    pub(super) drops_user: bool,
}

/// A filter in the kernel's own form.
#[cfg(target_os = "linux")]
pub(super) type Filter = seccompiler::BpfProgram;
/// Nothing is filtered on other systems.
#[cfg(not(target_os = "linux"))]
pub(super) type Filter = Vec<u8>;

impl Bars {
    /// Makes what the cage asks for.
    pub(super) fn forge(cage: Option<&Cage>) -> io::Result<Bars> {
        let Some(cage) = cage else {
            return Ok(Bars::default());
        };
        let confinement = cage.confinement;
        Ok(Bars {
            ruleset: if confinement.landlock {
                Some(system::ruleset(cage)?)
            } else {
                None
            },
            filters: if confinement.seccomp {
                system::filters(cage.purpose)?
            } else {
                Vec::new()
            },
            drops_user: confinement.drops_user,
        })
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    use super::{Cage, Filter};
    use crate::process::confine::Purpose;
    use std::{io, os::fd::OwnedFd};

    pub(super) fn ruleset(_: &Cage) -> io::Result<OwnedFd> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub(super) fn filters(_: Purpose) -> io::Result<Vec<Filter>> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

#[cfg(target_os = "linux")]
mod system {
    use super::{Cage, Filter};
    use crate::process::confine::Purpose;
    use landlock::{
        ABI, Access, AccessFs, AccessNet, CompatLevel, Compatible, Ruleset, RulesetAttr,
        RulesetCreatedAttr, RulesetError, Scope, path_beneath_rules,
    };
    use seccompiler::{
        SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
        SeccompRule, TargetArch,
    };
    use std::{collections::BTreeMap, io, os::fd::OwnedFd};

    /// The rights that are asked for; an older kernel gives what it has.
    const RIGHTS: ABI = ABI::V6;

    /// The files that may be opened; no address to connect to, nobody outside to signal.
    pub(super) fn ruleset(cage: &Cage) -> io::Result<OwnedFd> {
        let made = || -> Result<Option<OwnedFd>, RulesetError> {
            let ruleset = Ruleset::default()
                .set_compatibility(CompatLevel::BestEffort)
                .handle_access(AccessFs::from_all(RIGHTS))?
                .handle_access(AccessNet::from_all(RIGHTS))?
                .scope(Scope::from_all(RIGHTS))?
                .create()?
                .add_rules(path_beneath_rules(
                    &cage.readable,
                    AccessFs::from_read(RIGHTS),
                ))?
                .add_rules(path_beneath_rules(
                    &cage.writable,
                    AccessFs::from_all(RIGHTS),
                ))?;
            Ok(ruleset.into())
        };
        let made = made().map_err(io::Error::other)?;
        made.ok_or_else(|| io::ErrorKind::Unsupported.into())
    }

    /// Calls that neither a compiler nor a graded program needs.
    const NEVER: &[libc::c_long] = &[
        // The network, and whatever else a socket reaches.
        libc::SYS_socket,
        libc::SYS_connect,
        libc::SYS_bind,
        libc::SYS_listen,
        libc::SYS_accept,
        libc::SYS_accept4,
        // Other processes.
        libc::SYS_ptrace,
        libc::SYS_process_vm_readv,
        libc::SYS_process_vm_writev,
        libc::SYS_pidfd_getfd,
        libc::SYS_pidfd_send_signal,
        libc::SYS_process_madvise,
        libc::SYS_kcmp,
        // Memory and queues that would outlive the process.
        libc::SYS_shmget,
        libc::SYS_shmat,
        libc::SYS_semget,
        libc::SYS_msgget,
        libc::SYS_mq_open,
        // The system itself.
        libc::SYS_bpf,
        libc::SYS_io_uring_setup,
        libc::SYS_io_uring_enter,
        libc::SYS_io_uring_register,
        libc::SYS_userfaultfd,
        libc::SYS_perf_event_open,
        libc::SYS_mount,
        libc::SYS_umount2,
        libc::SYS_pivot_root,
        libc::SYS_chroot,
        libc::SYS_open_tree,
        libc::SYS_move_mount,
        libc::SYS_fsopen,
        libc::SYS_unshare,
        libc::SYS_setns,
        libc::SYS_open_by_handle_at,
        libc::SYS_inotify_init1,
        libc::SYS_fanotify_init,
        libc::SYS_add_key,
        libc::SYS_request_key,
        libc::SYS_keyctl,
        libc::SYS_init_module,
        libc::SYS_finit_module,
        libc::SYS_delete_module,
        libc::SYS_kexec_load,
        libc::SYS_reboot,
        libc::SYS_swapon,
        libc::SYS_swapoff,
        libc::SYS_settimeofday,
        libc::SYS_clock_settime,
        libc::SYS_personality,
    ];

    /// Calls that a graded program needs even less: it stays alone in its session, and signals nobody
    /// but its own threads.
    const NEVER_RUNNING: &[libc::c_long] = &[
        libc::SYS_kill,
        libc::SYS_tkill,
        libc::SYS_setsid,
        libc::SYS_setpgid,
        libc::SYS_memfd_create,
    ];

    #[cfg(target_arch = "x86_64")]
    const OLD_FORKS: &[libc::c_long] = &[libc::SYS_fork, libc::SYS_vfork];
    #[cfg(not(target_arch = "x86_64"))]
    const OLD_FORKS: &[libc::c_long] = &[];

    /// The calls that are refused, with an error that programs know how to take.
    pub(super) fn filters(purpose: Purpose) -> io::Result<Vec<Filter>> {
        let mut refused: BTreeMap<i64, Vec<SeccompRule>> =
            NEVER.iter().map(|&call| (call, Vec::new())).collect();
        let running = purpose == Purpose::Run;
        if running {
            let more = NEVER_RUNNING.iter().chain(OLD_FORKS);
            refused.extend(more.map(|&call| (call, Vec::new())));
            // A clone that is no thread is a process.
            let flag = u64::try_from(libc::CLONE_THREAD).unwrap_or(0);
            let no_thread = first_argument(SeccompCmpOp::MaskedEq(flag))?;
            refused.insert(libc::SYS_clone, vec![no_thread]);
            // Its own limits are read so, and others' are not its business.
            let of_others = first_argument(SeccompCmpOp::Ne)?;
            refused.insert(libc::SYS_prlimit64, vec![of_others]);
        }
        also_under_their_second_numbers(&mut refused);
        let mut filters = vec![filter(refused, libc::EPERM)?];
        if running {
            // Its flags lie in memory, where no filter looks: callers go back to `clone`.
            let unknown = BTreeMap::from([(libc::SYS_clone3, Vec::new())]);
            filters.push(filter(unknown, libc::ENOSYS)?);
        }
        Ok(filters)
    }

    /// A rule on a call's first argument, compared with zero.
    fn first_argument(operation: SeccompCmpOp) -> io::Result<SeccompRule> {
        SeccompCondition::new(0, SeccompCmpArgLen::Qword, operation, 0)
            .and_then(|condition| SeccompRule::new(vec![condition]))
            .map_err(io::Error::other)
    }

    /// x86-64 kernels may know each call by a second number, for programs with short pointers.
    fn also_under_their_second_numbers(refused: &mut BTreeMap<i64, Vec<SeccompRule>>) {
        const SHORT_POINTERS: i64 = 0x4000_0000;
        if cfg!(target_arch = "x86_64") {
            let again: Vec<_> = refused
                .iter()
                .map(|(call, rules)| (call | SHORT_POINTERS, rules.clone()))
                .collect();
            refused.extend(again);
        }
    }

    /// A filter that lets everything through but these.
    fn filter(refused: BTreeMap<i64, Vec<SeccompRule>>, error: i32) -> io::Result<Filter> {
        let architecture = if cfg!(target_arch = "x86_64") {
            TargetArch::x86_64
        } else if cfg!(target_arch = "aarch64") {
            TargetArch::aarch64
        } else if cfg!(target_arch = "riscv64") {
            TargetArch::riscv64
        } else {
            return Err(io::ErrorKind::Unsupported.into());
        };
        let error = u32::try_from(error).unwrap_or(1);
        SeccompFilter::new(
            refused,
            SeccompAction::Allow,
            SeccompAction::Errno(error),
            architecture,
        )
        .and_then(TryInto::try_into)
        .map_err(io::Error::other)
    }
}
