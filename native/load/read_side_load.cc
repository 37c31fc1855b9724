#include "load/read_side_load.h"

#include "platform/clock.h"

namespace rcu_bench::workload {

using platform::monotonic_ns;

ReadSideLoad::ReadSideLoad(const LoadSetting &setting)
    : CallerLoad(setting, setting.config.options.count("updaters"), "updater"),
      driver_(setting, setting.config.options.word("during")) {
    constexpr double most_updates_per_second = 1e6;
    const uint32_t updaters = setting.config.options.count("updaters");
    for (uint32_t i = 0; i < updaters; ++i) {
        synchronize_ns_.push_back(
            std::make_unique<trace::SampleBuffer>(caller_samples(setting.config, most_updates_per_second)));
    }
    const uint32_t readers = setting.config.options.count("readers");
    for (uint32_t i = 0; i < readers; ++i) readers_.push_back(std::make_unique<PairReader>(setting, i, i == 0));
}

bool ReadSideLoad::possible(const provider::Offers &offers, const Config &config) {
    const std::string &during = config.options.word("during");
    if (config.options.count("updaters") > 0 && !offers.synchronize) return false;
    if (during == "idle") return true;
    return during == "polled" ? offers.grace_periods : offers.force;
}

int ReadSideLoad::prepare() {
    driver_.look_at_version();
    return 0;
}

/// An operation that the provider lacks does not run: it has no samples.
void ReadSideLoad::start(int64_t start_ns, int64_t measure_from_ns) {
    if (!driver_.offered()) return;
    for (auto &reader : readers_) reader->start(start_ns, measure_from_ns);
    driver_.start(start_ns);
    CallerLoad::start(start_ns, measure_from_ns);
}

void ReadSideLoad::request_stop() {
    CallerLoad::request_stop();
    driver_.request_stop();
    for (auto &reader : readers_) reader->request_stop();
}

/// Readers stop last: the other threads may wait for them, and extra samples do no harm.
void ReadSideLoad::finish() {
    request_stop();
    if (!driver_.offered()) return;
    CallerLoad::finish();
    driver_.join();
    for (auto &reader : readers_) reader->join();
}

void ReadSideLoad::call(Caller &caller, int64_t begin_ns) {
    setting_.provider.synchronize();
    if (measured(begin_ns)) synchronize_ns_[caller.index]->push(monotonic_ns() - begin_ns);
}

void ReadSideLoad::for_each_buffer(std::string_view metric, const std::function<void(trace::SampleBuffer &)> &visit) {
    for (auto &reader : readers_) reader->for_each_buffer(metric, visit);
    if (metric != "synchronize.latency") return;
    for (auto &buffer : synchronize_ns_) visit(*buffer);
}

void ReadSideLoad::collect(Result &result) const {
    for (const auto &reader : readers_) reader->collect(result);
    for (const auto &buffer : synchronize_ns_) result.take("synchronize.latency", *buffer);
    if (!synchronize_ns_.empty()) result.count("synchronizes", CallerLoad::done());
    if (!driver_.offered()) result.count("not_offered", 1);
    if (!setting_.provider.offers().inlined_reads) result.count("reads_called", 1);
}

uint64_t ReadSideLoad::done() const {
    uint64_t chunks = 0;
    for (const auto &reader : readers_) chunks += reader->chunks();
    return chunks;
}

std::string ReadSideLoad::describe() const { return "readers: " + std::to_string(done()) + " chunks were measured"; }

}  // namespace rcu_bench::workload
