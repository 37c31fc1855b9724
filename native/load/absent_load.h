// Stand-in for a workload whose required operation the provider lacks; reports "not offered".
#pragma once

#include "load/load.h"

namespace rcu_bench::workload {

class AbsentLoad final : public Load {
  public:
    explicit AbsentLoad(const LoadSetting &) {}

    bool present() const override { return false; }
    void start(int64_t, int64_t) override {}
    void request_stop() override {}
    void finish() override {}
    void for_each_buffer(std::string_view, const std::function<void(trace::SampleBuffer &)> &) override {}
    void collect(Result &result) const override { result.count("not_offered", 1); }
    uint64_t done() const override { return 0; }
    std::string describe() const override { return "nothing is measured: the RCU does not offer it"; }
};

}  // namespace rcu_bench::workload
