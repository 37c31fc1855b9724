// A live run of one version: producers, readers, and (by choice) forces, drains, synchronize calls, registration churn.
#pragma once

#include <atomic>
#include <cstdint>
#include <string_view>
#include <thread>

#include "platform/barrier.h"

namespace rcu_bench::live {

struct StressOptions {
    platform::HeavyBarrier heavy = platform::HeavyBarrier::fence;
    int duration_ms = 150;
    bool churn = true;          ///< a thread that registers, reads and unregisters again and again
    bool touch_payload = true;  ///< read what reclamation writes: undefined under `none`
    int rescue_after_ms = 0;    ///< v1's lost wake-up: call force() after so long without progress; 0: never
};

struct StressResult {
    uint64_t queued = 0, run = 0;
    uint64_t out_of_order = 0;
    uint64_t early_callbacks = 0;     ///< ran while a section was open that had begun before their call_rcu
    uint64_t early_synchronizes = 0;  ///< the same for synchronize_rcu's return
    uint64_t early_drains = 0;        ///< returned before a callback that was queued before
    uint64_t reclaimed_seen = 0;      ///< readers that found a reclaimed view
    uint64_t without_bql = 0;         ///< callbacks that ran without the BQL
    uint64_t rescues = 0;
    uint64_t drains = 0, synchronizes = 0, forces = 0, sections = 0;
};

/// Ends the whole program, with a message, if it is not destroyed in time: a hang must not hang the tests.
class Deadline {
  public:
    Deadline(std::string_view what, int seconds);
    ~Deadline();
    Deadline(const Deadline &) = delete;
    Deadline &operator=(const Deadline &) = delete;

  private:
    std::atomic<bool> met_{false};
    std::thread thread_;
};

/// Runs it to its end: all that was queued has run. A hang ends the program (Deadline).
StressResult stress(std::string_view version, const StressOptions &options);

}  // namespace rcu_bench::live
