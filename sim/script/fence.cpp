// The second fence around a program, a filter of system calls (seccomp). The first is that bindings are replaced; this one
// holds where that was forgotten.
#include "sim/script/fence.hpp"

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace sim::script {

namespace {

constexpr std::uint32_t forbidden[] = {
    __NR_execve,
    __NR_execveat,
    __NR_socket,
    __NR_socketpair,
    __NR_connect,
    __NR_bind,
    __NR_listen,
    __NR_accept,
    __NR_accept4,
    __NR_ptrace,
    __NR_mount,
    __NR_umount2,
    __NR_chroot,
    __NR_unshare,
    __NR_setns,
    __NR_truncate,
    __NR_ftruncate,
    __NR_unlinkat,
    __NR_renameat,
    __NR_renameat2,
    __NR_mkdirat,
    __NR_mknodat,
    __NR_linkat,
    __NR_symlinkat,
    __NR_fchmodat,
    __NR_fchmod,
    __NR_fchownat,
    __NR_fchown,
    __NR_utimensat,
    __NR_setxattr,
    __NR_lsetxattr,
    __NR_fsetxattr,
    __NR_removexattr,
    __NR_process_vm_writev,
    __NR_process_vm_readv,
    __NR_bpf,
    __NR_io_uring_setup,
    __NR_memfd_create,
#ifdef __NR_unlink
    __NR_fork,
    __NR_vfork,
    __NR_creat,
    __NR_unlink,
    __NR_rename,
    __NR_mkdir,
    __NR_rmdir,
    __NR_mknod,
    __NR_link,
    __NR_symlink,
    __NR_chmod,
    __NR_chown,
    __NR_lchown,
    __NR_utime,
    __NR_utimes,
    __NR_futimesat,
#endif
};

/// Calls that glibc tries first and does without: they hide their flags in memory.
constexpr std::uint32_t missing[] = {__NR_clone3, __NR_openat2};

constexpr std::uint32_t argument_low(int index) {
    return static_cast<std::uint32_t>(offsetof(seccomp_data, args)) +
           static_cast<std::uint32_t>(index) * 8;
}

class Filter {
public:
    void add(std::uint16_t code, std::uint32_t k, std::uint8_t if_true = 0,
             std::uint8_t if_false = 0) {
        rows_.push_back({code, if_true, if_false, k});
    }
    void load(std::uint32_t offset) { add(BPF_LD | BPF_W | BPF_ABS, offset); }
    void answer(std::uint32_t with) { add(BPF_RET | BPF_K, with); }
    void answer_if_call(std::uint32_t call, std::uint32_t with) {
        add(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1);
        answer(with);
    }
    /// `call` fails if any of `bits` of the argument is set; or, if `must_have`, unless one is.
    void check_bits(std::uint32_t call, int argument, std::uint32_t bits, bool must_have) {
        add(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 4);
        load(argument_low(argument));
        if (must_have) add(BPF_JMP | BPF_JSET | BPF_K, bits, 1, 0);
        else add(BPF_JMP | BPF_JSET | BPF_K, bits, 0, 1);
        answer(SECCOMP_RET_ERRNO | EPERM);
        answer(SECCOMP_RET_ALLOW);
    }
    /// `call` may concern nobody but this process.
    void check_own(std::uint32_t call) {
        add(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 4);
        load(argument_low(0));
        add(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(getpid()), 1, 0);
        answer(SECCOMP_RET_ERRNO | EPERM);
        answer(SECCOMP_RET_ALLOW);
    }
    [[nodiscard]] bool install() {
        sock_fprog program{.len = static_cast<unsigned short>(rows_.size()),
                           .filter = rows_.data()};
        return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
               syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program) ==
                   0;
    }

private:
    std::vector<sock_filter> rows_;
};

}  // namespace

bool raise_fence(FenceFor whom) {
#if defined(__x86_64__)
    constexpr std::uint32_t architecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
    constexpr std::uint32_t architecture = AUDIT_ARCH_AARCH64;
#else
    return false;
#endif
    constexpr std::uint32_t refuse = SECCOMP_RET_ERRNO | EPERM;
    constexpr std::uint32_t writing = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC;
    Filter filter;
    filter.load(offsetof(seccomp_data, arch));
    filter.add(BPF_JMP | BPF_JEQ | BPF_K, architecture, 1, 0);
    filter.answer(refuse);
    filter.load(offsetof(seccomp_data, nr));
#if defined(__x86_64__)
    // The calls of the x32 kind are the same ones by other numbers.
    filter.add(BPF_JMP | BPF_JGE | BPF_K, 0x4000'0000, 0, 1);
    filter.answer(refuse);
#endif
    if (whom != FenceFor::forked) {
        for (const std::uint32_t call : forbidden) filter.answer_if_call(call, refuse);
        for (const std::uint32_t call : missing)
            filter.answer_if_call(call, SECCOMP_RET_ERRNO | ENOSYS);
#ifdef __NR_open
        filter.check_bits(__NR_open, 1, writing, false);
#endif
        filter.check_bits(__NR_openat, 2, writing, false);
    }
    if (whom != FenceFor::server) {
        filter.check_bits(__NR_clone, 0, CLONE_THREAD, true);
        filter.check_own(__NR_kill);
        filter.check_own(__NR_tgkill);
        filter.answer_if_call(__NR_tkill, refuse);
    }
    filter.answer(SECCOMP_RET_ALLOW);
    return filter.install();
}

}  // namespace sim::script
