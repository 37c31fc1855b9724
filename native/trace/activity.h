// What a thread is waiting for at this moment, for the report of a stall.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "rcu/probe.h"

namespace rcu_bench::trace {

/// Written by its thread at the beginning and the end of each wait; the watchdog reads it at any time.
class Activity {
  public:
    /// Inlined like Accounting::on(); this function is the only list of the handled probes.
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

    /// The thread calls an operation of the RCU that may wait; a literal ("drain()"). Only its own thread calls this;
    /// calls do not nest.
    void enter_call(const char *name) {
        calls_.store(calls_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
        call_.store(name, std::memory_order_relaxed);
    }
    void leave_call() { call_.store(nullptr, std::memory_order_relaxed); }

    /// The current call of the thread. Two reads that return the same number and a name saw the same call.
    struct Call {
        const char *name;  ///< null: no call
        uint64_t number;
    };
    Call call() const { return {call_.load(std::memory_order_relaxed), calls_.load(std::memory_order_relaxed)}; }

    /// For its own thread: when its last wait for the BQL began. A lock of the free BQL is not a wait.
    int64_t bql_wait_begin_ns() const { return bql_wait_begin_ns_; }

    /// One line: "has waited for rcu_gp_event for 2.1 s", "runs".
    std::string describe(int64_t now_ns) const;

  private:
    void enter(rcu::Probe what, uint64_t detail);
    void enter_bql_wait();
    void leave() { what_.store(running, std::memory_order_release); }

    std::atomic<uint16_t> what_{running};
    std::atomic<const char *> doing_{"runs"};
    std::atomic<const char *> call_{nullptr};
    std::atomic<uint64_t> calls_{0};
    std::atomic<uint64_t> detail_{0};
    std::atomic<int64_t> since_ns_{0};
    int64_t bql_wait_begin_ns_ = 0;  // used by the thread only

    static constexpr uint16_t running = UINT16_MAX;
};

/// The name of an event in QEMU's sources.
const char *event_display_name(uint64_t event);

}  // namespace rcu_bench::trace
