// Patch 1 on platforms other than 64-bit Linux: where v1, v2 and v3 of `qemu_futex_timedwait` differ.
// Pure arithmetic, no platform. Sources: patch 1 of the mails 20251029-force_rcu-v1, 20251213-force_rcu-v2
// (there numbered 2/6) and 20260115-force_rcu-v3.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>

namespace rcu_bench::rcu {

/// The form in which 32-bit Linux receives the deadline.
enum class TimespecAbi {
    plain,   ///< the C library's `timespec` with the old system call: wrong if time_t has 64 bits
    time64,  ///< futex_time64
};

inline constexpr uint32_t win32_infinite = UINT32_MAX;

/// The milliseconds that v1 and v2 pass to WaitOnAddress, also for a passed deadline: truncation makes 0 of up to 1 ms
/// too late, INFINITE of 1-2 ms, and a wait of up to 49.7 days of more.
constexpr uint32_t win32_milliseconds_unchecked(int64_t deadline_ns, int64_t now_ns) {
    return static_cast<uint32_t>(std::min<int64_t>((deadline_ns - now_ns) / 1'000'000, win32_infinite));
}

struct FutexV1 {
    static constexpr TimespecAbi timespec_abi = TimespecAbi::plain;
    /// Absent: return "timed out" without a wait.
    static constexpr std::optional<uint32_t> win32_milliseconds(int64_t deadline_ns, int64_t now_ns) {
        return win32_milliseconds_unchecked(deadline_ns, now_ns);
    }
};

struct FutexV2 {
    static constexpr TimespecAbi timespec_abi = TimespecAbi::time64;
    static constexpr std::optional<uint32_t> win32_milliseconds(int64_t deadline_ns, int64_t now_ns) {
        return win32_milliseconds_unchecked(deadline_ns, now_ns);
    }
};

struct FutexV3 {
    static constexpr TimespecAbi timespec_abi = TimespecAbi::time64;
    static constexpr std::optional<uint32_t> win32_milliseconds(int64_t deadline_ns, int64_t now_ns) {
        if (deadline_ns <= now_ns) return std::nullopt;
        return win32_milliseconds_unchecked(deadline_ns, now_ns);
    }
};

}  // namespace rcu_bench::rcu
