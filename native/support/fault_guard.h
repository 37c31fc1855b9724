// Reading memory that a broken RCU may have unmapped: a fault becomes a value and not a crash.
#pragma once

#include <atomic>
#include <cstdint>

namespace rcu_bench::workload {

/// Once per process, before guarded_load(). Faults elsewhere go on to the handler that was there before.
void install_fault_guard();

/// Loads `word` into `value`; false if there is no memory any more.
bool guarded_load(const std::atomic<uint64_t> &word, uint64_t &value);

}  // namespace rcu_bench::workload
