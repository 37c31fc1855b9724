// mix: several kinds of threads at once, as a scenario describes them.
#pragma once

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "load/load.h"
#include "load/mix_config.h"
#include "load/mix_section.h"
#include "load/open_loop.h"

namespace rcu_bench::workload {

class MixLoad final : public Load {
  public:
    explicit MixLoad(const LoadSetting &setting);

    void start(int64_t start_ns, int64_t measure_from_ns) override;
    void request_stop() override;
    void finish() override;

    void for_each_buffer(std::string_view metric, const std::function<void(trace::SampleBuffer &)> &visit) override;
    void collect(Result &result) const override;
    uint64_t done() const override { return actions_.load(std::memory_order_relaxed); }
    std::string describe() const override;

  private:
    /// An actor's thread and its samples. The thread pushes samples; the RCU thread pushes those of callbacks.
    struct Actor {
        Actor(const LoadSetting &setting, const MixActor &wanted, uint32_t number, size_t samples)
            : config(wanted),
              random(setting.config.seed, 300 + number),
              latency_ns(samples),
              section(setting, config, number) {}
        const MixActor config;
        Random random;
        trace::SampleBuffer latency_ns;
        MixSection section;
        std::thread thread;
    };

    /// A queued callback, on the heap: the last run of its chain deletes it.
    struct Pending : provider::Callback {
        MixLoad *load;
        Actor *actor;
        int64_t begin_ns;
        bool measured;
        bool chains;  ///< queues itself once more
    };

    void run(Actor &actor, int64_t start_ns);
    void run_open(Actor &actor, int64_t begin_ns, int64_t until_ns);
    void run_closed(Actor &actor, int64_t begin_ns, int64_t until_ns);
    static bool is_open(MixAction action);
    bool offered(MixAction action) const;
    void act(Actor &actor, int64_t intended_ns);
    void call(Actor &actor, int64_t intended_ns);
    void callback(Pending &pending);
    void hold_bql(Actor &actor);

    const LoadSetting setting_;
    std::vector<std::unique_ptr<Actor>> actors_;
    int64_t measure_from_ns_ = INT64_MAX;  // written before the threads start
    std::atomic<bool> stopping_{false};
    OpenLoopEnd end_;
    alignas(64) std::atomic<uint64_t> actions_{0}, issued_{0}, late_{0}, unissued_{0};  // written by the actors
    alignas(64) std::atomic<uint64_t> outstanding_{0};  // written by the actors and the RCU thread
};

/// The metric of an action; null: none.
const char *metric_of(MixAction action);

}  // namespace rcu_bench::workload
