#include "load/drain_load.h"

#include "platform/clock.h"
#include "support/schedule.h"

namespace rcu_bench::workload {

using platform::monotonic_ns;

namespace {

constexpr double calls_per_second = 5000;  // of the fastest version, without pauses

constexpr const char *place_metrics[places] = {"drain.idle", "drain.polled", "drain.forced", "drain.between"};
constexpr const char *place_counters[places] = {"landed_idle", "landed_polled", "landed_forced", "landed_between"};

/// vCPUs under TCG stay in their sections for longer than a landing takes; the sections of all other readers are short.
std::unique_ptr<SectionHolder> make_holder(const LoadSetting &setting) {
    const LoadOptions &options = setting.config.options;
    if (setting.config.accel == Accel::tcg || options.word("when") == "idle") return nullptr;
    return std::make_unique<SectionHolder>(setting.provider, setting.observer);
}

}  // namespace

DrainLoad::DrainLoad(const LoadSetting &setting)
    : CallerLoad(setting, 1, "monitor"),
      gap_ns_(setting.config.options.ns("gapNs")),
      under_bql_(setting.config.options.word("bql") == "on"),
      when_(setting.config.options.word("when")),
      transactions_(setting.config.options.word("scene") == "device-del" ? setting.config.options.count("transactions")
                                                                         : 0),
      holder_(make_holder(setting_)),
      landing_(setting_, holder_.get(), setting.config.options.ns("holdNs")),
      latency_ns_(caller_samples(setting.config, calls_per_second)),
      bql_ns_(caller_samples(setting.config, calls_per_second)),
      pending_(caller_samples(setting.config, calls_per_second)) {
    for (auto &samples : by_place_) {
        samples = std::make_unique<trace::SampleBuffer>(caller_samples(setting.config, calls_per_second));
    }
}

void DrainLoad::start_serving() {
    if (holder_) holder_->start();
}

void DrainLoad::stop_serving() {
    if (holder_) holder_->stop();
}

/// Landing begins at this time; the drain itself comes later.
void DrainLoad::call(Caller &caller, int64_t) {
    const Place wanted = draw_place(caller.random);
    const auto pause = [this](int64_t deadline_ns) { sleep_until_or_stop(deadline_ns, stop_flag()); };
    const bool there = landing_.approach(wanted, caller.random, pause, stop_flag());
    if (stopping()) return;
    if (!there) return missed();
    if (under_bql_) setting_.bql.lock();
    change_memory_map();
    const Place place = landing_.place();
    if (transactions_ > 0 || place == wanted) {
        drain(place);
    } else {
        missed();
    }
    if (under_bql_) setting_.bql.unlock();
}

Place DrainLoad::draw_place(Random &random) const {
    if (when_ == "polled") return Place::polled;
    if (when_ == "forced") return Place::forced;
    if (when_ == "mixed") return static_cast<Place>(random.below(3));
    return Place::idle;
}

void DrainLoad::change_memory_map() {
    for (uint32_t i = 0; i < transactions_; ++i) setting_.map.change_elsewhere();
}

void DrainLoad::drain(Place place) {
    const uint32_t pending = setting_.provider.engine_state().pending;
    const int64_t begin_ns = monotonic_ns();
    setting_.provider.drain();
    const int64_t end_ns = monotonic_ns();
    if (!measured(begin_ns)) return;
    latency_ns_.push(end_ns - begin_ns);
    by_place_[static_cast<size_t>(place)]->push(end_ns - begin_ns);
    pending_.push(pending);
    // A drain takes the BQL again at its end. If the BQL was free, the drain has not waited for it.
    const int64_t bql_begin_ns = trace::current_thread->activity.bql_wait_begin_ns();
    if (under_bql_) bql_ns_.push(bql_begin_ns >= begin_ns ? end_ns - bql_begin_ns : 0);
}

void DrainLoad::missed() {
    if (measured(monotonic_ns())) missed_.fetch_add(1, std::memory_order_relaxed);
}

void DrainLoad::for_each_buffer(std::string_view metric, const std::function<void(trace::SampleBuffer &)> &visit) {
    if (metric == "drain.latency") visit(latency_ns_);
    if (metric == "drain.bql") visit(bql_ns_);
    for (size_t i = 0; i < places; ++i) {
        if (metric == place_metrics[i]) visit(*by_place_[i]);
    }
}

void DrainLoad::collect(Result &result) const {
    result.take("drain.latency", latency_ns_);
    result.take("drain.bql", bql_ns_);
    result.take("drain.pending", pending_);
    // With a single landing state, its samples are those of drain.latency.
    const bool several = when_ == "mixed" || transactions_ > 0;
    for (size_t i = 0; i < places; ++i) {
        result.count(place_counters[i], by_place_[i]->size());
        if (several) result.take(place_metrics[i], *by_place_[i]);
    }
    result.count("landings_missed", missed_.load(std::memory_order_relaxed));
}

}  // namespace rcu_bench::workload
