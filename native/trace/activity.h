// What a thread waits for right now, for the dump of a stall.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "rcu/probe.h"

namespace rcu_bench::trace {

/// Written by its thread at the begin and end of each wait, read by the watchdog at any time.
class Activity {
  public:
    void on(rcu::Probe point, uint64_t a, uint64_t b);

    /// What the thread does between waits; a literal ("polls", "in a read section").
    void does(const char *what) { doing_.store(what, std::memory_order_relaxed); }

    /// The thread calls something of the RCU that may wait; a literal ("drain()"). For its own thread; calls do not nest.
    void enter_call(const char *name) {
        calls_.store(calls_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
        call_.store(name, std::memory_order_relaxed);
    }
    void leave_call() { call_.store(nullptr, std::memory_order_relaxed); }

    /// The call that the thread is in. Two looks that return the same number and a name saw one and the same call.
    struct Call {
        const char *name;  ///< null: none
        uint64_t number;
    };
    Call call() const { return {call_.load(std::memory_order_relaxed), calls_.load(std::memory_order_relaxed)}; }

    /// For its own thread: when the wait that it is in, or its last one, began.
    int64_t wait_begin_ns() const { return since_ns_.load(std::memory_order_relaxed); }

    /// One line: "has waited for rcu_gp_event for 2.1 s", "runs".
    std::string describe(int64_t now_ns) const;

  private:
    void enter(rcu::Probe what, uint64_t detail);
    void leave();

    std::atomic<uint16_t> what_{running};
    std::atomic<const char *> doing_{"runs"};
    std::atomic<const char *> call_{nullptr};
    std::atomic<uint64_t> calls_{0};
    std::atomic<uint64_t> detail_{0};
    std::atomic<int64_t> since_ns_{0};

    static constexpr uint16_t running = UINT16_MAX;
};

/// The name that QEMU's sources give an event.
const char *event_display_name(uint64_t event);

}  // namespace rcu_bench::trace
