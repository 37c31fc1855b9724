// The report of a stalled RCU: its state, what every thread waits for, and the last events of each thread.
#pragma once

#include <string>
#include <vector>

#include "provider/rcu_provider.h"

namespace rcu_bench::torture {

struct StallDump {
    std::string kind;  ///< what hangs, as text; equal for stalls of one kind
    std::vector<std::string> lines;
};

/// Call while the threads still hang.
StallDump describe_stall(const provider::Provider &rcu, trace::Observer &observer);

/// The last 50 events of each thread, as lines with their age. Freezes the recorder: otherwise running threads would
/// overwrite the events that led to the stall.
std::vector<std::string> last_events(trace::Recorder &recorder);

}  // namespace rcu_bench::torture
