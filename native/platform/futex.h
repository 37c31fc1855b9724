// Futex system calls on a 32-bit atomic word, private to the process.
#pragma once

#include <atomic>
#include <cstdint>

#include "rcu/futex_abi.h"

namespace rcu_bench::platform {

/// Sleeps while the word contains `expected`. May return spuriously.
void futex_wait(std::atomic<uint32_t> &word, uint32_t expected);

/// The same until an absolute CLOCK_MONOTONIC deadline (INT64_MAX: endless). Returns true if woken or if the word
/// differed, false on a timeout. A signal does not end the wait.
template <rcu::TimespecAbi abi>
bool futex_wait_until(std::atomic<uint32_t> &word, uint32_t expected, int64_t deadline_ns);

void futex_wake_all(std::atomic<uint32_t> &word);

}  // namespace rcu_bench::platform
