// The emulated machine of one trial, whole: who owns what, and in which order it starts and stops.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "trace/stream.h"
#include "workload/floors.h"
#include "workload/load.h"
#include "workload/readers.h"
#include "workload/thread_usage.h"
#include "workload/watchdog.h"

namespace rcu_bench::workload {

enum class Phase : uint8_t { floors, warmup, measure, drain, done };

class Machine {
  public:
    /// Version and workload must exist (provider::make_provider(), make_load()) and config.build.heavy must be prepared.
    explicit Machine(Config config);
    Machine(const Machine &) = delete;
    Machine &operator=(const Machine &) = delete;

    /// 0, or the errno with which the set-up of the blobs' memory failed.
    int error() const { return error_; }
    /// After run(): why the RCU could not be started; empty: it was.
    const std::string &refusal() const { return refusal_; }

    /// The whole trial, on the calling thread; comes back with everything stopped, unless the RCU stalls: then never.
    void run();

    /// From any thread: run() ends as soon as what is queued was answered.
    void request_stop() { stop_requested_.store(true, std::memory_order_relaxed); }
    bool stop_requested() const { return stop_requested_.load(std::memory_order_relaxed); }

    /// After a stall: the threads that can still end are told to; nothing is waited for.
    void abandon();

    /// The RCU is being made, or readers and RCU come to their end.
    bool comes_or_goes() const { return comes_or_goes_.load(std::memory_order_relaxed); }
    Phase phase() const { return phase_.load(std::memory_order_relaxed); }
    int64_t measured_ns() const;

    const Config config;
    trace::Observer &observer() { return observer_; }
    trace::Recorder *recorder() { return recorder_.get(); }
    /// After run() or abandon(): completes a stream's file. 0, or the errno of its first failure.
    int finish_stream() { return stream_ ? stream_->finish() : 0; }
    const Floors &floors() const { return floors_; }
    const Load &load() const { return *load_; }
    const Readers &readers() const { return readers_; }
    const Violations &violations() const { return violations_; }
    const provider::Provider &provider() const { return *provider_; }
    const provider::BigLock &bql() const { return bql_; }

    /// Of the measured time, or what there is of it.
    trace::Totals totals();
    ThreadUsage rcu_usage();

  private:
    void arm_trigger();
    bool start_threads();
    void stop_threads();
    void measure();
    bool sleep_until_or_stop(int64_t deadline_ns);
    int rcu_thread_id();
    void pin_threads();

    std::unique_ptr<trace::Recorder> recorder_;
    std::unique_ptr<trace::Stream> stream_;
    trace::Observer observer_;
    alignas(64) provider::BigLock bql_;  // every thread takes it: what is read only stays off its cache line
    alignas(64) std::unique_ptr<provider::Provider> provider_;
    BlobWindow window_;
    MemoryMap map_;
    std::unique_ptr<Load> load_;
    Violations violations_;
    ReaderSetting reader_setting_;
    Readers readers_;
    Floors floors_;

    int error_ = 0;
    std::string refusal_;
    std::atomic<bool> stop_requested_{false};
    std::atomic<bool> comes_or_goes_{false};
    std::atomic<Phase> phase_{Phase::floors};
    std::atomic<int64_t> measure_begin_ns_{0}, measure_end_ns_{0};
    trace::Totals totals_before_, totals_after_;
    ThreadUsage usage_before_, usage_after_;
};

}  // namespace rcu_bench::workload
