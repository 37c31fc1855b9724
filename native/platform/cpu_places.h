// The CPU of each thread: chosen by a place number that is equal in every trial, not by the order in which threads
// start.
#pragma once

#include <atomic>
#include <cstdint>
#include <utility>
#include <vector>

namespace rcu_bench::platform {

class CpuPlaces {
  public:
    /// Call before any thread is pinned. Empty: no thread is pinned.
    void use(std::vector<int> cpus) { cpus_ = std::move(cpus); }

    /// Binds the calling thread to the CPU of this place; places beyond the last CPU start again with the first.
    void pin_self(uint32_t place);

    uint64_t pinned() const { return pinned_.load(std::memory_order_relaxed); }
    /// Threads that the kernel did not bind: the CPU does not exist, or the process may not use it.
    uint64_t refused() const { return refused_.load(std::memory_order_relaxed); }

  private:
    std::vector<int> cpus_;
    std::atomic<uint64_t> pinned_{0}, refused_{0};
};

}  // namespace rcu_bench::platform
