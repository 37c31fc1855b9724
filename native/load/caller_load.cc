#include "load/caller_load.h"

#include <algorithm>
#include <utility>

#include "platform/clock.h"
#include "support/observed_thread.h"
#include "support/schedule.h"

namespace rcu_bench::workload {

using platform::monotonic_ns;

namespace {
constexpr double most_call_samples = 2'000'000;
}  // namespace

CallerLoad::CallerLoad(const LoadSetting &setting, uint32_t callers, std::string name)
    : setting_(setting), name_(std::move(name)) {
    for (uint32_t i = 0; i < callers; ++i) callers_.push_back(std::make_unique<Caller>(setting.config.seed, i));
}

void CallerLoad::start(int64_t start_ns, int64_t measure_from_ns) {
    measure_from_ns_ = measure_from_ns;
    for (auto &caller : callers_) {
        const std::string number = callers_.size() > 1 ? " " + std::to_string(caller->index) : "";
        caller->thread = observed_thread(setting_.observer, name_ + number, trace::ThreadRole::guest,
                                         [this, &own = *caller, start_ns] { run(own, start_ns); });
    }
}

void CallerLoad::run(Caller &caller, int64_t start_ns) {
    const auto mean_ns = static_cast<double>(mean_gap_ns());
    int64_t next_ns = start_ns;
    while (!stopping()) {
        trace::current_thread->activity.does("pauses between two calls");
        if (mean_ns > 0)
            next_ns = std::max(next_ns, monotonic_ns()) + static_cast<int64_t>(caller.random.exponential(mean_ns));
        if (!sleep_until_or_stop(next_ns, stop_flag())) return;
        trace::current_thread->activity.does("calls");
        const int64_t begin_ns = monotonic_ns();
        call(caller, begin_ns);
        if (measured(begin_ns)) calls_.fetch_add(1, std::memory_order_relaxed);
    }
}

void CallerLoad::finish() {
    request_stop();
    for (auto &caller : callers_) caller->thread.join();
}

std::string CallerLoad::describe() const { return name_ + ": " + std::to_string(done()) + " calls were answered"; }

size_t caller_samples(const Config &config, double calls_per_second) {
    return room_for_samples(config, calls_per_second, most_call_samples);
}

}  // namespace rcu_bench::workload
