// All readers of a trial, by its accelerator profile.
#pragma once

#include <memory>
#include <vector>

#include "machine/reader_thread.h"
#include "machine/tcg_vcpu.h"

namespace rcu_bench::workload {

class Readers {
  public:
    explicit Readers(ReaderSetting &setting);

    void start();
    /// Asks them to end; join() waits for it.
    void request_stop();
    void join();

    void measure_from(int64_t begin_ns) { setting_.measure_from_ns.store(begin_ns, std::memory_order_relaxed); }

    /// A longer section than this triggers the flight recorder.
    void trigger_above(int64_t section_ns, trace::Recorder &recorder) {
        for (const auto &reader : readers_) reader->section_ns().trigger_above(section_ns, recorder);
    }

    uint64_t kicks() const;
    const std::vector<std::unique_ptr<ReaderThread>> &all() const { return readers_; }

  private:
    ReaderSetting &setting_;
    std::vector<std::unique_ptr<ReaderThread>> readers_;
    std::vector<const TcgVcpu *> kicked_;
};

}  // namespace rcu_bench::workload
