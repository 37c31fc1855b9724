// A vCPU under KVM: no section while the guest runs; an exit to an emulated device is a section with the BQL taken inside
// it, so that its length is the wait for the BQL plus the handler.
#pragma once

#include "machine/paced_reader.h"

namespace rcu_bench::workload {

class KvmVcpu final : public PacedReader {
  public:
    KvmVcpu(ReaderSetting &setting, uint64_t stream)
        : PacedReader(setting, stream, setting.config.exit_rate, "runs the guest") {}

  private:
    void run() override;
};

}  // namespace rcu_bench::workload
