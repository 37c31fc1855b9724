// What a trial's load is to its machine: whatever happens beside the readers, and what is measured of it. One small file for
// each workload; make_load() knows them by name.
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

/// What a load gets of its machine. All of it outlives the load.
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

    /// False: there is nothing to measure, and so nothing to wait for.
    virtual bool present() const { return true; }
    /// The engine runs. Starts what serves the load (the main loop).
    virtual void start_serving() {}
    /// The readers run too. 0 or errno: then there is no measuring.
    virtual int prepare() { return 0; }
    /// Starts the load at `start_ns`; what begins before `measure_from_ns` is not measured.
    virtual void start(int64_t start_ns, int64_t measure_from_ns) = 0;
    /// From any thread: no new work.
    virtual void request_stop() = 0;
    /// The measured time is over: returns when the load has ended and what it asked for was answered.
    virtual void finish() = 0;
    /// The readers have ended.
    virtual void stop_serving() {}

    /// Of a metric, for the flight recorder's trigger; calls `visit` for each buffer that holds it.
    virtual void for_each_buffer(std::string_view metric, const std::function<void(trace::SampleBuffer &)> &visit) = 0;
    /// Samples and counters; also while it hangs.
    virtual void collect(Result &result) const = 0;
    /// What the progress line counts.
    virtual uint64_t done() const = 0;
    /// One line for the report of a stall.
    virtual std::string describe() const = 0;
};

/// Room for what comes so often in the measured time, and for what runs on behind it; at most `most`.
size_t room_for_samples(const Config &config, double per_second, double most);

bool is_workload(std::string_view name);

/// The load that config.workload names, which must be a workload; or one that says that this RCU does not offer it.
std::unique_ptr<Load> make_load(const LoadSetting &setting);

}  // namespace rcu_bench::workload
