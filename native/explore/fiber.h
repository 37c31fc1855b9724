// Hand-written stack switching: the explorer switches about ten million times a second.
// The state of a suspended fiber is on its stack, below the stack pointer that switch_stack() left. So a fiber is saved
// by copying that part of its stack, and restored by copying it back to the same address.
#pragma once

#include <cstddef>

namespace rcu_bench::explore {

extern "C" {
/// Leaves the running stack, stores its stack pointer in `*from`, and continues at `to`.
void rcu_bench_switch_stack(void **from, void *to);
}

inline void switch_stack(void **from, void *to) { rcu_bench_switch_stack(from, to); }

/// Prepares a stack so that switch_stack() begins `entry` on it; `entry` never returns.
void *prepare_stack(std::byte *bottom, size_t size, void (*entry)());

}  // namespace rcu_bench::explore
