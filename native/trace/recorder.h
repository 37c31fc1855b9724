// The recorder: a ring of fixed-size events for each thread, written by that thread alone, without a lock or a system call.
// A flight recorder's full ring overwrites its oldest events. A stream's is emptied by a drainer (stream.h), and what comes
// while it is full is not kept. Either way what is lost is counted.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "trace/event_clock.h"

namespace rcu_bench::trace {

/// What a thread is in the emulated machine. The order is the order of the tracks in a trace.
enum class ThreadRole : uint8_t { guest, vcpu, io, main_loop, rcu, host };

/// 32 bytes. What a and b hold depends on the kind: see event_kind.h.
struct Event {
    uint64_t ticks;
    uint64_t kind;
    uint64_t a, b;
};

/// What a full ring does.
enum class WhenFull : uint8_t { overwrite, discard };

class ThreadLog {
  public:
    /// `capacity` is a power of two. Faults the ring in now, so that record() never does.
    ThreadLog(std::string thread_name, ThreadRole thread_role, int thread_id, size_t capacity, WhenFull when_full);

    void record(uint16_t kind, uint64_t a, uint64_t b) {
        const uint64_t at = written_.load(std::memory_order_relaxed);
        if (at >= limit_.load(std::memory_order_relaxed)) [[unlikely]]
            return lose();
        Slot &slot = slots_[at & mask_];
        slot.ticks.store(ticks_now(), std::memory_order_relaxed);
        slot.kind.store(kind, std::memory_order_relaxed);
        slot.a.store(a, std::memory_order_relaxed);
        slot.b.store(b, std::memory_order_relaxed);
        written_.store(at + 1, std::memory_order_release);  // counterpart: the acquire in written()
    }

    /// Events ever recorded; those from first() on are still there.
    uint64_t written() const { return written_.load(std::memory_order_acquire); }
    /// The oldest that is still there, counted from the start of the run.
    uint64_t first() const { return written() > mask_ + 1 ? written() - (mask_ + 1) : 0; }
    /// Lost for want of room: overwritten, or not taken.
    uint64_t dropped() const;

    /// Event number `index`, first() … written() - 1.
    Event at(uint64_t index) const;

    /// Nothing more is taken, from now on. Not counted as lost.
    void freeze();
    /// Of a stream: everything before `index` has been read, its room is free.
    void release(uint64_t index);
    uint64_t capacity() const { return mask_ + 1; }

    const std::string name;
    const ThreadRole role;
    const int tid;

  private:
    // Relaxed atomics compile to the plain moves, and let a stall be dumped while its threads still run.
    struct Slot {
        std::atomic<uint64_t> ticks{0}, kind{0}, a{0}, b{0};
    };

    void lose();

    // What record() touches, on one cache line of its own.
    alignas(64) const std::unique_ptr<Slot[]> slots_;
    const uint64_t mask_;
    std::atomic<uint64_t> written_{0};
    std::atomic<uint64_t> limit_;  ///< no event of this number or beyond is taken: frozen, or a stream's ring is full

    alignas(64) const WhenFull when_full_;
    std::atomic<bool> frozen_{false};
    std::atomic<uint64_t> refused_{0};
};

class Recorder {
  public:
    /// `events_per_thread` is rounded up to a power of two.
    explicit Recorder(size_t events_per_thread, WhenFull when_full = WhenFull::overwrite);

    /// A ring for the calling thread, which lives as long as the recorder.
    ThreadLog &attach(const std::string &name, ThreadRole role, int tid);

    /// Nothing more is recorded: what lies in the rings may be read at leisure. From any thread.
    void freeze();
    bool frozen() const { return frozen_.load(std::memory_order_relaxed); }

    /// What one was waiting for has happened: the rings keep what led to it.
    void trigger() {
        triggered_.store(true, std::memory_order_relaxed);
        freeze();
    }
    bool triggered() const { return triggered_.load(std::memory_order_relaxed); }

    /// For those who look while it still grows: how many threads there are. Their logs stay where they are.
    size_t log_count() const;
    const ThreadLog &log(size_t index) const;
    ThreadLog &log(size_t index);
    /// After the threads have ended, or it is frozen.
    const std::deque<ThreadLog> &logs() const { return logs_; }
    uint64_t dropped() const;

    /// Reads both clocks. Called at the begin and the end of a recording, and now and then between.
    void mark_clock();
    /// The same if the last time was a second ago.
    void mark_clock_if_due();
    std::vector<ClockPoint> clock_points() const;
    ClockMap clock_map() const;

  private:
    const size_t capacity_;
    const WhenFull when_full_;
    std::atomic<bool> frozen_{false}, triggered_{false};
    mutable std::mutex mutex_;
    std::deque<ThreadLog> logs_;
    std::vector<ClockPoint> clock_points_;
};

}  // namespace rcu_bench::trace
