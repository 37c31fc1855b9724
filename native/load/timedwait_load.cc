#include "load/timedwait_load.h"

#include <sys/prctl.h>

#include "platform/clock.h"
#include "support/observed_thread.h"

namespace rcu_bench::workload {

using platform::monotonic_ns;

namespace {

constexpr uint64_t random_stream = 300;

provider::WaitLayer layer_of(const Config &config) {
    return config.options.word("layer") == "event" ? provider::WaitLayer::event : provider::WaitLayer::futex;
}

/// The number of cycles that can begin in the measured time.
double cycles_in(const Config &config, int64_t shortest_ns) {
    return 1 + static_cast<double>(config.duration_ns) / static_cast<double>(shortest_ns);
}

}  // namespace

TimedwaitLoad::TimedwaitLoad(const LoadSetting &setting)
    : setting_(setting),
      set_after_ns_(setting.config.options.ns("setAfterNs")),
      slack_ns_(setting.config.options.ns("timerSlackNs")),
      waitable_(provider::make_waitable(setting.config.version, layer_of(setting.config))),
      exists_(layer_of(setting.config) == provider::WaitLayer::event ||
              setting.config.wait != platform::WaitBackend::condvar),
      measured_(cycles_in(setting.config, shortest_cycle_ns(*waitable_, set_after_ns_)), waitable_->has_deadlines()),
      unmeasured_(0, waitable_->has_deadlines()),
      setter_(*waitable_),
      rescuer_(*waitable_),
      rounds_(*waitable_, setter_, rescuer_, set_after_ns_),
      random_(setting.config.seed, random_stream) {}

void TimedwaitLoad::start(int64_t start_ns, int64_t measure_from_ns) {
    if (!exists_) return;
    setter_.start(setting_.observer);
    rescuer_.start();
    waiter_ = observed_thread(setting_.observer, "waiter", trace::ThreadRole::guest, [this, start_ns, measure_from_ns] {
        if (!set_timer_slack(slack_ns_)) measured_.slack_refused.fetch_add(1, std::memory_order_relaxed);
        run(start_ns, measure_from_ns);
    });
}

void TimedwaitLoad::run(int64_t start_ns, int64_t measure_from_ns) {
    platform::sleep_until_ns(start_ns);
    for (;;) {
        for (const Round &round : draw_cycle(*waitable_, random_)) {
            if (stopping_.load(std::memory_order_relaxed)) return;
            rounds_.run(round, monotonic_ns() < measure_from_ns ? unmeasured_ : measured_);
        }
    }
}

/// The waiter stops first: the other threads end its last wait.
void TimedwaitLoad::finish() {
    request_stop();
    if (!exists_) return;
    waiter_.join();
    setter_.stop();
    rescuer_.stop();
}

void TimedwaitLoad::for_each_buffer(std::string_view metric, const std::function<void(trace::SampleBuffer &)> &visit) {
    measured_.for_each_buffer(metric, visit);
}

void TimedwaitLoad::collect(Result &result) const {
    measured_.put_into(result);
    // Lets the tool explain why these metrics are absent.
    if (!exists_) result.count("waits_not_offered", 1);
    if (!waitable_->has_deadlines()) result.count("deadlines_not_offered", 1);
}

std::string TimedwaitLoad::describe() const { return "waiter: " + std::to_string(done()) + " waits have ended"; }

bool set_timer_slack(int64_t ns) { return prctl(PR_SET_TIMERSLACK, static_cast<unsigned long>(ns), 0, 0, 0) == 0; }

}  // namespace rcu_bench::workload
