// What the threads of a torture saw, and whether an RCU may be like that.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

namespace rcu_bench::torture {

/// What was found wrong; one name for each check.
enum class Finding : uint8_t {
    old_object,      ///< a reader met an object of age 2 or more: a grace period ended inside its section
    callback_twice,  ///< a callback ran that was not queued
    callback_order,  ///< a producer's callbacks ran in another order than it queued them
    drain_early,     ///< drain_call_rcu returned before a callback that its caller had queued
    ghost_reader,    ///< the grace period touched a reader after it was unregistered
    count_
};

const char *name_of(Finding finding);

class Oracle {
  public:
    /// Ages from this on are one bucket: nothing is let grow older.
    static constexpr uint32_t oldest = 4;

    /// A reader met an object that is so old. 0: published; 1: removed; then one more for each grace period since.
    void met(uint32_t age) { ages_[age < oldest ? age : oldest].fetch_add(1, std::memory_order_relaxed); }

    void report(Finding finding, const std::string &detail);

    uint64_t found(Finding finding) const {
        return found_[static_cast<size_t>(finding)].load(std::memory_order_relaxed);
    }
    uint64_t age_count(uint32_t age) const { return ages_[age].load(std::memory_order_relaxed); }
    /// The first few of each kind, in words.
    std::vector<std::string> evidence() const;

  private:
    static constexpr size_t evidence_of_each = 4;

    std::array<std::atomic<uint64_t>, oldest + 1> ages_{};
    std::array<std::atomic<uint64_t>, static_cast<size_t>(Finding::count_)> found_{};
    mutable std::mutex mutex_;
    std::vector<std::string> evidence_;
};

}  // namespace rcu_bench::torture
