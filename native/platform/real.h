// The engine's platform on this machine: std::atomic, futexes, pthreads, CLOCK_MONOTONIC. `Sink::on` receives the
// probes.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>

#include "platform/barrier.h"
#include "platform/clock.h"
#include "platform/futex.h"
#include "platform/heap.h"
#include "platform/monitor.h"
#include "platform/semaphore.h"
#include "platform/static_tls.h"
#include "platform/wait_backend.h"
#include "rcu/probe.h"

namespace rcu_bench::platform {

template <class Sink>
struct Real {
    template <class T>
    using Atomic = std::atomic<T>;
    using Mutex = std::mutex;
    using Semaphore = platform::Semaphore;
    using HeavyBarrier = platform::HeavyBarrier;
    static constexpr bool lock_tries_first =
        true;  ///< a probe of a wait reads the clock, so a free lock must not send one

    static void full_fence() { platform::full_fence(); }
    static void compiler_fence() { std::atomic_signal_fence(std::memory_order_seq_cst); }
    static void fence_after_rmw() { platform::fence_after_rmw(); }
    static void heavy_barrier(HeavyBarrier kind) { platform::heavy_barrier(kind); }

    /// The order of a reader's announcement. The following fence orders it; TSan does not see fences, so under TSan the
    /// store itself carries the edge.
    static constexpr std::memory_order publish_order =
        thread_sanitizer ? std::memory_order_release : std::memory_order_relaxed;

    static void futex_wait(Atomic<uint32_t> &word, uint32_t expected) { platform::futex_wait(word, expected); }
    template <class Version>
    static bool futex_wait_until(Atomic<uint32_t> &word, uint32_t expected, int64_t deadline_ns) {
        return platform::backend_wait_until<Version>(word, expected, deadline_ns);
    }
    static void futex_wake_all(Atomic<uint32_t> &word) { platform::futex_wake_all(word); }

    /// Whether events avoid futexes on this host; they then wait with Monitor::of(the event's word).
    static bool by_condition() { return wait_backend() == WaitBackend::condvar; }
    using Monitor = platform::Monitor;

    static int64_t now_ns() { return monotonic_ns(); }
    static void sleep_ns(int64_t ns) { platform::sleep_ns(ns); }
    static void trim_heap(uint64_t keep_bytes) { platform::trim_heap(keep_bytes); }

    /// Any value that is unique to the thread and never 0.
    static uintptr_t this_thread() {
        RCU_BENCH_STATIC_TLS static thread_local char name;
        return reinterpret_cast<uintptr_t>(&name);
    }

    /// Inlined, so that the probe is a constant for the sink: see trace::LiveProbes.
    [[gnu::always_inline]] static void probe(rcu::Probe point, uint64_t a = 0, uint64_t b = 0) {
        Sink::on(point, a, b);
    }
};

}  // namespace rcu_bench::platform
