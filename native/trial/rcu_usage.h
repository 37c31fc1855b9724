// The cost of the RCU: CPU time and sleeps of all RCU threads between two moments.
#pragma once

#include <map>
#include <optional>

#include "trace/observer.h"

namespace rcu_bench::workload {

class RcuUsage {
  public:
    void begin(trace::Observer &observer);
    /// Threads that started or ended since begin() count from their attachment, or until their end.
    void end(trace::Observer &observer);

    /// None: there was no RCU thread, or the usage of one of them is unknown. A part is never reported as the whole.
    const std::optional<platform::ThreadUsage> &used() const { return used_; }

  private:
    std::map<const trace::ThreadContext *, std::optional<platform::ThreadUsage>> before_;
    std::optional<platform::ThreadUsage> used_;
};

}  // namespace rcu_bench::workload
