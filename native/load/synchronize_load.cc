#include "load/synchronize_load.h"

#include "platform/clock.h"

namespace rcu_bench::workload {

SynchronizeLoad::SynchronizeLoad(const LoadSetting &setting)
    : CallerLoad(setting, setting.config.options.count("callers"), "caller"),
      gap_ns_(setting.config.options.ns("gapNs")) {
    // Without a pause an idle grace period in the caller takes a few hundred ns.
    const double per_second = gap_ns_ > 0 ? 1e9 / static_cast<double>(gap_ns_) : 1e6;
    const uint32_t callers = setting.config.options.count("callers");
    for (uint32_t i = 0; i < callers; ++i) {
        latency_ns_.push_back(std::make_unique<trace::SampleBuffer>(caller_samples(setting.config, per_second)));
    }
}

void SynchronizeLoad::call(Caller &caller, int64_t begin_ns) {
    setting_.provider.synchronize();
    if (measured(begin_ns)) latency_ns_[caller.index]->push(platform::monotonic_ns() - begin_ns);
}

void SynchronizeLoad::for_each_buffer(std::string_view metric,
                                      const std::function<void(trace::SampleBuffer &)> &visit) {
    if (metric != "synchronize.latency") return;
    for (auto &buffer : latency_ns_) visit(*buffer);
}

void SynchronizeLoad::collect(Result &result) const {
    for (const auto &buffer : latency_ns_) result.take("synchronize.latency", *buffer);
    result.count("synchronizes", done());
}

}  // namespace rcu_bench::workload
