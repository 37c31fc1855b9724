// What the vCPUs and the I/O thread have in common: a registered reader on a thread of its own.
#pragma once

#include <string>
#include <thread>

#include "provider/rcu_provider.h"
#include "trace/sample_buffer.h"
#include "machine/read_check.h"

namespace rcu_bench::workload {

/// What the readers of one trial share.
struct ReaderSetting {
    const MachineConfig &config;
    provider::Provider &provider;
    provider::BigLock &bql;
    const MemoryMap &map;
    Violations &violations;
    trace::Observer &observer;
    std::atomic<bool> stopping{false};
    std::atomic<int64_t> measure_from_ns{INT64_MAX};
};

class ReaderThread {
  public:
    ReaderThread(ReaderSetting &setting, uint64_t stream, size_t sample_capacity)
        : setting_(setting), random_(setting.config.seed, stream), section_ns_(sample_capacity) {}
    virtual ~ReaderThread() = default;
    ReaderThread(const ReaderThread &) = delete;
    ReaderThread &operator=(const ReaderThread &) = delete;

    void start(const std::string &name, trace::ThreadRole role);
    void join() { thread_.join(); }

    /// Lengths of its measured sections.
    const trace::SampleBuffer &section_ns() const { return section_ns_; }
    trace::SampleBuffer &section_ns() { return section_ns_; }

  protected:
    /// Runs until the setting is stopping; called in the thread, registered.
    virtual void run() = 0;
    /// Makes a run() that sleeps look at `stopping`. From another thread.
    friend class Readers;
    virtual void wake() {}

    bool stopping() const { return setting_.stopping.load(std::memory_order_relaxed); }

    void section_ended(int64_t begin_ns) {
        if (begin_ns < setting_.measure_from_ns.load(std::memory_order_relaxed)) return;
        section_ns_.push(platform::monotonic_ns() - begin_ns);
    }

    ReaderSetting &setting_;
    provider::Reader reader_;
    Random random_;

  private:
    trace::SampleBuffer section_ns_;
    std::thread thread_;
};

}  // namespace rcu_bench::workload
