#include "trace/observer.h"

#include <sys/syscall.h>
#include <unistd.h>

#include "platform/thread_name.h"

namespace rcu_bench::trace {

ThreadContext &Observer::attach(std::string name, ThreadRole role) {
    // A program's main thread keeps its name, which is the name of the process.
    if (getpid() != syscall(SYS_gettid)) platform::name_this_thread(name);
    // Pinned before the ring is made, so that the ring's memory belongs to that CPU.
    if (role == ThreadRole::rcu) places_.pin_self(rcu_threads_.fetch_add(1, std::memory_order_relaxed));
    const int tid = static_cast<int>(syscall(SYS_gettid));
    const std::lock_guard guard(mutex_);
    ThreadContext &context = threads_.emplace_back();
    context.name = std::move(name);
    context.role = role;
    context.tid = tid;
    context.accounting = &accounting_;
    context.counted = accounting_.join(role == ThreadRole::rcu);
    if (recorder_ != nullptr) context.log = &recorder_->attach(context.name, role, tid);
    context.perturbation = perturbation_;
    context.luck = threads_.size();
    if (role == ThreadRole::rcu) context.usage_at_attach = platform::own_usage();
    current_thread = &context;
    return context;
}

void Observer::detach() {
    ThreadContext *const context = current_thread;
    current_thread = nullptr;
    if (context == nullptr || context->role != ThreadRole::rcu) return;
    context->usage_at_detach = platform::own_usage();
    context->detached.store(true, std::memory_order_release);  // counterpart: the acquire in usage_of()
}

std::optional<platform::ThreadUsage> usage_of(const ThreadContext &context) {
    const auto at_detach = [&context]() -> std::optional<platform::ThreadUsage> {
        if (!context.detached.load(std::memory_order_acquire)) return std::nullopt;
        return context.usage_at_detach;
    };
    if (const auto usage = at_detach()) return usage;
    const auto usage = platform::usage_of(context.tid);
    return usage ? usage : at_detach();  // it may have ended just now
}

}  // namespace rcu_bench::trace
