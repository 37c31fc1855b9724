// The counter that a program can read on this CPU: the time stamp counter of x86-64, or the virtual count of AArch64's
// generic timer. Other machines have none here.
#pragma once

#include <cstdint>

#if defined(__x86_64__)
#include <cpuid.h>
#include <x86intrin.h>
#endif

namespace rcu_bench::trace {

#if defined(__x86_64__)

inline constexpr const char *cpu_counter_name = "tsc";
/// The name of the kernel's clock source that uses this counter.
inline constexpr const char *cpu_counter_clocksource = "tsc";

inline uint64_t cpu_counter() { return __rdtsc(); }

/// CPUID 8000_0007h, EDX bit 8: the counter has one rate in all power states (Intel SDM, AMD APM).
inline bool cpu_counter_is_invariant() {
    unsigned a = 0, b = 0, c = 0, d = 0;
    return __get_cpuid(0x80000007, &a, &b, &c, &d) != 0 && (d & (1u << 8)) != 0;
}

#elif defined(__aarch64__)

inline constexpr const char *cpu_counter_name = "cntvct_el0";
inline constexpr const char *cpu_counter_clocksource = "arch_sys_counter";

/// Like rdtsc, this is not ordered with the loads and stores around it.
inline uint64_t cpu_counter() {
    uint64_t count;
    asm volatile("mrs %0, cntvct_el0" : "=r"(count));
    return count;
}

/// The architecture guarantees one count for all CPUs, at one rate (Arm ARM, the Generic Timer).
inline bool cpu_counter_is_invariant() { return true; }

#else

inline constexpr const char *cpu_counter_name = "none";
inline constexpr const char *cpu_counter_clocksource = "none";

inline uint64_t cpu_counter() { return 0; }
inline bool cpu_counter_is_invariant() { return false; }

#endif

}  // namespace rcu_bench::trace
