// Requests that have begun and not ended, counted by age in two generations. The watchdog needs no list of requests, no
// clock read for each, and no lock.
#pragma once

#include <atomic>
#include <cstdint>

namespace rcu_bench::provider {

class InFlight {
  public:
    using Generation = uint8_t;

    /// From any thread. Pass the result to end().
    Generation begin() {
        const Generation young = young_.load(std::memory_order_relaxed);
        counts_[young].value.fetch_add(1, std::memory_order_relaxed);
        return young;
    }
    void end(Generation generation) { counts_[generation % 2].value.fetch_sub(1, std::memory_order_relaxed); }

    /// For the watchdog: requests that began before the last turn() and have not ended.
    int64_t older() const {
        return counts_[1 - young_.load(std::memory_order_relaxed)].value.load(std::memory_order_relaxed);
    }
    /// All requests in flight.
    int64_t count() const {
        return counts_[0].value.load(std::memory_order_relaxed) + counts_[1].value.load(std::memory_order_relaxed);
    }
    /// Makes all requests in flight the older generation. Call only when that generation is empty.
    void turn() { young_.store(1 - young_.load(std::memory_order_relaxed), std::memory_order_relaxed); }

  private:
    struct alignas(64) Count {
        std::atomic<int64_t> value{0};
    };

    std::atomic<Generation> young_{0};
    Count counts_[2];
};

}  // namespace rcu_bench::provider
