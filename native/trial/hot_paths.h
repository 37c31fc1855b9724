// Measures what the tool adds to the steps that a trial repeats most, in the running build: the addon as shipped.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "platform/barrier.h"

namespace rcu_bench::workload {

/// By step, in ns; one value for each round.
using HotPaths = std::map<std::string, std::vector<double>>;

/// Blocks the calling thread for about 10 ms a round. `version` is a built-in version without decisions in call_rcu;
/// `heavy` must be prepared. The rounds of all steps are interleaved, so that a disturbance affects all steps equally.
///
///     call                call_rcu in an attached, untraced thread: what a trial pays
///     call_unattached     … in a thread whose probes nobody receives: what is left is the engine's
///     call_traced         … with a recorder's ring
///     call_beside         … while the RCU thread runs earlier callbacks on another CPU
///     callback            one callback in the RCU thread, untraced
///     read_loop           read lock and unlock, inlined into a loop
///     read_called         … called through the table of providers
///     read_traced         … with a recorder's ring
///     bql                 lock and unlock of the free BQL in an attached, untraced thread
///     bql_unattached      … in a thread whose probes nobody receives
///     bql_traced          … with a recorder's ring
HotPaths measure_hot_paths(std::string_view version, platform::HeavyBarrier heavy, uint32_t rounds);

}  // namespace rcu_bench::workload
