#include "load/flood_load.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <new>

#include "platform/clock.h"
#include "support/observed_thread.h"

namespace rcu_bench::workload {

using platform::monotonic_ns;

namespace {

constexpr double most_flood_samples = 4'000'000;

size_t samples_for(const Config &config, double per_second) {
    return room_for_samples(config, per_second, most_flood_samples);
}

/// TypeScript has checked that a flood fits into memory; without the memory the load cannot run.
void *allocate(size_t bytes) {
    if (void *const memory = std::malloc(bytes)) return memory;
    fprintf(stderr, "rcu-bench: no memory for the flood's objects of %zu bytes: lower --flood or --object\n", bytes);
    abort();
}

double bursts_per_second(const LoadOptions &options) {
    return options.number("burstRate") * options.count("producers");
}

double callbacks_per_second(const LoadOptions &options) { return bursts_per_second(options) * options.count("flood"); }

}  // namespace

FloodLoad::FloodLoad(const LoadSetting &setting)
    : setting_(setting),
      flood_(setting.config.options.count("flood")),
      period_ns_(1e9 / setting.config.options.number("burstRate")),
      poisson_(setting.config.options.word("arrivals") == "poisson"),
      object_bytes_(std::max(sizeof(Object), static_cast<size_t>(setting.config.options.number("objectBytes")))),
      callback_ns_(samples_for(setting.config, callbacks_per_second(setting.config.options))),
      flood_ns_(samples_for(setting.config, bursts_per_second(setting.config.options))),
      batch_sizes_(samples_for(setting.config, callbacks_per_second(setting.config.options))),
      gap_ns_(samples_for(setting.config, callbacks_per_second(setting.config.options))) {
    const uint32_t producers = setting.config.options.count("producers");
    for (uint32_t i = 0; i < producers; ++i) {
        const size_t samples = samples_for(setting.config, setting.config.options.number("burstRate"));
        producers_.push_back(std::make_unique<Producer>(setting.config.seed, i, samples));
    }
}

void FloodLoad::start(int64_t start_ns, int64_t measure_from_ns) {
    measure_from_ns_ = measure_from_ns;
    end_.plan(measure_from_ns + setting_.config.duration_ns);
    for (auto &producer : producers_) {
        producer->thread =
            observed_thread(setting_.observer, "producer " + std::to_string(producer->index), trace::ThreadRole::guest,
                            [this, &own = *producer, start_ns] { run(own, start_ns); });
    }
}

/// Overdue bursts follow at once; bursts that are left at the end are counted.
void FloodLoad::run(Producer &producer, int64_t start_ns) {
    // Producers of fixed bursts start at different phases.
    auto due_ns = start_ns + static_cast<int64_t>(producer.random.unit() * period_ns_);
    OpenLoop loop(end_);
    for (;; due_ns += draw_gap_ns(producer.random)) {
        trace::current_thread->activity.does("waits for its next burst's time");
        if (!loop.await(due_ns)) break;
        trace::current_thread->activity.does("queues a burst of callbacks");
        burst(producer, due_ns);
    }
    const auto next = [&](int64_t ns) { return ns + draw_gap_ns(producer.random); };
    unissued_.fetch_add(loop.count_due(due_ns, {measure_from_ns_, INT64_MAX}, next), std::memory_order_relaxed);
}

int64_t FloodLoad::draw_gap_ns(Random &random) const {
    return static_cast<int64_t>(poisson_ ? random.exponential(period_ns_) : period_ns_);
}

void FloodLoad::burst(Producer &producer, int64_t due_ns) {
    const bool measured = due_ns >= measure_from_ns_;
    const int64_t begin_ns = monotonic_ns();
    if (measured) add(bursts_);
    if (measured && begin_ns - due_ns > late_ns) add(late_);
    uint64_t peak = 0;
    for (uint32_t i = 0; i < flood_; ++i) {
        auto *const object = new (allocate(object_bytes_)) Object{{}, this, due_ns, monotonic_ns(), i + 1 == flood_};
        object->func = on_run;
        // Counted before it is queued: the callback may run before call() returns.
        peak = std::max(peak, queued_.fetch_add(1, std::memory_order_relaxed) + 1 - relaxed(ran_));
        setting_.provider.call(*object);
    }
    if (!measured) return;
    producer.call_ns.push_value(static_cast<double>(monotonic_ns() - begin_ns) / flood_);
    producer.held_bytes.push_value(static_cast<double>(peak * object_bytes_));
}

void FloodLoad::on_run(provider::Callback *self) {
    auto *const object = static_cast<Object *>(self);
    object->load->on_object(*object);
    object->~Object();
    std::free(object);
}

/// In the RCU thread, in queue order: this callback was the oldest pending one.
void FloodLoad::on_object(const Object &object) {
    const int64_t now_ns = monotonic_ns();
    const bool measured = object.due_ns >= measure_from_ns_;
    const uint64_t batch = setting_.observer.accounting().begun_batches();
    if (batch != batch_) {
        if (measured && batch_size_ > 0) batch_sizes_.push_value(batch_size_);
        if (measured) gap_ns_.push(now_ns - std::max(last_run_ns_, object.queued_ns));
        batch_ = batch;
        batch_size_ = 0;
    }
    batch_size_ += 1;
    last_run_ns_ = now_ns;
    if (measured) {
        add(measured_callbacks_);
        callback_ns_.push(now_ns - object.queued_ns);
        if (object.last) {
            flood_ns_.push(now_ns - object.due_ns);
            add(ended_);
        }
    }
    add(ran_);
}

void FloodLoad::finish() {
    request_stop();
    for (auto &producer : producers_) producer->thread.join();
    wait_for_answers([this] { return pending() == 0; });
}

void FloodLoad::for_each_buffer(std::string_view metric, const std::function<void(trace::SampleBuffer &)> &visit) {
    if (metric == "callback.latency") visit(callback_ns_);
    if (metric == "flood.latency") visit(flood_ns_);
    if (metric == "progress.gap") visit(gap_ns_);
    if (metric != "call.time") return;
    for (auto &producer : producers_) visit(producer->call_ns);
}

void FloodLoad::collect(Result &result) const {
    result.take("callback.latency", callback_ns_);
    result.take("flood.latency", flood_ns_);
    if (setting_.provider.offers().built_in) {
        result.take("batch.size", batch_sizes_);
        result.take("progress.gap", gap_ns_);
    }
    for (const auto &producer : producers_) {
        result.take("call.time", producer->call_ns);
        result.take("memory.held", producer->held_bytes);
    }
    const OpenLoopCounts counts{relaxed(bursts_), relaxed(late_), relaxed(unissued_), pending()};
    result.count("floods", counts.issued);
    result.count("flood_callbacks", relaxed(measured_callbacks_));
    result.count("late_arrivals", counts.late);
    result.count("unissued", counts.unissued);
    result.count("unanswered", counts.unanswered);
    result.overloaded = counts.overloaded();
}

std::string FloodLoad::describe() const {
    return "producers: " + std::to_string(pending()) + " callbacks of " + std::to_string(relaxed(queued_)) +
           " have not run";
}

}  // namespace rcu_bench::workload
