// The flight recorder: a ring of fixed-size events for each thread, written by that thread alone, without a lock or a
// system call. A full ring overwrites its oldest events and counts them as dropped.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>

#include "platform/clock.h"

namespace rcu_bench::trace {

/// What a thread is in the emulated machine. The order is the order of the tracks in a trace.
enum class ThreadRole : uint8_t { guest, vcpu, io, main_loop, rcu, host };

/// 32 bytes. What a and b hold depends on the kind: see event_kind.h.
struct Event {
    int64_t time_ns;  ///< CLOCK_MONOTONIC
    uint16_t kind;
    uint64_t a, b;
};

class ThreadLog {
  public:
    /// `capacity` is a power of two. Faults the ring in now, so that record() never does.
    ThreadLog(std::string thread_name, ThreadRole thread_role, int thread_id, size_t capacity,
              const std::atomic<bool> &frozen);

    void record(uint16_t kind, uint64_t a, uint64_t b) {
        if (frozen_.load(std::memory_order_relaxed)) [[unlikely]]
            return;
        const uint64_t at = written_.load(std::memory_order_relaxed);
        Slot &slot = slots_[at & mask_];
        slot.time_ns.store(platform::monotonic_ns(), std::memory_order_relaxed);
        slot.kind.store(kind, std::memory_order_relaxed);
        slot.a.store(a, std::memory_order_relaxed);
        slot.b.store(b, std::memory_order_relaxed);
        written_.store(at + 1, std::memory_order_release);  // counterpart: the acquire in written()
    }

    /// Events ever recorded; those from first() on are still there.
    uint64_t written() const { return written_.load(std::memory_order_acquire); }
    uint64_t dropped() const { return written() > mask_ + 1 ? written() - (mask_ + 1) : 0; }

    /// Event number `index`, counted from the start of the run: dropped() … written() - 1.
    Event at(uint64_t index) const;

    const std::string name;
    const ThreadRole role;
    const int tid;

  private:
    // Relaxed atomics compile to the plain moves, and let a stall be dumped while its threads still run.
    struct Slot {
        std::atomic<int64_t> time_ns{0};
        std::atomic<uint64_t> kind{0}, a{0}, b{0};
    };

    const std::unique_ptr<Slot[]> slots_;
    const uint64_t mask_;
    const std::atomic<bool> &frozen_;
    alignas(64) std::atomic<uint64_t> written_{0};
};

class Recorder {
  public:
    /// `events_per_thread` is rounded up to a power of two.
    explicit Recorder(size_t events_per_thread);

    /// A ring for the calling thread, which lives as long as the recorder.
    ThreadLog &attach(const std::string &name, ThreadRole role, int tid);

    /// Nothing more is recorded: what lies in the rings may be read at leisure.
    void freeze() { frozen_.store(true, std::memory_order_relaxed); }

    const std::deque<ThreadLog> &logs() const { return logs_; }
    uint64_t dropped() const;

  private:
    const size_t capacity_;
    std::atomic<bool> frozen_{false};
    std::mutex mutex_;
    std::deque<ThreadLog> logs_;
};

}  // namespace rcu_bench::trace
