// What the live tests know about grace periods, independent of the engine's own counter.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace rcu_bench::live {

/// For each reader the number of its section: odd while it is open. Bumped inside the section, so an odd number that
/// somebody sees belongs to a section that had begun.
template <size_t readers>
class Sections {
  public:
    using Snapshot = std::array<uint64_t, readers>;

    void begin(size_t reader) { numbers_[reader].number.fetch_add(1, std::memory_order_release); }
    void end(size_t reader) { numbers_[reader].number.fetch_add(1, std::memory_order_relaxed); }

    /// To be taken before call_rcu (or synchronize_rcu).
    Snapshot now() const {
        Snapshot snapshot;
        for (size_t i = 0; i < readers; ++i) snapshot[i] = numbers_[i].number.load(std::memory_order_acquire);
        return snapshot;
    }

    /// How many of the sections that were open at the snapshot are open still. 0 after a grace period.
    size_t still_open(const Snapshot &snapshot) const {
        size_t open = 0;
        for (size_t i = 0; i < readers; ++i) {
            open += snapshot[i] % 2 == 1 && numbers_[i].number.load(std::memory_order_relaxed) == snapshot[i];
        }
        return open;
    }

  private:
    struct alignas(64) Number {
        std::atomic<uint64_t> number{0};
    };
    std::array<Number, readers> numbers_;
};

/// What readers find through the shared pointer. `reclaimed` is poison: a reader that sees it was not waited for.
struct View {
    std::atomic<bool> reclaimed{false};
    int payload = 42;  ///< plain, and overwritten at the end: where the grace period orders nothing, TSan reports it
};

}  // namespace rcu_bench::live
