// Requests that were begun and have not ended, by age in two generations: what the watchdog asks without a list of them, without a
// clock read for each, and without a lock.
#pragma once

#include <atomic>
#include <cstdint>

namespace rcu_bench::provider {

class InFlight {
  public:
    using Generation = uint8_t;

    /// Any thread. The answer goes to end().
    Generation begin() {
        const Generation young = young_.load(std::memory_order_relaxed);
        counts_[young].value.fetch_add(1, std::memory_order_relaxed);
        return young;
    }
    void end(Generation generation) { counts_[generation % 2].value.fetch_sub(1, std::memory_order_relaxed); }

    /// The watchdog's: how many that were begun before the last turn() have not ended.
    int64_t older() const {
        return counts_[1 - young_.load(std::memory_order_relaxed)].value.load(std::memory_order_relaxed);
    }
    /// All of them.
    int64_t count() const {
        return counts_[0].value.load(std::memory_order_relaxed) + counts_[1].value.load(std::memory_order_relaxed);
    }
    /// All that are in flight become the older ones. Only where there are no older ones.
    void turn() { young_.store(1 - young_.load(std::memory_order_relaxed), std::memory_order_relaxed); }

  private:
    struct alignas(64) Count {
        std::atomic<int64_t> value{0};
    };

    std::atomic<Generation> young_{0};
    Count counts_[2];
};

}  // namespace rcu_bench::provider
