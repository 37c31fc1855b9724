// The names of the probes, for logs that a person reads.
#pragma once

#include <string_view>

#include "rcu/probe.h"

namespace rcu_bench::scripted {

std::string_view probe_name(rcu::Probe point);

}  // namespace rcu_bench::scripted
