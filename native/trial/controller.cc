#include "trial/controller.h"

#include <algorithm>
#include <utility>

#include "platform/clock.h"
#include "support/fault_guard.h"

namespace rcu_bench::workload {

using platform::monotonic_ns;

namespace {

constexpr int64_t settle_ns = 20'000'000;     // time for all threads to reach their first sleep
constexpr int64_t stop_poll_ns = 20'000'000;  // interval at which a stop request is checked
constexpr size_t most_engine_samples = 1'000'000;
constexpr double engine_samples_per_second = 100'000;  // more than any trial produces that does not flood the RCU

/// This memory is faulted in before a trial starts; faulting in the maximum took longer than the rest of the set-up.
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

Controller::Controller(Config wanted)
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
    observer_.places().use(config.pin_cpus);
}

void Controller::arm_trigger() {
    const std::string &on = config.trace.trigger;
    const int64_t above_ns = config.trace.trigger_above_ns;
    if (on == "violation") violations_.trigger(*recorder_);
    if (on == "grace_period.length") observer_.accounting().grace_period_ns().trigger_above(above_ns, *recorder_);
    if (on == "bql.wait") observer_.accounting().bql_wait_ns().trigger_above(above_ns, *recorder_);
    if (on == "section.length") readers_.trigger_above(above_ns, *recorder_);
    load_->for_each_buffer(on, [&](trace::SampleBuffer &samples) { samples.trigger_above(above_ns, *recorder_); });
}

void Controller::run() {
    if (error_ != 0) return;
    if (config.measure_floors) floors_ = floors_of_this_host();
    observer_.attach("controller", trace::ThreadRole::host);
    stage_.store(Stage::begins, std::memory_order_relaxed);
    if (start_threads()) {
        error_ = load_->prepare();
        if (error_ == 0 && load_->present()) measure();
        stage_.store(Stage::ends, std::memory_order_relaxed);
        stop_threads();
    }
    stage_.store(Stage::runs, std::memory_order_relaxed);
    trace::Observer::detach();
    phase_.store(Phase::done, std::memory_order_relaxed);
}

bool Controller::start_threads() {
    phase_.store(Phase::warmup, std::memory_order_relaxed);
    if (const char *const why = provider_->start(observer_)) {
        refusal_ = why;
        return false;
    }
    load_->start_serving();
    readers_.start();
    return true;
}

void Controller::measure() {
    // The threads settle during the warm-up, if there is one.
    const int64_t start_ns = monotonic_ns() + std::max<int64_t>(0, settle_ns - config.warmup_ns);
    const int64_t begin_ns = start_ns + config.warmup_ns;
    observer_.accounting().measure_from(begin_ns);
    readers_.measure_from(begin_ns);
    load_->start(start_ns, begin_ns);

    stage_.store(Stage::runs, std::memory_order_relaxed);
    sleep_until_or_stop(begin_ns);
    rcu_usage_.begin(observer_);
    totals_before_ = observer_.accounting().totals();
    measure_begin_ns_.store(monotonic_ns(), std::memory_order_relaxed);
    phase_.store(Phase::measure, std::memory_order_relaxed);

    sleep_until_or_stop(begin_ns + config.duration_ns);
    phase_.store(Phase::drain, std::memory_order_relaxed);
    stage_.store(Stage::ends, std::memory_order_relaxed);
    if (stop_requested()) load_->request_stop();
    load_->finish();
    end_measurement();
    observer_.accounting().measure_from(INT64_MAX);
}

/// Runs once: an abandoned trial may arrive here later, after its figures were read.
void Controller::end_measurement() {
    std::call_once(measurement_ended_, [this] {
        measure_end_ns_.store(monotonic_ns(), std::memory_order_relaxed);
        totals_after_ = observer_.accounting().totals();
        rcu_usage_.end(observer_);
    });
}

bool Controller::sleep_until_or_stop(int64_t deadline_ns) {
    while (!stop_requested() && !given_up_.load(std::memory_order_relaxed)) {
        const int64_t now_ns = monotonic_ns();
        if (now_ns >= deadline_ns) return true;
        platform::sleep_until_ns(std::min(deadline_ns, now_ns + stop_poll_ns));
        if (recorder_) recorder_->mark_clock_if_due();
    }
    return false;
}

/// Stops the readers first, then the device's thread. Pending callbacks run before the RCU thread ends.
void Controller::stop_threads() {
    readers_.request_stop();
    readers_.join();
    load_->stop_serving();
    // A chain is two callbacks deep, and an unmap that an overload left behind may start another chain.
    for (int depth = 0; depth < 3; ++depth) drain_once();
    provider_->stop();
    lost_callbacks_ = provider_->lost_callbacks();
}

/// Queues a callback first, so that the drain of a library has something to wait for; a drain that returns too early is
/// detected (Misuse::early_drain).
void Controller::drain_once() {
    if (!provider_->offers().built_in) {
        auto *const own = new provider::Callback;
        own->func = [](provider::Callback *self) { delete self; };
        provider_->call(*own);
    }
    provider_->drain();
}

void Controller::abandon() {
    given_up_.store(true, std::memory_order_relaxed);
    load_->request_stop();
    readers_.request_stop();
    end_measurement();
    if (recorder_) recorder_->freeze();
}

int64_t Controller::measured_ns() const {
    const int64_t begin_ns = measure_begin_ns_.load(std::memory_order_relaxed);
    const int64_t end_ns = measure_end_ns_.load(std::memory_order_relaxed);
    return begin_ns == 0 ? 0 : end_ns - begin_ns;
}

trace::Totals Controller::totals() { return totals_after_.since(totals_before_); }

/// The floors run observed and pinned like the machine's threads, but with a separate observer: neither the trial's
/// counts nor its trace contain them.
Floors Controller::floors_of_this_host() const {
    constexpr size_t scratch_events = 4096;
    std::optional<trace::Recorder> scratch;
    if (recorder_) scratch.emplace(scratch_events);
    trace::Observer apart(scratch ? &*scratch : nullptr, 0);
    apart.places().use(config.pin_cpus);
    return measure_floors(apart);
}

}  // namespace rcu_bench::workload
