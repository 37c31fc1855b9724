// The control virtqueue: one producer (the guest), one consumer (the device), in order.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "trace/event_kind.h"

namespace rcu_bench::workload {

struct Arrival {
    int64_t time_ns;  ///< after the start of the guest
    trace::CommandType type;
    uint32_t slot = 0;      ///< of a map, unmap, unref: which part of the host-memory window
    uint64_t resource = 0;  ///< … and which blob; unique over the run
    uint32_t unmaps = 0;    ///< blobs that it takes away
    bool first_of_burst = false;
};

/// Its entries are the schedule's own, so that pushing is one store.
class ControlQueue {
  public:
    explicit ControlQueue(const std::vector<Arrival> &arrivals) : arrivals_(arrivals) {}

    /// The guest: the next `count` arrivals have come.
    void push(size_t count) {
        // Counterpart: the acquire in head(). The schedule itself was there before any thread.
        available_.fetch_add(count, std::memory_order_release);
    }

    /// The device: the oldest command that was not answered, or null.
    const Arrival *head() const {
        return answered_.load(std::memory_order_relaxed) < available_.load(std::memory_order_acquire)
                   ? &arrivals_[answered_.load(std::memory_order_relaxed)]
                   : nullptr;
    }
    void pop() { answered_.fetch_add(1, std::memory_order_release); }

    /// Commands that wait, the one in work included.
    size_t depth() const {
        const size_t answered = answered_.load(std::memory_order_acquire);
        return available_.load(std::memory_order_acquire) - answered;
    }
    size_t answered() const { return answered_.load(std::memory_order_acquire); }
    bool all_answered() const { return answered() == arrivals_.size(); }

  private:
    const std::vector<Arrival> &arrivals_;
    std::atomic<size_t> available_{0};
    std::atomic<size_t> answered_{0};
};

}  // namespace rcu_bench::workload
