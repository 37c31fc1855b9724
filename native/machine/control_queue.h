// The control virtqueue: one producer (the guest), one consumer (the device), in order.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "trace/event_kind.h"

namespace rcu_bench::workload {

struct Arrival {
    int64_t time_ns;  ///< time after the start of the guest
    trace::CommandType type;
    uint32_t slot = 0;      ///< map, unmap, unref: the slot of the host-memory window
    uint64_t resource = 0;  ///< map, unmap, unref: the blob; unique over the run
    uint32_t unmaps = 0;    ///< number of blobs that the command unmaps
    bool first_of_burst = false;
};

/// The entries of the queue are those of the schedule, so that a push is one store.
class ControlQueue {
  public:
    explicit ControlQueue(const std::vector<Arrival> &arrivals) : arrivals_(arrivals) {}

    /// Called by the guest: the next `count` commands have arrived.
    void push(size_t count) {
        // Counterpart: the acquire in head(). The schedule exists before any thread starts.
        available_.fetch_add(count, std::memory_order_release);
    }

    /// Called by the device: the oldest unanswered command, or null.
    const Arrival *head() const {
        return answered_.load(std::memory_order_relaxed) < available_.load(std::memory_order_acquire)
                   ? &arrivals_[answered_.load(std::memory_order_relaxed)]
                   : nullptr;
    }
    void pop() { answered_.fetch_add(1, std::memory_order_release); }

    /// Unanswered commands, including the command in execution.
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
