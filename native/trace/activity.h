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
    /// As Accounting::on(): the only list of what is handled here.
    [[gnu::always_inline]] void on(rcu::Probe point, uint64_t a) {
        using rcu::Probe;
        switch (point) {
            case Probe::event_wait_begin:
            case Probe::sem_wait_begin:
            case Probe::sleep_begin: return enter(point, a);
            case Probe::bql_wait_begin: return enter_bql_wait();
            case Probe::event_wait_end:
            case Probe::sem_wait_end:
            case Probe::sleep_end:
            case Probe::bql_acquired: return leave();
            default: return;
        }
    }

    /// What the thread does between waits; a literal ("polls", "in a read section").
    void does(const char *what) { doing_.store(what, std::memory_order_relaxed); }

    /// For its own thread: when its last wait for the BQL began. One that found the BQL free has not waited.
    int64_t bql_wait_begin_ns() const { return bql_wait_begin_ns_; }

    /// One line: "has waited for rcu_gp_event for 2.1 s", "runs".
    std::string describe(int64_t now_ns) const;

  private:
    void enter(rcu::Probe what, uint64_t detail);
    void enter_bql_wait();
    void leave() { what_.store(running, std::memory_order_release); }

    std::atomic<uint16_t> what_{running};
    std::atomic<const char *> doing_{"runs"};
    std::atomic<uint64_t> detail_{0};
    std::atomic<int64_t> since_ns_{0};
    int64_t bql_wait_begin_ns_ = 0;  // the thread's own

    static constexpr uint16_t running = UINT16_MAX;
};

/// The name that QEMU's sources give an event.
const char *event_display_name(uint64_t event);

}  // namespace rcu_bench::trace
