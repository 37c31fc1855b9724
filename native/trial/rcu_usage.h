// What the RCU itself costs: CPU time and sleeps of all threads in its role, between two moments.
#pragma once

#include <map>
#include <optional>

#include "trace/observer.h"

namespace rcu_bench::workload {

class RcuUsage {
  public:
    void begin(trace::Observer &observer);
    /// Threads that have come or ended since begin() are in it with what they used from their attaching, or until their end.
    void end(trace::Observer &observer);

    /// None: no such thread was there, or what one of them used is not known. A part is not taken for the whole.
    const std::optional<platform::ThreadUsage> &used() const { return used_; }

  private:
    std::map<const trace::ThreadContext *, std::optional<platform::ThreadUsage>> before_;
    std::optional<platform::ThreadUsage> used_;
};

}  // namespace rcu_bench::workload
