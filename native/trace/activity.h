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

    /// For its own thread: when the wait that it is in, or its last one, began.
    int64_t wait_begin_ns() const { return since_ns_.load(std::memory_order_relaxed); }

    /// One line: "has waited for rcu_gp_event for 2.1 s", "runs".
    std::string describe(int64_t now_ns) const;

  private:
    void enter(rcu::Probe what, uint64_t detail);
    void leave();

    std::atomic<uint16_t> what_{running};
    std::atomic<const char *> doing_{"runs"};
    std::atomic<uint64_t> detail_{0};
    std::atomic<int64_t> since_ns_{0};

    static constexpr uint16_t running = UINT16_MAX;
};

/// The name that QEMU's sources give an event.
const char *event_display_name(uint64_t event);

}  // namespace rcu_bench::trace
