// Violations of provider.h by a library, counted by kind.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

namespace rcu_bench::provider {

/// All kinds concern the big lock, unless the comment says otherwise.
enum class Misuse : uint8_t {
    unlocked_callback,  ///< a callback ran without the big lock
    foreign_unlock,     ///< big_unlock() by a thread that does not hold it
    recursive_lock,     ///< big_lock() by the thread that holds it
    call_lost_lock,     ///< a function returned without the lock that its caller held
    force_lost_lock,
    drain_lost_lock,
    synchronize_lost_lock,
    call_kept_lock,  ///< a function returned with the lock that its caller did not hold
    force_kept_lock,
    drain_kept_lock,
    synchronize_kept_lock,
    early_drain,  ///< drain() returned before its caller's callbacks had run; not about the lock
    count_
};

class Misuses {
  public:
    void add(Misuse kind) { counts_[static_cast<size_t>(kind)].fetch_add(1, std::memory_order_relaxed); }
    uint64_t count(Misuse kind) const { return counts_[static_cast<size_t>(kind)].load(std::memory_order_relaxed); }
    /// The kinds that concern the big lock.
    uint64_t of_lock() const;
    /// A line for each kind that occurred: the kind and its count.
    std::vector<std::string> lines() const;

  private:
    std::array<std::atomic<uint64_t>, static_cast<size_t>(Misuse::count_)> counts_{};
};

}  // namespace rcu_bench::provider
