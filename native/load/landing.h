// Where a call meets the RCU: brings it there, and tells where it is.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <vector>

#include "load/load.h"
#include "support/random.h"
#include "machine/section_holder.h"

namespace rcu_bench::workload {

/// What the RCU thread is doing.
enum class Place : uint8_t {
    idle,     ///< asleep: there is no callback
    polled,   ///< in a grace period that was not forced so far
    forced,   ///< … that was
    between,  ///< anything else: collecting callbacks, running them
};
inline constexpr size_t places = 4;

class Landing {
  public:
    /// @param holder of the sections that keep the grace periods open; null where the machine's readers do, for
    ///   longer than any landing takes. Each section ends `hold_ns` after the begin of the grace period.
    Landing(const LoadSetting &setting, SectionHolder *holder, int64_t hold_ns);

    /// Waits until the RCU thread is asleep, then brings it to `wanted` by callbacks of its own. `pause_until` sleeps, but not
    /// beyond a stop. False: it did not get there (the version does not do such a thing, or a stop came).
    bool approach(Place wanted, Random &random, const std::function<void(int64_t)> &pause_until,
                  const std::atomic<bool> &stopping);

    /// This moment's place; the next moment's may be another.
    Place place() const;

  private:
    struct Starter : provider::Callback {
        std::atomic<uint32_t> *outstanding;
    };

    bool wait_for_sleep(const std::atomic<bool> &stopping) const;
    void call(uint32_t callbacks);
    /// When the grace period for call()'s callbacks began; nothing where they ran without one, or a stop came.
    std::optional<int64_t> await_grace_period(int64_t called_ns, const std::atomic<bool> &stopping) const;
    bool await_force(const std::atomic<bool> &stopping) const;
    bool served() const { return outstanding_.load(std::memory_order_acquire) == 0; }

    const LoadSetting &setting_;
    const trace::Accounting &accounting_;
    SectionHolder *const holder_;
    const int64_t hold_ns_;
    std::vector<Starter> starters_;
    std::atomic<uint32_t> outstanding_{0};  // starters that have not run
};

}  // namespace rcu_bench::workload
