// What a stalled RCU looks like: its own state, what every thread is at, and what each did last.
#pragma once

#include <string>
#include <vector>

#include "provider/provider.h"

namespace rcu_bench::torture {

/// To be made while the threads still hang where they hang.
std::vector<std::string> describe_state(const provider::Provider &rcu, trace::Observer &observer);

/// The last 50 of each thread, as lines: how long ago, what.
std::vector<std::string> last_events(const trace::Recorder &recorder);

}  // namespace rcu_bench::torture
