#include "workload/machine.h"

#include <algorithm>
#include <utility>

#include "platform/clock.h"
#include "workload/fault_guard.h"

namespace rcu_bench::workload {

using platform::monotonic_ns;

namespace {

constexpr int64_t settle_ns = 20'000'000;     // until every thread has come to its first sleep
constexpr int64_t stop_poll_ns = 20'000'000;  // at a stop request
constexpr size_t most_engine_samples = 1'000'000;
constexpr double engine_samples_per_second = 100'000;  // more than a trial that does not hammer the RCU has

/// Their memory is faulted in before a trial starts, which for the most of them took longer than all else that it sets up.
size_t expected_engine_samples(const Config &config) {
    return static_cast<size_t>(engine_samples_per_second * static_cast<double>(config.duration_ns) / 1e9);
}

std::unique_ptr<trace::Recorder> make_recorder(const TraceSetting &wanted) {
    if (wanted.events == 0) return nullptr;
    const auto when_full = wanted.stream_file.empty() ? trace::WhenFull::overwrite : trace::WhenFull::discard;
    return std::make_unique<trace::Recorder>(wanted.events, when_full);
}

BlobWindow::Background background_of(BlobPath path) {
    return path == BlobPath::map_fixed ? BlobWindow::Background::zero_pages : BlobWindow::Background::nothing;
}

}  // namespace

Machine::Machine(Config wanted)
    : config(std::move(wanted)),
      recorder_(make_recorder(config.trace)),
      observer_(recorder_.get(), most_engine_samples, expected_engine_samples(config)),
      provider_(provider::make_provider({config.version, config.provider_file}, bql_, config.build)),
      window_(config.blobs, config.blob_bytes, background_of(config.path)),
      map_(*provider_, window_, config),
      load_(make_load({config, *provider_, bql_, observer_, window_, map_})),
      reader_setting_{config, *provider_, bql_, map_, violations_, observer_},
      readers_(reader_setting_),
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
    load_->for_each_buffer(on, [&](trace::SampleBuffer &samples) { samples.trigger_above(above_ns, *recorder_); });
}

void Machine::run() {
    if (error_ != 0) return;
    if (config.measure_floors) floors_ = measure_floors();
    observer_.attach("controller", trace::ThreadRole::host);
    comes_or_goes_.store(true, std::memory_order_relaxed);
    if (start_threads()) {
        comes_or_goes_.store(false, std::memory_order_relaxed);
        error_ = load_->prepare();
        if (error_ == 0 && load_->present()) measure();
        comes_or_goes_.store(true, std::memory_order_relaxed);
        stop_threads();
    }
    comes_or_goes_.store(false, std::memory_order_relaxed);
    trace::Observer::detach();
    phase_.store(Phase::done, std::memory_order_relaxed);
}

bool Machine::start_threads() {
    phase_.store(Phase::warmup, std::memory_order_relaxed);
    if (const char *const why = provider_->start(observer_)) {
        refusal_ = why;
        return false;
    }
    load_->start_serving();
    readers_.start();
    return true;
}

void Machine::measure() {
    // The warm-up has time for that, where there is one.
    const int64_t start_ns = monotonic_ns() + std::max<int64_t>(0, settle_ns - config.warmup_ns);
    const int64_t begin_ns = start_ns + config.warmup_ns;
    observer_.accounting().measure_from(begin_ns);
    readers_.measure_from(begin_ns);
    load_->start(start_ns, begin_ns);
    pin_threads();

    sleep_until_or_stop(begin_ns);
    usage_before_ = usage_of(rcu_thread_id());
    totals_before_ = observer_.accounting().totals();
    measure_begin_ns_.store(monotonic_ns(), std::memory_order_relaxed);
    phase_.store(Phase::measure, std::memory_order_relaxed);

    sleep_until_or_stop(begin_ns + config.duration_ns);
    phase_.store(Phase::drain, std::memory_order_relaxed);
    if (stop_requested()) load_->request_stop();
    load_->finish();
    measure_end_ns_.store(monotonic_ns(), std::memory_order_relaxed);
    totals_after_ = observer_.accounting().totals();
    usage_after_ = usage_of(rcu_thread_id());
    observer_.accounting().measure_from(INT64_MAX);
}

bool Machine::sleep_until_or_stop(int64_t deadline_ns) {
    while (!stop_requested()) {
        const int64_t now_ns = monotonic_ns();
        if (now_ns >= deadline_ns) return true;
        platform::sleep_until_ns(std::min(deadline_ns, now_ns + stop_poll_ns));
        if (recorder_) recorder_->mark_clock_if_due();
    }
    return false;
}

/// Readers first, then the device's thread; what the RCU still owes is run before its own thread ends.
void Machine::stop_threads() {
    readers_.request_stop();
    readers_.join();
    load_->stop_serving();
    // A chain is two callbacks deep, and an unmap left behind by an overload may have one of its own.
    for (int depth = 0; depth < 3; ++depth) provider_->drain();
    provider_->stop();
}

void Machine::abandon() {
    load_->request_stop();
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
