// flood: bursts of callbacks around 30, the number at which a grace period is forced. Bursts come at fixed times,
// whatever the RCU does.
#pragma once

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "load/load.h"
#include "load/open_loop.h"
#include "support/random.h"

namespace rcu_bench::workload {

class FloodLoad final : public Load {
  public:
    explicit FloodLoad(const LoadSetting &setting);

    void start(int64_t start_ns, int64_t measure_from_ns) override;
    void request_stop() override { end_.request_stop(); }
    void finish() override;

    void for_each_buffer(std::string_view metric, const std::function<void(trace::SampleBuffer &)> &visit) override;
    void collect(Result &result) const override;
    uint64_t done() const override { return relaxed(ended_); }
    std::string describe() const override;

  private:
    using Counter = std::atomic<uint64_t>;
    static void add(Counter &counter) { counter.fetch_add(1, std::memory_order_relaxed); }

    /// At the beginning of an object that its callback frees.
    struct Object : provider::Callback {
        FloodLoad *load;
        int64_t due_ns;     ///< when the burst was due
        int64_t queued_ns;  ///< when call_rcu began
        bool last;          ///< last callback of the burst
    };

    struct Producer {
        Producer(uint64_t seed, uint32_t number, size_t samples)
            : index(number), random(seed, 300 + number), call_ns(samples), held_bytes(samples) {}

        const uint32_t index;
        Random random;
        trace::SampleBuffer call_ns, held_bytes;
        std::thread thread;
    };

    void run(Producer &producer, int64_t start_ns);
    /// Draws the time from one burst to the next.
    int64_t draw_gap_ns(Random &random) const;
    void burst(Producer &producer, int64_t due_ns);
    void on_object(const Object &object);
    static void on_run(provider::Callback *self);
    /// Callbacks that are queued and have not run. Producers may still add callbacks.
    uint64_t pending() const {
        const uint64_t ran = relaxed(ran_);  // read first, so that the difference is never negative
        return relaxed(queued_) - ran;
    }

    const LoadSetting setting_;
    const uint32_t flood_;
    const double period_ns_;  // mean time between the bursts of a producer
    const bool poisson_;
    const size_t object_bytes_;
    int64_t measure_from_ns_ = INT64_MAX;  // written before the threads start
    std::vector<std::unique_ptr<Producer>> producers_;

    alignas(64) Counter queued_{0};
    Counter bursts_{0}, late_{0}, unissued_{0};
    OpenLoopEnd end_;

    // Callbacks write the following members, under the BQL.
    alignas(64) Counter ran_{0};
    Counter ended_{0}, measured_callbacks_{0};
    uint64_t batch_ = 0;       // number of the batch that runs
    uint32_t batch_size_ = 0;  // callbacks of this load in that batch so far
    int64_t last_run_ns_ = 0;
    trace::SampleBuffer callback_ns_, flood_ns_, batch_sizes_, gap_ns_;
};

}  // namespace rcu_bench::workload
