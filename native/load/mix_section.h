// The read-side critical sections of a scenario's thread: asleep or busy for their length, with or without the BQL
// inside, and with or without an early end by a kick.
#pragma once

#include "machine/kick.h"
#include "load/load.h"
#include "load/mix_config.h"

namespace rcu_bench::workload {

class MixSection {
  public:
    /// @param number of the thread, in traces
    MixSection(const LoadSetting &setting, const MixActor &actor, uint32_t number)
        : setting_(setting), actor_(actor), kick_(number) {}
    MixSection(const MixSection &) = delete;
    MixSection &operator=(const MixSection &) = delete;

    /// In the reading thread: before its first section, and after its last section.
    void enter_registry();
    void leave_registry();
    /// Runs one section.
    void run(int64_t length_ns);

    /// From any thread: ends the current section, and shortens the next ones.
    void stop();
    uint64_t kicks() const { return kick_.count(); }

  private:
    void dwell(int64_t end_ns);
    bool stopping() const { return stopping_.load(std::memory_order_relaxed); }

    const LoadSetting &setting_;
    const MixActor &actor_;
    provider::Reader reader_;
    Kick kick_;
    std::atomic<bool> stopping_{false};
};

}  // namespace rcu_bench::workload
