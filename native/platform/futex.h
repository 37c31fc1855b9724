// Futex system calls on a 32-bit atomic word, private to the process.
#pragma once

#include <atomic>
#include <cstdint>

#include "rcu/futex_abi.h"

namespace rcu_bench::platform {

/// Sleeps while the word holds `expected`; may return early for no reason.
void futex_wait(std::atomic<uint32_t> &word, uint32_t expected);

/// The same up to an absolute CLOCK_MONOTONIC deadline (INT64_MAX: endless). True: woken or the word differed; false:
/// timed out. A signal does not end it.
template <rcu::TimespecAbi abi>
bool futex_wait_until(std::atomic<uint32_t> &word, uint32_t expected, int64_t deadline_ns);

void futex_wake_all(std::atomic<uint32_t> &word);

}  // namespace rcu_bench::platform
