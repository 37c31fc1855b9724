/* Counts what rcu-bench has asked of the RCU: stop() goes by it, and so does the reason that a force is given. */
#include "provider/adapters/qemu/adapter.h"

static uint64_t queued;
static uint64_t callers;

static void add(uint64_t *counter, uint64_t n) { __atomic_fetch_add(counter, n, __ATOMIC_SEQ_CST); }
static uint64_t value(const uint64_t *counter) { return __atomic_load_n(counter, __ATOMIC_SEQ_CST); }

void request_queued(void) { add(&queued, 1); }
void request_done(void) { add(&queued, -1); }
void caller_begins(void) { add(&callers, 1); }
void caller_ends(void) { add(&callers, -1); }

uint64_t callbacks_pending(void) { return value(&queued); }
uint64_t requests_pending(void) { return value(&queued) + value(&callers); }
