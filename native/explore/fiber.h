// The switch from one stack to another, by hand: the explorer does it some ten million times a second.
//
// What a fiber is when it does not run lies on its own stack, below the stack pointer that switch_stack() left: so a fiber is
// saved by copying that part of its stack, and comes back by copying it back, as long as the stack lies at the same address.
#pragma once

#include <cstddef>

namespace rcu_bench::explore {

extern "C" {
/// Leaves the running stack, its stack pointer in `*from`, and goes on where `to` was left.
void rcu_bench_switch_stack(void **from, void *to);
}

inline void switch_stack(void **from, void *to) { rcu_bench_switch_stack(from, to); }

/// What switch_stack() needs to begin `entry` on a stack of its own; `entry` never returns.
void *prepare_stack(std::byte *bottom, size_t size, void (*entry)());

}  // namespace rcu_bench::explore
