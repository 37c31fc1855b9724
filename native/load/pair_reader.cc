#include "load/pair_reader.h"

#include <algorithm>

#include "platform/clock.h"
#include "support/observed_thread.h"

namespace rcu_bench::workload {

using platform::monotonic_ns;

namespace {

constexpr int64_t rate_every_ns = 100'000'000;
constexpr double most_pair_samples = 1'000'000;
constexpr double least_pair_ns = 0.2;  // of the empty loop: no chunk is shorter

/// The number of chunks of one kind that fit into the measured time.
size_t chunk_samples(const Config &config, uint32_t chunk) {
    const double expected = static_cast<double>(config.duration_ns) / (least_pair_ns * chunk);
    return static_cast<size_t>(std::min(most_pair_samples, expected + 1024));
}

size_t rate_samples(const Config &config) { return static_cast<size_t>(config.duration_ns / rate_every_ns) + 16; }

/// Prevents the compiler from removing a loop, and from moving code across it.
inline void barrier() { asm volatile("" ::: "memory"); }

}  // namespace

PairReader::PairReader(const LoadSetting &setting, uint32_t index, bool watches_rate)
    : setting_(setting),
      index_(index),
      chunk_(setting.config.options.count("chunkPairs")),
      nests_(setting.config.options.word("nested") == "on"),
      watches_rate_(watches_rate),
      loop_ns_(chunk_samples(setting.config, chunk_)),
      outermost_ns_(chunk_samples(setting.config, chunk_)),
      nested_ns_(chunk_samples(setting.config, chunk_)),
      grace_period_rate_(rate_samples(setting.config)) {}

void PairReader::start(int64_t start_ns, int64_t measure_from_ns) {
    measure_from_ns_ = measure_from_ns;
    const std::string name = "reader " + std::to_string(index_);
    thread_ = observed_thread(setting_.observer, name, trace::ThreadRole::io, [this, start_ns] {
        setting_.provider.register_reader(reader_);
        platform::sleep_until_ns(start_ns);
        trace::current_thread->activity.does("locks and unlocks");
        run();
        setting_.provider.unregister_reader(reader_);
    });
}

void PairReader::run() {
    while (!stopping()) {
        time_loop();
        time_outermost();
        if (nests_) time_nested();
        if (watches_rate_) look_at_rate();
    }
}

void PairReader::time_loop() {
    time(loop_ns_, [](uint32_t n) {
        for (uint32_t i = 0; i < n; ++i) barrier();
    });
}

void PairReader::time_outermost() {
    const trace::Accounting &accounting = setting_.observer.accounting();
    const bool in_gp = accounting.grace_period_running();
    const int64_t took_ns = time_pairs(outermost_ns_);
    if (took_ns == 0) return;
    chunks_.fetch_add(1, std::memory_order_relaxed);
    pairs_ns_.fetch_add(static_cast<uint64_t>(took_ns), std::memory_order_relaxed);
    if (in_gp && accounting.grace_period_running()) chunks_in_gp_.fetch_add(1, std::memory_order_relaxed);
}

void PairReader::time_nested() {
    const provider::ReadSide side = setting_.provider.read_side();
    side.lock(reader_);
    time_pairs(nested_ns_);
    side.unlock(reader_);
}

/// The pairs are nested if the caller is in a section.
int64_t PairReader::time_pairs(trace::SampleBuffer &samples) {
    return time(samples, [this](uint32_t n) { setting_.provider.read_loop(reader_, n); });
}

template <class Pairs>
int64_t PairReader::time(trace::SampleBuffer &samples, Pairs pairs) {
    const int64_t begin_ns = monotonic_ns();
    pairs(chunk_);
    const int64_t took_ns = monotonic_ns() - begin_ns;
    if (begin_ns < measure_from_ns_) return 0;
    samples.push_value(static_cast<double>(took_ns) / chunk_);
    return took_ns;
}

void PairReader::look_at_rate() {
    const int64_t now_ns = monotonic_ns();
    if (now_ns < measure_from_ns_ || now_ns - rate_since_ns_ < rate_every_ns) return;
    const uint64_t count = setting_.observer.accounting().completed_grace_periods();
    if (rate_since_ns_ > 0) {
        const auto seconds = static_cast<double>(now_ns - rate_since_ns_) * 1e-9;
        grace_period_rate_.push_value(static_cast<double>(count - rate_since_count_) / seconds);
    }
    rate_since_ns_ = now_ns;
    rate_since_count_ = count;
}

void PairReader::for_each_buffer(std::string_view metric, const std::function<void(trace::SampleBuffer &)> &visit) {
    if (metric == "read.pair") visit(outermost_ns_);
    if (metric == "read.nested") visit(nested_ns_);
}

/// A version that has completed no grace period has no such rate.
void PairReader::collect(Result &result) const {
    result.take("floor.loop", loop_ns_);
    result.take("read.pair", outermost_ns_);
    result.take("read.nested", nested_ns_);
    if (rate_since_count_ > 0) result.take("grace_period.rate", grace_period_rate_);
    result.count("read_chunks", chunks());
    if (setting_.provider.offers().grace_periods)
        result.count("read_chunks_in_gp", chunks_in_gp_.load(std::memory_order_relaxed));
    result.count("read_pairs", chunks() * chunk_);
    result.count("read_pairs_ns", pairs_ns_.load(std::memory_order_relaxed));
}

}  // namespace rcu_bench::workload
