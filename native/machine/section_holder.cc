#include "machine/section_holder.h"

#include <chrono>

#include "platform/clock.h"
#include "support/observed_thread.h"

namespace rcu_bench::workload {

void SectionHolder::start() {
    thread_ = observed_thread(observer_, "holder", trace::ThreadRole::io, [this] {
        provider_.register_reader(reader_);
        run();
        provider_.unregister_reader(reader_);
    });
}

void SectionHolder::stop() {
    {
        const std::lock_guard guard(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

void SectionHolder::enter() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !inside_; });  // the previous section has ended
    leave_ns_ = never;
    wanted_ = true;
    changed_.notify_all();
    changed_.wait(lock, [this] { return inside_; });
}

void SectionHolder::leave_at(int64_t time_ns) {
    {
        const std::lock_guard guard(mutex_);
        leave_ns_ = time_ns;
    }
    changed_.notify_all();
}

void SectionHolder::run() {
    const provider::ReadSide side = provider_.read_side();
    std::unique_lock lock(mutex_);
    for (;;) {
        trace::current_thread->activity.does("is outside of any section");
        changed_.wait(lock, [this] { return wanted_ || stopping_; });
        if (!wanted_) return;
        wanted_ = false;
        hold(side, lock);
    }
}

void SectionHolder::hold(const provider::ReadSide &side, std::unique_lock<std::mutex> &lock) {
    using Time = std::chrono::time_point<std::chrono::steady_clock>;  // CLOCK_MONOTONIC
    trace::current_thread->activity.does("holds a read-side critical section open");
    side.lock(reader_);
    inside_ = true;
    changed_.notify_all();
    while (!stopping_ && platform::monotonic_ns() < leave_ns_) {
        if (leave_ns_ == never) {
            changed_.wait(lock);
        } else {
            changed_.wait_until(lock, Time(std::chrono::nanoseconds(leave_ns_)));
        }
    }
    side.unlock(reader_);
    inside_ = false;
    changed_.notify_all();
}

}  // namespace rcu_bench::workload
