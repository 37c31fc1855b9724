// The readers of the emulated machine: vCPUs under KVM or TCG, and an I/O thread. Each is a registered reader on its own thread.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "machine/machine_config.h"
#include "machine/read_check.h"
#include "platform/clock.h"
#include "provider/rcu_provider.h"
#include "trace/sample_buffer.h"

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

/// Base of all readers.
class ReaderThread {
  public:
    ReaderThread(ReaderSetting &setting, uint64_t stream, size_t sample_capacity)
        : setting_(setting), random_(setting.config.seed, stream), section_ns_(sample_capacity) {}
    virtual ~ReaderThread() = default;
    ReaderThread(const ReaderThread &) = delete;
    ReaderThread &operator=(const ReaderThread &) = delete;

    void start(const std::string &name, trace::ThreadRole role);
    void join() { thread_.join(); }

    /// Lengths of the sections in the measured time.
    const trace::SampleBuffer &section_ns() const { return section_ns_; }
    trace::SampleBuffer &section_ns() { return section_ns_; }
    /// Sections that a force notifier's kick has ended.
    virtual uint64_t kicks() const { return 0; }

  protected:
    /// Runs in the reader's thread, registered, until `stopping()`.
    virtual void run() = 0;
    friend class Readers;
    /// Called from another thread: ends a sleep of run(), so that run() checks `stopping()`.
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

/// All readers of a trial, chosen by the accelerator.
class Readers {
  public:
    explicit Readers(ReaderSetting &setting);

    void start();
    /// Asks the readers to end; join() waits for them.
    void request_stop();
    void join();

    void measure_from(int64_t begin_ns) { setting_.measure_from_ns.store(begin_ns, std::memory_order_relaxed); }

    /// A section longer than `section_ns` triggers the flight recorder.
    void trigger_above(int64_t section_ns, trace::Recorder &recorder) {
        for (const auto &reader : readers_) reader->section_ns().trigger_above(section_ns, recorder);
    }

    uint64_t kicks() const;
    const std::vector<std::unique_ptr<ReaderThread>> &all() const { return readers_; }

  private:
    ReaderSetting &setting_;
    std::vector<std::unique_ptr<ReaderThread>> readers_;
};

}  // namespace rcu_bench::workload
