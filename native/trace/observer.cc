#include "trace/observer.h"

#include <sys/syscall.h>
#include <unistd.h>

namespace rcu_bench::trace {

ThreadContext &Observer::attach(std::string name, ThreadRole role) {
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
    current_thread = &context;
    return context;
}

void Observer::detach() { current_thread = nullptr; }

}  // namespace rcu_bench::trace
