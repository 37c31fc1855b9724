// A reader that only locks and unlocks, timed in chunks so long that the clock costs nothing: in turns an empty loop,
// outermost pairs, and pairs nested in one section.
#pragma once

#include <atomic>
#include <cstdint>
#include <thread>

#include "provider/rcu_provider.h"
#include "load/load.h"

namespace rcu_bench::workload {

class PairReader {
  public:
    PairReader(const LoadSetting &setting, uint32_t index, bool watches_rate);

    void start(int64_t start_ns, int64_t measure_from_ns);
    void request_stop() { stopping_.store(true, std::memory_order_relaxed); }
    void join() { thread_.join(); }

    void for_each_buffer(std::string_view metric, const std::function<void(trace::SampleBuffer &)> &visit);
    void collect(Result &result) const;
    uint64_t chunks() const { return chunks_.load(std::memory_order_relaxed); }

  private:
    using Counter = std::atomic<uint64_t>;

    void run();
    void time_outermost();
    void time_nested();
    int64_t time_pairs(trace::SampleBuffer &samples);
    void time_loop();
    /// Times `pairs(n)` and keeps ns per pair. Returns the time, or 0 outside of the measured time.
    template <class Pairs>
    int64_t time(trace::SampleBuffer &samples, Pairs pairs);
    /// Samples the grace periods per second since the previous sample, when a sample is due.
    void look_at_rate();
    bool stopping() const { return stopping_.load(std::memory_order_relaxed); }

    const LoadSetting setting_;
    const uint32_t index_;
    const uint32_t chunk_;
    const bool nests_;
    const bool watches_rate_;
    int64_t measure_from_ns_ = INT64_MAX;

    provider::Reader reader_;
    trace::SampleBuffer loop_ns_, outermost_ns_, nested_ns_, grace_period_rate_;
    Counter chunks_{0}, chunks_in_gp_{0}, pairs_ns_{0};
    int64_t rate_since_ns_ = 0;
    uint64_t rate_since_count_ = 0;

    std::atomic<bool> stopping_{false};
    std::thread thread_;
};

}  // namespace rcu_bench::workload
