// Reads memory that a broken RCU may have unmapped: a fault becomes a return value instead of a crash.
#pragma once

#include <atomic>
#include <cstdint>

namespace rcu_bench::workload {

/// Call once per process, before guarded_load(). Faults elsewhere go to the previous handler.
void install_fault_guard();

/// Loads `word` into `value`; returns false if the memory is gone.
bool guarded_load(const std::atomic<uint64_t> &word, uint64_t &value);

}  // namespace rcu_bench::workload
