// A vCPU under TCG: in a section for as long as it runs guest code. Only its force notifier's kick ends that early, at the
// next boundary between translation blocks; it enters the next section at once.
#pragma once

#include "workload/reader_thread.h"

namespace rcu_bench::workload {

class TcgVcpu final : public ReaderThread {
  public:
    TcgVcpu(ReaderSetting &setting, uint64_t stream, uint32_t index);

    uint64_t kicks() const { return notifier_.kicks.load(std::memory_order_relaxed); }

  private:
    struct Kick : rcu::ForceNotifier {
        std::atomic<uint32_t> word{0};  // futex: 1 = kicked
        std::atomic<int64_t> at_ns{0};
        std::atomic<uint64_t> kicks{0};
        uint32_t vcpu = 0;
    };

    void run() override;
    void wake() override;
    /// Executes guest code until the section's end, a kick or a stop.
    void execute(SectionCheck &check, int64_t end_ns);
    static void on_force(rcu::ForceNotifier *self);

    Kick notifier_;
};

}  // namespace rcu_bench::workload
