// The controller of a trial: owns the emulated machine, the RCU and the load, and starts and stops them in order.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "trace/stream.h"
#include "support/floors.h"
#include "load/load.h"
#include "trial/rcu_usage.h"
#include "machine/readers.h"
#include "trial/watchdog.h"

namespace rcu_bench::workload {

enum class Phase : uint8_t { floors, warmup, measure, drain, done };

class Controller {
  public:
    /// Version and workload must exist (provider::make_provider(), make_load()), and config.build.heavy must be
    /// prepared.
    explicit Controller(Config config);
    Controller(const Controller &) = delete;
    Controller &operator=(const Controller &) = delete;

    /// 0, or the errno of a failed set-up of the blobs' memory.
    int error() const { return error_; }
    /// After run(): why the RCU could not start; empty: it started.
    const std::string &refusal() const { return refusal_; }

    /// Runs the whole trial in the calling thread. Returns with everything stopped; if the RCU stalls, it never
    /// returns.
    void run();

    /// From any thread: run() ends after all queued commands were answered.
    void request_stop() { stop_requested_.store(true, std::memory_order_relaxed); }
    bool stop_requested() const { return stop_requested_.load(std::memory_order_relaxed); }

    /// After a stall: tells the threads that can still end to end, and waits for nothing.
    void abandon();

    /// The trial's progress, for the watchdog.
    Stage stage() const { return stage_.load(std::memory_order_relaxed); }
    Phase phase() const { return phase_.load(std::memory_order_relaxed); }
    int64_t measured_ns() const;

    const Config config;
    trace::Observer &observer() { return observer_; }
    trace::Recorder *recorder() { return recorder_.get(); }
    /// After run() or abandon(): completes the file of a stream. 0, or the errno of the first failure.
    int finish_stream() { return stream_ ? stream_->finish() : 0; }
    /// After run() has returned: callbacks that never ran although the RCU was stopped.
    uint64_t lost_callbacks() const { return lost_callbacks_; }
    const Floors &floors() const { return floors_; }
    const Load &load() const { return *load_; }
    const Readers &readers() const { return readers_; }
    const Violations &violations() const { return violations_; }
    const provider::Provider &provider() const { return *provider_; }
    provider::Provider &provider() { return *provider_; }
    const provider::BigLock &bql() const { return bql_; }

    /// Totals of the measured time, or of the part of it that has passed.
    trace::Totals totals();
    /// None: no RCU thread was seen.
    std::optional<platform::ThreadUsage> rcu_usage() const { return rcu_usage_.used(); }

  private:
    void arm_trigger();
    bool start_threads();
    void stop_threads();
    void measure();
    void end_measurement();
    void drain_once();
    bool sleep_until_or_stop(int64_t deadline_ns);
    Floors floors_of_this_host() const;

    std::unique_ptr<trace::Recorder> recorder_;
    std::unique_ptr<trace::Stream> stream_;
    trace::Observer observer_;
    alignas(64) provider::BigLock bql_;  // all threads write to it, so read-only data stays off its cache line
    alignas(64) std::unique_ptr<provider::Provider> provider_;
    BlobWindow window_;
    MemoryMap map_;
    std::unique_ptr<Load> load_;
    Violations violations_;
    ReaderSetting reader_setting_;
    Readers readers_;
    Floors floors_;

    int error_ = 0;
    uint64_t lost_callbacks_ = 0;
    std::string refusal_;
    std::atomic<bool> stop_requested_{false}, given_up_{false};
    std::atomic<Stage> stage_{Stage::runs};
    std::atomic<Phase> phase_{Phase::floors};
    std::atomic<int64_t> measure_begin_ns_{0}, measure_end_ns_{0};
    std::once_flag measurement_ended_;  // ended by the controller, or by the thread that abandons the trial
    trace::Totals totals_before_, totals_after_;
    RcuUsage rcu_usage_;
};

}  // namespace rcu_bench::workload
