/* Who is told what the adapter sees. */
#include "provider/adapters/qemu/adapter.h"

static const struct rcu_bench_host *the_host;

/* Acquire: counterpart is the release in host_set(). */
const struct rcu_bench_host *host_now(void) { return __atomic_load_n(&the_host, __ATOMIC_ACQUIRE); }

void host_set(const struct rcu_bench_host *host) { __atomic_store_n(&the_host, host, __ATOMIC_RELEASE); }

void host_tell(enum rcu_bench_event event, uint64_t a, uint64_t b) {
    const struct rcu_bench_host *host = host_now();
    if (host != NULL) host->event(host->self, event, a, b);
}
