// drain: a monitor that calls drain_call_rcu(), which patch 4 changes. The state of the RCU at the call decides how
// long a drain takes: Landing waits for the wanted state, and a drain that would meet another state is not made.
#pragma once

#include <array>

#include "load/caller_load.h"
#include "load/landing.h"

namespace rcu_bench::workload {

class DrainLoad final : public CallerLoad {
  public:
    explicit DrainLoad(const LoadSetting &setting);
    /// A drain can be placed into a grace period only if the provider reports grace periods.
    static bool possible(const provider::Offers &offers, const Config &config) {
        return offers.drain && (config.options.word("when") == "idle" || (offers.grace_periods && offers.forces));
    }

    void start_serving() override;
    void stop_serving() override;
    void for_each_buffer(std::string_view metric, const std::function<void(trace::SampleBuffer &)> &visit) override;
    void collect(Result &result) const override;

  private:
    void call(Caller &caller, int64_t) override;
    int64_t mean_gap_ns() const override { return gap_ns_; }

    Place draw_place(Random &random) const;
    /// The memory transactions of the monitor's command, under the BQL.
    void change_memory_map();
    void drain(Place place);
    void missed();

    const int64_t gap_ns_;
    const bool under_bql_;
    const std::string when_;
    const uint32_t transactions_;  // before each drain; 0: the drain meets the state that `when` names
    std::unique_ptr<SectionHolder> holder_;
    Landing landing_;
    trace::SampleBuffer latency_ns_, bql_ns_, pending_;
    std::array<std::unique_ptr<trace::SampleBuffer>, places> by_place_;
    std::atomic<uint64_t> missed_{0};
};

}  // namespace rcu_bench::workload
