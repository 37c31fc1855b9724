/* QEMU's big lock is rcu-bench's. Without a host there is none: nothing but our own callbacks runs then. */
#include "provider/adapters/qemu/adapter.h"

#if RCU_QEMU_OLD_BIG_LOCK_NAMES
#define LOCK qemu_mutex_lock_iothread_impl
#define UNLOCK qemu_mutex_unlock_iothread
#define LOCKED qemu_mutex_iothread_locked
#else
#define LOCK bql_lock_impl
#define UNLOCK bql_unlock
#define LOCKED bql_locked
#endif
/* Once more, so that the three are replaced first. */
#define WRAP(name) WRAPPED(name)

void WRAP(LOCK)(const char *file, int line);
void WRAP(UNLOCK)(void);
bool WRAP(LOCKED)(void);

void WRAP(LOCK)(const char *file, int line) {
    const struct rcu_bench_host *host;
    if (in_rcu_thread()) {
        grace_period_ends_before_big_lock();
        rcu_thread_before_big_lock();
        rcu_thread_does(DOES_LOCK);
    }
    host = host_now();
    if (host != NULL) host->big_lock(host->self);
    if (in_rcu_thread()) rcu_thread_does(DOES_CALLBACKS);
}

void WRAP(UNLOCK)(void) {
    const struct rcu_bench_host *host = host_now();
    if (host != NULL) host->big_unlock(host->self);
    if (in_rcu_thread()) rcu_thread_after_big_unlock();
}

bool WRAP(LOCKED)(void) {
    const struct rcu_bench_host *host = host_now();
    return host != NULL && host->big_lock_held(host->self) != 0;
}
