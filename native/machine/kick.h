// A force notifier that ends a section: the reader sleeps on it while the reader is in the section.
#pragma once

#include <atomic>
#include <cstdint>

#include "platform/clock.h"
#include "platform/futex.h"
#include "provider/rcu_provider.h"
#include "trace/observer.h"

namespace rcu_bench::workload {

class Kick : public provider::ForceNotifier {
  public:
    /// @param number of the reader's thread, for traces
    explicit Kick(uint32_t number) : ForceNotifier(on_force), number_(number) {}

    bool kicked() const { return word_.load(std::memory_order_acquire) != 0; }
    /// The time of the pending kick.
    int64_t at_ns() const { return at_ns_.load(std::memory_order_relaxed); }
    /// Called by the reader: clears the kick. Acquire: the reader sees everything that was written before a wake()
    /// whose kick is cleared here.
    void take() { word_.exchange(0, std::memory_order_acq_rel); }
    /// Called by the reader: sleeps until a kick, a wake() or this time. May return early.
    void sleep_until(int64_t deadline_ns) {
        platform::futex_wait_until<rcu::TimespecAbi::time64>(word_, 0, deadline_ns);
    }

    /// From any thread: ends the reader's sleep without a force.
    void wake() {
        word_.store(1, std::memory_order_release);  // counterpart: the acquire in kicked()
        platform::futex_wake_all(word_);
    }

    uint64_t count() const { return count_.load(std::memory_order_relaxed); }

  private:
    /// Runs in the thread that forces. The kick is the only work that it causes in the reader.
    static void on_force(rcu_bench_notifier *self) {
        auto *const kick = static_cast<Kick *>(self);
        kick->count_.fetch_add(1, std::memory_order_relaxed);
        trace::record(trace::MachineEvent::kick, kick->number_);
        if (kick->word_.load(std::memory_order_relaxed) != 0) return;
        kick->at_ns_.store(platform::monotonic_ns(), std::memory_order_relaxed);
        kick->wake();
    }

    const uint32_t number_;
    std::atomic<uint32_t> word_{0};  // futex: 1 = kicked
    std::atomic<int64_t> at_ns_{0};
    std::atomic<uint64_t> count_{0};
};

}  // namespace rcu_bench::workload
