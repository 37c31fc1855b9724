#include "load/setter.h"

#include "platform/clock.h"
#include "support/observed_thread.h"

namespace rcu_bench::workload {

void Setter::start(trace::Observer &observer) {
    thread_ = observed_thread(observer, "setter", trace::ThreadRole::guest, [this] { run(); });
}

void Setter::stop() {
    {
        const std::lock_guard guard(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void Setter::order(int64_t at_ns) {
    {
        const std::lock_guard guard(mutex_);
        ordered_ = true;
        at_ns_ = at_ns;
    }
    changed_.notify_all();
}

int64_t Setter::settled() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !ordered_; });
    return set_ns_;
}

void Setter::run() {
    std::unique_lock lock(mutex_);
    for (;;) {
        changed_.wait(lock, [this] { return ordered_ || stopping_; });
        if (!ordered_) return;
        const int64_t at_ns = at_ns_;
        lock.unlock();
        platform::sleep_until_ns(at_ns);
        const int64_t set_ns = platform::monotonic_ns();
        waitable_.set();
        lock.lock();
        set_ns_ = set_ns;
        ordered_ = false;
        changed_.notify_all();
    }
}

}  // namespace rcu_bench::workload
