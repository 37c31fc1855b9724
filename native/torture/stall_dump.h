// What a stalled RCU looks like: its own state, what every thread is at, and what each did last.
#pragma once

#include <string>
#include <vector>

#include "provider/rcu_provider.h"

namespace rcu_bench::torture {

struct StallDump {
    std::string kind;  ///< what hangs, in words; the same for stalls of one kind
    std::vector<std::string> lines;
};

/// To be made while the threads still hang where they hang.
StallDump describe_stall(const provider::Provider &rcu, trace::Observer &observer);

/// The last 50 of each thread, as lines: how long ago, what. Freezes the recorder: what those that still run would add pushes out
/// of the rings what led to the stall.
std::vector<std::string> last_events(trace::Recorder &recorder);

}  // namespace rcu_bench::torture
