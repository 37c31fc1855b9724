// The numbers that all versions share. Source: QEMU commit 55d98e3ede and the mails named in versions/.
#pragma once

#include <cstdint>

namespace rcu_bench::rcu {

inline constexpr uint32_t call_min_size = 30;  ///< RCU_CALL_MIN_SIZE: this many callbacks force a grace period
inline constexpr int max_sleeps = 5;           ///< timed sleeps (legacy: tries) before forcing
inline constexpr int poll_ms = 10;             ///< one timed sleep
inline constexpr uint64_t trim_bytes = 4u * 1024 * 1024;  ///< heap memory that an idle RCU thread leaves to malloc
inline constexpr uint64_t gp_locked = 1;                  ///< bit 0 of the counter: always 1
inline constexpr uint64_t gp_step = 2;                    ///< one grace period (64 bits) or the parity (32 bits)
inline constexpr int64_t endless_ns = INT64_MAX;          ///< a timed futex wait without a deadline
inline constexpr int endless_ms = INT32_MAX;              ///< a timed event wait "without" a deadline: 24.8 days

}  // namespace rcu_bench::rcu
