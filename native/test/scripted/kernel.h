// What a deadline becomes on the way to the kernel: the machine's own part of qemu_futex_timedwait.
#pragma once

#include <cstdint>
#include <optional>

#include "rcu/futex_abi.h"

namespace rcu_bench::scripted {

enum class Kernel {
    linux64,         ///< the deadline arrives as it is
    linux32_time64,  ///< 32-bit Linux with a 64-bit time_t
    win32,           ///< WaitOnAddress: relative milliseconds, and any return with the word unchanged is "timed out"
};

inline constexpr int64_t never = INT64_MAX;

/// When a wait really ends that asks for `deadline_ns`; absent: it is not even begun ("timed out" at once).
template <class Futex>
std::optional<int64_t> effective_deadline(Kernel kernel, int64_t deadline_ns, int64_t now_ns) {
    switch (kernel) {
        case Kernel::linux64: return deadline_ns;
        case Kernel::linux32_time64:
            if constexpr (Futex::timespec_abi == rcu::TimespecAbi::plain) {
                // The old system call reads two 32-bit fields where the C library wrote two of 64 bits: the low half of
                // the seconds, and the high half of the seconds as the nanoseconds. (Little endian; our reading of
                // "wrong where time_t is 64-bit".)
                const auto seconds = static_cast<uint64_t>(deadline_ns / 1'000'000'000);
                return int64_t{static_cast<uint32_t>(seconds)} * 1'000'000'000 + static_cast<int64_t>(seconds >> 32);
            }
            return deadline_ns;
        case Kernel::win32: {
            const std::optional<uint32_t> ms = Futex::win32_milliseconds(deadline_ns, now_ns);
            if (!ms) return std::nullopt;
            return *ms == rcu::win32_infinite ? never : now_ns + int64_t{*ms} * 1'000'000;
        }
    }
    return deadline_ns;
}

}  // namespace rcu_bench::scripted
