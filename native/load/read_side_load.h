// read-side: the cost of a lock and an unlock for a reader, alone and while grace periods are polled or forced.
#pragma once

#include "load/caller_load.h"
#include "load/grace_driver.h"
#include "load/pair_reader.h"

namespace rcu_bench::workload {

/// The callers of the base class are the updaters.
class ReadSideLoad final : public CallerLoad {
  public:
    explicit ReadSideLoad(const LoadSetting &setting);
    static bool possible(const provider::Offers &offers, const Config &config);

    int prepare() override;
    void start(int64_t start_ns, int64_t measure_from_ns) override;
    void request_stop() override;
    void finish() override;

    void for_each_buffer(std::string_view metric, const std::function<void(trace::SampleBuffer &)> &visit) override;
    void collect(Result &result) const override;
    uint64_t done() const override;
    std::string describe() const override;

  private:
    void call(Caller &caller, int64_t begin_ns) override;
    int64_t mean_gap_ns() const override { return 0; }

    GraceDriver driver_;
    std::vector<std::unique_ptr<PairReader>> readers_;
    std::vector<std::unique_ptr<trace::SampleBuffer>> synchronize_ns_;  // by updater
};

}  // namespace rcu_bench::workload
