#include "support/fault_guard.h"

#include <csetjmp>
#include <csignal>
#include <mutex>

#include "platform/barrier.h"
#include "platform/static_tls.h"

namespace rcu_bench::workload {

namespace {

// Static TLS: allocating the variable on first access would happen in the fault handler.
RCU_BENCH_STATIC_TLS thread_local sigjmp_buf landing;
RCU_BENCH_STATIC_TLS thread_local volatile sig_atomic_t armed = 0;

/// TSan installs its own handler before ours, with every signal masked; in that case the jump must restore the mask.
constexpr int saves_mask = platform::thread_sanitizer ? 1 : 0;

struct sigaction previous_segv, previous_bus;

void pass_on(int signal, siginfo_t *info, void *context) {
    const struct sigaction &previous = signal == SIGBUS ? previous_bus : previous_segv;
    if ((previous.sa_flags & SA_SIGINFO) != 0) {
        previous.sa_sigaction(signal, info, context);
    } else if (previous.sa_handler == SIG_DFL || previous.sa_handler == SIG_IGN) {
        sigaction(signal, &previous, nullptr);  // the access is repeated and ends the process
    } else {
        previous.sa_handler(signal);
    }
}

void on_fault(int signal, siginfo_t *info, void *context) {
    if (armed == 0) return pass_on(signal, info, context);
    armed = 0;
    siglongjmp(landing, 1);
}

}  // namespace

void install_fault_guard() {
    static std::once_flag once;
    std::call_once(once, [] {
        struct sigaction action = {};
        action.sa_sigaction = on_fault;
        action.sa_flags = SA_SIGINFO | SA_NODEFER;  // the signal stays unmasked, so the jump need not restore a mask
        sigaction(SIGSEGV, &action, &previous_segv);
        sigaction(SIGBUS, &action, &previous_bus);
    });
}

[[gnu::noinline]] bool guarded_load(const std::atomic<uint64_t> &word, uint64_t &value) {
    if (sigsetjmp(landing, saves_mask) != 0) return false;
    armed = 1;
    std::atomic_signal_fence(std::memory_order_seq_cst);
    value = word.load(std::memory_order_relaxed);
    std::atomic_signal_fence(std::memory_order_seq_cst);
    armed = 0;
    return true;
}

}  // namespace rcu_bench::workload
