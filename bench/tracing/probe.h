// A probe in a shared library, as the addon is one: called, position-independent, the thread's ring found through a
// thread-local pointer.
#pragma once

#include <cstdint>

namespace rcu_bench::tracing_bench {

/// The calling thread's probes are recorded from now on.
void probe_attach();
void probe(uint64_t a, uint64_t b);

}  // namespace rcu_bench::tracing_bench
