// Brings the RCU thread into a state before a call is made, and reports the state.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <vector>

#include "load/load.h"
#include "support/random.h"
#include "machine/section_holder.h"

namespace rcu_bench::workload {

/// The state of the RCU thread.
enum class Place : uint8_t {
    idle,     ///< asleep: there is no callback
    polled,   ///< in a grace period that is not forced so far
    forced,   ///< in a forced grace period
    between,  ///< anything else: collecting callbacks, running callbacks
};
inline constexpr size_t places = 4;

class Landing {
  public:
    /// @param holder of the sections that keep grace periods open; null if the machine's readers keep them open for
    /// longer than a landing takes. Each section ends `hold_ns` after the beginning of the grace period.
    Landing(const LoadSetting &setting, SectionHolder *holder, int64_t hold_ns);

    /// Waits until the RCU thread is asleep, then brings it to `wanted` by queuing callbacks. `pause_until` sleeps, but
    /// not past a stop. Returns false if the state was not reached: the version does not have it, or a stop came.
    bool approach(Place wanted, Random &random, const std::function<void(int64_t)> &pause_until,
                  const std::atomic<bool> &stopping);

    /// The state at this moment; it may change at any time.
    Place place() const;

  private:
    struct Starter : provider::Callback {
        std::atomic<uint32_t> *outstanding;
    };

    bool wait_for_sleep(const std::atomic<bool> &stopping) const;
    void call(uint32_t callbacks);
    /// When the grace period of call()'s callbacks began; none: they ran without a grace period, or a stop came.
    std::optional<int64_t> await_grace_period(int64_t called_ns, const std::atomic<bool> &stopping) const;
    bool await_force(const std::atomic<bool> &stopping) const;
    bool served() const { return outstanding_.load(std::memory_order_acquire) == 0; }

    const LoadSetting &setting_;
    const trace::Accounting &accounting_;
    SectionHolder *const holder_;
    const int64_t hold_ns_;
    std::vector<Starter> starters_;
    std::atomic<uint32_t> outstanding_{0};  // callbacks of this class that have not run
};

}  // namespace rcu_bench::workload
