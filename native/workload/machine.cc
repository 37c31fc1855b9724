#include "workload/machine.h"

#include <algorithm>
#include <utility>

#include "platform/clock.h"
#include "workload/fault_guard.h"

namespace rcu_bench::workload {

using platform::monotonic_ns;

namespace {

constexpr int64_t start_after_ns = 20'000'000;  // so that every thread has come to its first sleep
constexpr int64_t between_maps_ns = 1'000'000;
constexpr int64_t look_every_ns = 20'000'000;        // at a stop request
constexpr int64_t answer_within_ns = 3'000'000'000;  // after the last arrival; what then still waits stays unanswered
constexpr size_t most_engine_samples = 1'000'000;

std::unique_ptr<trace::Recorder> make_recorder(const TraceSetting &wanted) {
    if (wanted.events == 0) return nullptr;
    const auto when_full = wanted.stream_file.empty() ? trace::WhenFull::overwrite : trace::WhenFull::discard;
    return std::make_unique<trace::Recorder>(wanted.events, when_full);
}

}  // namespace

Machine::Machine(Config wanted)
    : config(std::move(wanted)),
      recorder_(make_recorder(config.trace)),
      observer_(recorder_.get(), most_engine_samples),
      provider_(provider::make_builtin(config.version, bql_, config.build)),
      arrivals_(draw_arrivals(config)),
      window_(config.blobs, config.blob_bytes),
      map_(*provider_, window_, config),
      queue_(arrivals_),
      loop_(bql_),
      device_({*provider_, observer_.accounting(), loop_, map_, window_, queue_}, config,
              count_of(trace::CommandType::unmap_blob), count_of(trace::CommandType::submit_3d)),
      reader_setting_{config, *provider_, bql_, map_, violations_, observer_},
      readers_(reader_setting_),
      guest_(arrivals_, queue_, loop_),
      error_(window_.error()) {
    platform::set_wait_backend(config.wait);
    install_fault_guard();
    if (recorder_ && !config.trace.stream_file.empty()) {
        stream_ = std::make_unique<trace::Stream>(*recorder_, config.trace.stream_file, config.trace.title);
    }
    if (recorder_) arm_trigger();
}

void Machine::arm_trigger() {
    const std::string &on = config.trace.trigger;
    const int64_t above_ns = config.trace.trigger_above_ns;
    if (on == "violation") violations_.trigger(*recorder_);
    if (on == "grace_period.length") observer_.accounting().grace_period_ns().trigger_above(above_ns, *recorder_);
    if (on == "bql.wait") observer_.accounting().bql_wait_ns().trigger_above(above_ns, *recorder_);
    if (on == "section.length") readers_.trigger_above(above_ns, *recorder_);
    if (trace::SampleBuffer *const samples = device_.samples_of(on)) samples->trigger_above(above_ns, *recorder_);
}

size_t Machine::count_of(trace::CommandType type) const {
    return static_cast<size_t>(
        std::count_if(arrivals_.begin(), arrivals_.end(), [type](const Arrival &a) { return a.type == type; }));
}

void Machine::run() {
    if (error_ != 0) return;
    if (config.measure_floors) floors_ = measure_floors();
    observer_.attach("controller", trace::ThreadRole::host);
    start_threads();
    if (map_blobs()) measure();
    stop_threads();
    trace::Observer::detach();
    phase_.store(Phase::done, std::memory_order_relaxed);
}

void Machine::start_threads() {
    phase_.store(Phase::warmup, std::memory_order_relaxed);
    provider_->start(observer_);
    loop_.start(observer_, device_);
    readers_.start();
}

/// The blobs that the guest has at its start: mapped one at a time, as it would, and all of their callbacks run.
bool Machine::map_blobs() {
    for (uint32_t slot = 0; slot < config.blobs && error_ == 0; ++slot) {
        bql_.lock();
        error_ = device_.map_first(slot);
        bql_.unlock();
        platform::sleep_ns(between_maps_ns);
    }
    provider_->drain();
    provider_->drain();
    return error_ == 0;
}

void Machine::measure() {
    const int64_t start_ns = monotonic_ns() + start_after_ns;
    const int64_t begin_ns = start_ns + config.warmup_ns;
    bql_.lock();
    device_.set_times(start_ns, begin_ns);
    bql_.unlock();
    observer_.accounting().measure_from(begin_ns);
    readers_.measure_from(begin_ns);
    guest_.start(observer_, start_ns, begin_ns);
    pin_threads();

    sleep_until_or_stop(begin_ns);
    usage_before_ = usage_of(rcu_thread_id());
    totals_before_ = observer_.accounting().totals();
    measure_begin_ns_.store(monotonic_ns(), std::memory_order_relaxed);
    phase_.store(Phase::measure, std::memory_order_relaxed);

    sleep_until_or_stop(begin_ns + config.duration_ns);
    phase_.store(Phase::drain, std::memory_order_relaxed);
    if (stop_requested()) guest_.request_stop();
    guest_.join();
    wait_until_answered();
    measure_end_ns_.store(monotonic_ns(), std::memory_order_relaxed);
    totals_after_ = observer_.accounting().totals();
    usage_after_ = usage_of(rcu_thread_id());
    observer_.accounting().measure_from(INT64_MAX);
}

bool Machine::sleep_until_or_stop(int64_t deadline_ns) {
    while (!stop_requested()) {
        const int64_t now_ns = monotonic_ns();
        if (now_ns >= deadline_ns) return true;
        platform::sleep_until_ns(std::min(deadline_ns, now_ns + look_every_ns));
        if (recorder_) recorder_->mark_clock_if_due();
    }
    return false;
}

void Machine::wait_until_answered() {
    const int64_t deadline_ns = monotonic_ns() + answer_within_ns;
    while (queue_.depth() > 0 && monotonic_ns() < deadline_ns) platform::sleep_ns(look_every_ns / 10);
}

/// Readers first, then the device's thread; what the RCU still owes is run before its own thread ends.
void Machine::stop_threads() {
    readers_.request_stop();
    readers_.join();
    loop_.stop();
    // A chain is two callbacks deep, and an unmap left behind by an overload may have one of its own.
    for (int depth = 0; depth < 3; ++depth) provider_->drain();
    provider_->stop();
}

void Machine::abandon() {
    guest_.request_stop();
    readers_.request_stop();
    if (measure_end_ns_.load(std::memory_order_relaxed) == 0) {
        measure_end_ns_.store(monotonic_ns(), std::memory_order_relaxed);
        totals_after_ = observer_.accounting().totals();
        usage_after_ = usage_of(rcu_thread_id());
    }
    if (recorder_) recorder_->freeze();
}

int64_t Machine::measured_ns() const {
    const int64_t begin_ns = measure_begin_ns_.load(std::memory_order_relaxed);
    const int64_t end_ns = measure_end_ns_.load(std::memory_order_relaxed);
    return begin_ns == 0 ? 0 : end_ns - begin_ns;
}

trace::Totals Machine::totals() { return totals_after_.since(totals_before_); }

ThreadUsage Machine::rcu_usage() {
    return {usage_after_.cpu_ns - usage_before_.cpu_ns, usage_after_.wakeups - usage_before_.wakeups};
}

int Machine::rcu_thread_id() {
    int tid = 0;
    observer_.for_each_thread([&tid](const trace::ThreadContext &context) {
        if (context.role == trace::ThreadRole::rcu) tid = context.tid;
    });
    return tid;
}

void Machine::pin_threads() {
    if (config.pin_cpus.empty()) return;
    size_t next = 0;
    observer_.for_each_thread([&](const trace::ThreadContext &context) {
        if (context.role != trace::ThreadRole::host)
            pin_thread(context.tid, config.pin_cpus[next++ % config.pin_cpus.size()]);
    });
}

}  // namespace rcu_bench::workload
