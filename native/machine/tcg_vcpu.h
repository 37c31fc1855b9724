// A vCPU under TCG: in a section for as long as it runs guest code. Only its force notifier's kick ends that early, at the
// next boundary between translation blocks; it enters the next section at once.
#pragma once

#include "machine/kick.h"
#include "machine/reader_thread.h"

namespace rcu_bench::workload {

class TcgVcpu final : public ReaderThread {
  public:
    TcgVcpu(ReaderSetting &setting, uint64_t stream, uint32_t index);

    uint64_t kicks() const { return kick_.count(); }

  private:
    void run() override;
    void wake() override { kick_.wake(); }
    /// Executes guest code until the section's end, a kick or a stop.
    void execute(SectionCheck &check, int64_t end_ns);

    Kick kick_;
};

}  // namespace rcu_bench::workload
