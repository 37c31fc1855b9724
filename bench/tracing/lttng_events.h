// LTTng-UST's events: three alike, so that one process has them switched on in two ways, and off. No #pragma once: LTTng's
// macros read this file several times.
#undef TRACEPOINT_PROVIDER
#define TRACEPOINT_PROVIDER rcu_bench_tracing

#undef TRACEPOINT_INCLUDE
#define TRACEPOINT_INCLUDE "./lttng_events.h"

#if !defined(RCU_BENCH_LTTNG_EVENTS_H) || defined(TRACEPOINT_HEADER_MULTI_READ)
#define RCU_BENCH_LTTNG_EVENTS_H

#include <lttng/tracepoint.h>
#include <stdint.h>

TRACEPOINT_EVENT_CLASS(rcu_bench_tracing, event, TP_ARGS(uint64_t, a, uint64_t, b),
                       TP_FIELDS(ctf_integer(uint64_t, a, a) ctf_integer(uint64_t, b, b)))
TRACEPOINT_EVENT_INSTANCE(rcu_bench_tracing, event, overwrite, TP_ARGS(uint64_t, a, uint64_t, b))
TRACEPOINT_EVENT_INSTANCE(rcu_bench_tracing, event, discard, TP_ARGS(uint64_t, a, uint64_t, b))
TRACEPOINT_EVENT_INSTANCE(rcu_bench_tracing, event, off, TP_ARGS(uint64_t, a, uint64_t, b))

#endif

#include <lttng/tracepoint-event.h>
