// Keeps grace periods running next to the readers of read-side: none, unforced ones, forced ones, or a storm of
// requests.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <string>
#include <thread>

#include "load/load.h"

namespace rcu_bench::workload {

enum class During : uint8_t {
    idle,    ///< no grace period
    polled,  ///< one grace period after another; a reader holds each open; not forced
    forced,  ///< one grace period after another, each forced
    storm,   ///< the same as `forced`, and force_rcu() is called without a pause
};

class GraceDriver {
  public:
    /// @param during a value of read-side's option --during
    GraceDriver(const LoadSetting &setting, const std::string &during);

    /// Called when the engine runs, in a thread that is attached to the observer. Detects whether this version has
    /// force_rcu().
    void look_at_version();
    /// False: this version has no force_rcu(), so that `storm` is impossible.
    bool offered() const { return during_ != During::storm || has_force_; }

    void start(int64_t start_ns);
    void request_stop() { stopping_.store(true, std::memory_order_relaxed); }
    void join();

  private:
    /// A callback that can be waited for, and queued again after it has run.
    struct Round : provider::Callback {
        std::atomic<uint32_t> ran{1};
    };

    void run();
    void poll();
    void force_each();
    void storm();

    void queue(Round &round);
    bool has_run(const Round &round) const { return round.ran.load(std::memory_order_acquire) != 0; }
    void wait_for(Round &round);
    /// Waits until the grace period of `round` runs or is over.
    void wait_for_grace_period(const Round &round) const;
    bool stopping() const { return stopping_.load(std::memory_order_relaxed); }

    static void on_run(provider::Callback *self);

    const LoadSetting setting_;
    const During during_;
    bool has_force_ = false;
    std::deque<Round> rounds_;  // one callback, or as many as force a grace period
    std::atomic<bool> stopping_{false};
    std::thread thread_;
};

}  // namespace rcu_bench::workload
