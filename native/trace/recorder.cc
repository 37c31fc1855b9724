#include "trace/recorder.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace rcu_bench::trace {

ThreadLog::ThreadLog(std::string thread_name, ThreadRole thread_role, int thread_id, size_t capacity,
                     WhenFull when_full)
    : name(std::move(thread_name)),
      role(thread_role),
      tid(thread_id),
      slots_(new Slot[capacity]),
      mask_(capacity - 1),
      limit_(when_full == WhenFull::overwrite ? UINT64_MAX : capacity),
      when_full_(when_full) {}

Event ThreadLog::at(uint64_t index) const {
    const Slot &slot = slots_[index & mask_];
    return {.ticks = slot.ticks.load(std::memory_order_relaxed),
            .kind = slot.kind.load(std::memory_order_relaxed),
            .a = slot.a.load(std::memory_order_relaxed),
            .b = slot.b.load(std::memory_order_relaxed)};
}

uint64_t ThreadLog::dropped() const {
    return when_full_ == WhenFull::overwrite ? first() : refused_.load(std::memory_order_relaxed);
}

void ThreadLog::lose() {
    if (!frozen_.load(std::memory_order_relaxed)) refused_.fetch_add(1, std::memory_order_relaxed);
}

void ThreadLog::freeze() {
    frozen_.store(true, std::memory_order_relaxed);
    limit_.store(0, std::memory_order_relaxed);
}

void ThreadLog::release(uint64_t index) {
    uint64_t limit = limit_.load(std::memory_order_relaxed);
    // Release: the slots have been read before their room is given back. Counterpart: none that orders the writer's
    // stores, which depend on the limit that it has seen; on the CPUs that this runs on they cannot overtake it.
    while (limit != 0 && !limit_.compare_exchange_weak(limit, index + capacity(), std::memory_order_release)) {
    }
}

Recorder::Recorder(size_t events_per_thread, WhenFull when_full)
    : capacity_(std::bit_ceil(std::max<size_t>(events_per_thread, 64))), when_full_(when_full) {
    mark_clock();
}

ThreadLog &Recorder::attach(const std::string &name, ThreadRole role, int tid) {
    const std::lock_guard guard(mutex_);
    ThreadLog &log = logs_.emplace_back(name, role, tid, capacity_, when_full_);
    if (frozen()) log.freeze();
    return log;
}

void Recorder::freeze() {
    const std::lock_guard guard(mutex_);
    if (frozen_.exchange(true)) return;
    for (ThreadLog &log : logs_) log.freeze();
}

size_t Recorder::log_count() const {
    const std::lock_guard guard(mutex_);
    return logs_.size();
}

const ThreadLog &Recorder::log(size_t index) const {
    const std::lock_guard guard(mutex_);
    return logs_[index];
}

ThreadLog &Recorder::log(size_t index) {
    const std::lock_guard guard(mutex_);
    return logs_[index];
}

uint64_t Recorder::dropped() const {
    const std::lock_guard guard(mutex_);
    uint64_t sum = 0;
    for (const ThreadLog &log : logs_) sum += log.dropped();
    return sum;
}

void Recorder::mark_clock() {
    const ClockPoint point = read_clock_point();
    const std::lock_guard guard(mutex_);
    clock_points_.push_back(point);
}

void Recorder::mark_clock_if_due() {
    constexpr int64_t every_ns = 1'000'000'000;
    const int64_t now_ns = platform::monotonic_ns();
    {
        const std::lock_guard guard(mutex_);
        if (now_ns - clock_points_.back().ns < every_ns) return;
    }
    mark_clock();
}

std::vector<ClockPoint> Recorder::clock_points() const {
    const std::lock_guard guard(mutex_);
    return clock_points_;
}

ClockMap Recorder::clock_map() const { return ticks_are_counted ? ClockMap(clock_points()) : ClockMap(); }

}  // namespace rcu_bench::trace
