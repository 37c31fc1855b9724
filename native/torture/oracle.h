// What the threads of a torture saw, and whether a correct RCU can produce that.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

namespace rcu_bench::torture {

/// The kinds of faults; one name for each check.
enum class Finding : uint8_t {
    old_object,      ///< a reader met an object of age 2 or more: a grace period ended inside the reader's section
    callback_twice,  ///< a callback ran that was not queued
    callback_order,  ///< a producer's callbacks ran in another order than they were queued
    drain_early,     ///< drain_call_rcu returned before a callback that its caller had queued
    ghost_reader,    ///< the grace period touched a reader after the reader was unregistered
    count_
};

const char *name_of(Finding finding);

class Oracle {
  public:
    /// Ages from this value on share a bucket; objects do not grow older.
    static constexpr uint32_t oldest = 4;

    /// A reader met an object of this age. 0: published; 1: removed; then one more for each grace period.
    void met(uint32_t age) { ages_[age < oldest ? age : oldest].fetch_add(1, std::memory_order_relaxed); }

    void report(Finding finding, const std::string &detail);

    uint64_t found(Finding finding) const {
        return found_[static_cast<size_t>(finding)].load(std::memory_order_relaxed);
    }
    uint64_t age_count(uint32_t age) const { return ages_[age].load(std::memory_order_relaxed); }
    /// The first few faults of each kind, as text.
    std::vector<std::string> evidence() const;

  private:
    static constexpr size_t evidence_of_each = 4;

    std::array<std::atomic<uint64_t>, oldest + 1> ages_{};
    std::array<std::atomic<uint64_t>, static_cast<size_t>(Finding::count_)> found_{};
    mutable std::mutex mutex_;
    std::vector<std::string> evidence_;
};

}  // namespace rcu_bench::torture
