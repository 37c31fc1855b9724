// An I/O thread: a section round each batch of virtqueue work, asleep in it while the host's I/O runs.
#pragma once

#include "machine/paced_reader.h"

namespace rcu_bench::workload {

class IoThread final : public PacedReader {
  public:
    IoThread(ReaderSetting &setting, uint64_t stream) : PacedReader(setting, stream, setting.config.io_rate, "polls") {}

  private:
    void run() override;
};

}  // namespace rcu_bench::workload
