// The interface of a workload to its trial: everything that happens besides the readers, and what is measured. There is
// one pair of files for each workload; make_load() knows them by name.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "provider/rcu_provider.h"
#include "machine/blob_window.h"
#include "load/config.h"
#include "machine/memory_map.h"
#include "load/result.h"

namespace rcu_bench::workload {

/// What a load receives from its trial. All of it outlives the load.
struct LoadSetting {
    const Config &config;
    provider::Provider &provider;
    provider::BigLock &bql;
    trace::Observer &observer;
    BlobWindow &window;
    MemoryMap &map;
};

class Load {
  public:
    virtual ~Load() = default;

    /// False: there is nothing to measure, so nothing to wait for.
    virtual bool present() const { return true; }
    /// Called when the engine runs: starts the threads that serve the load (the main loop).
    virtual void start_serving() {}
    /// Called when the readers run, too. Returns 0, or an errno, which cancels the measurement.
    virtual int prepare() { return 0; }
    /// Starts the load at `start_ns`. Whatever begins before `measure_from_ns` is not measured.
    virtual void start(int64_t start_ns, int64_t measure_from_ns) = 0;
    /// From any thread: starts no new work.
    virtual void request_stop() = 0;
    /// Called at the end of the measured time. Returns when the load has ended and its requests were answered.
    virtual void finish() = 0;
    /// Called when the readers have ended.
    virtual void stop_serving() {}

    /// Calls `visit` for each buffer of a metric, for the trigger of the flight recorder.
    virtual void for_each_buffer(std::string_view metric, const std::function<void(trace::SampleBuffer &)> &visit) = 0;
    /// Adds samples and counters; also called while the trial hangs.
    virtual void collect(Result &result) const = 0;
    /// The number in the progress line.
    virtual uint64_t done() const = 0;
    /// One line for the report of a stall.
    virtual std::string describe() const = 0;
};

/// Capacity for samples that come `per_second` in the measured time, with a margin; at most `most`.
size_t room_for_samples(const Config &config, double per_second, double most);

bool is_workload(std::string_view name);

/// The load that config.workload names; the workload must exist. If the RCU lacks the required operation, an
/// AbsentLoad.
std::unique_ptr<Load> make_load(const LoadSetting &setting);

}  // namespace rcu_bench::workload
