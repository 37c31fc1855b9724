// Lets all threads of a torture run an episode together, and stops them between episodes.
#pragma once

#include <atomic>
#include <cstdint>

#include "platform/clock.h"
#include "torture/episode.h"

namespace rcu_bench::torture {

class Gate {
  public:
    /// For the controller: begins and ends an episode. `all_stand()` returns true when every thread has noticed the
    /// end.
    void open(const Episode &episode, uint32_t threads) {
        episode_ = episode;
        standing_.store(0, std::memory_order_relaxed);
        threads_ = threads;
        number_.fetch_add(1, std::memory_order_release);  // counterpart: the acquire in next()
    }
    void close() { closed_.store(number_.load(std::memory_order_relaxed), std::memory_order_relaxed); }
    bool all_stand() const { return standing_.load(std::memory_order_acquire) == threads_; }
    void end() { ended_.store(true, std::memory_order_relaxed); }

    /// For a thread: waits for the episode after `seen`; returns false when the torture ends.
    bool next(uint64_t &seen) const {
        while (number_.load(std::memory_order_acquire) == seen) {
            if (ended_.load(std::memory_order_relaxed)) return false;
            platform::sleep_ns(look_ns);
        }
        seen += 1;
        return true;
    }
    /// Whether the thread's episode is still running.
    bool runs(uint64_t seen) const { return closed_.load(std::memory_order_relaxed) < seen; }
    void stand() { standing_.fetch_add(1, std::memory_order_release); }

    const Episode &episode() const { return episode_; }

  private:
    static constexpr int64_t look_ns = 100'000;

    Episode episode_;  // written only while all threads wait at the gate
    uint32_t threads_ = 0;
    std::atomic<uint64_t> number_{0}, closed_{0};
    std::atomic<uint32_t> standing_{0};
    std::atomic<bool> ended_{false};
};

}  // namespace rcu_bench::torture
