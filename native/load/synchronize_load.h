// synchronize: threads that call synchronize_rcu(), which patch 3 changes.
#pragma once

#include "load/caller_load.h"

namespace rcu_bench::workload {

class SynchronizeLoad final : public CallerLoad {
  public:
    explicit SynchronizeLoad(const LoadSetting &setting);
    static bool possible(const provider::Offers &offers, const Config &) { return offers.synchronize; }

    void for_each_buffer(std::string_view metric, const std::function<void(trace::SampleBuffer &)> &visit) override;
    void collect(Result &result) const override;

  private:
    void call(Caller &caller, int64_t begin_ns) override;
    int64_t mean_gap_ns() const override { return gap_ns_; }

    const int64_t gap_ns_;
    std::vector<std::unique_ptr<trace::SampleBuffer>> latency_ns_;  // by caller
};

}  // namespace rcu_bench::workload
