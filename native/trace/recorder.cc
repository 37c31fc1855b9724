#include "trace/recorder.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace rcu_bench::trace {

ThreadLog::ThreadLog(std::string thread_name, ThreadRole thread_role, int thread_id, size_t capacity,
                     const std::atomic<bool> &frozen)
    : name(std::move(thread_name)),
      role(thread_role),
      tid(thread_id),
      slots_(new Slot[capacity]),
      mask_(capacity - 1),
      frozen_(frozen) {}

Event ThreadLog::at(uint64_t index) const {
    const Slot &slot = slots_[index & mask_];
    return {.time_ns = slot.time_ns.load(std::memory_order_relaxed),
            .kind = static_cast<uint16_t>(slot.kind.load(std::memory_order_relaxed)),
            .a = slot.a.load(std::memory_order_relaxed),
            .b = slot.b.load(std::memory_order_relaxed)};
}

Recorder::Recorder(size_t events_per_thread) : capacity_(std::bit_ceil(std::max<size_t>(events_per_thread, 64))) {}

ThreadLog &Recorder::attach(const std::string &name, ThreadRole role, int tid) {
    const std::lock_guard guard(mutex_);
    return logs_.emplace_back(name, role, tid, capacity_, frozen_);
}

uint64_t Recorder::dropped() const {
    uint64_t sum = 0;
    for (const ThreadLog &log : logs_) sum += log.dropped();
    return sum;
}

}  // namespace rcu_bench::trace
