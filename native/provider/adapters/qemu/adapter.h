/* What the files of this adapter share. It stands between rcu-bench and a tree of QEMU's that its user has built: see
 * docs/qemu-provider.md. Compiled on their machine against their headers; only names and signatures of QEMU's are used here.
 *
 * The build passes what it found in the tree, each 0 or 1 (src/providers/qemu/features.ts):
 *   RCU_QEMU_OLD_BIG_LOCK_NAMES  qemu_mutex_lock_iothread() and not bql_lock()
 *   RCU_QEMU_HAS_FORCE           force_rcu()
 *   RCU_QEMU_HAS_TIMEDWAIT       qemu_event_timedwait(), of which qemu_event_wait() is an inline form
 *   RCU_QEMU_TIMEDWAIT_TELLS     … which returns whether the event was set
 *   RCU_QEMU_DEVICE_FORCES       virtio-gpu calls force_rcu()
 *   RCU_QEMU_SEES_WAITS          the RCU's object calls all that it waits with across objects, so that --wrap reaches it
 *   RCU_QEMU_SEES_GRACE_PERIODS  … and takes and gives up its mutexes in a way that can be seen
 *   RCU_QEMU_SEES_FORCES         … and calls notifier_list_notify() across objects
 * and the texts RCU_QEMU_NAME and RCU_QEMU_VERSION.
 */
#ifndef RCU_BENCH_QEMU_ADAPTER_H
#define RCU_BENCH_QEMU_ADAPTER_H

#include "qemu/osdep.h"

#include "qemu/main-loop.h"
#include "qemu/notify.h"
#include "qemu/rcu.h"
#include "qemu/thread.h"

#include "provider/provider.h"

/* --wrap=NAME makes calls across objects to NAME arrive here, and offers NAME itself under this name. */
#define WRAPPED(name) __wrap_##name
#define REAL(name) __real_##name

/* host.c: who is told. NULL before create() and after stop(). */
const struct rcu_bench_host *host_now(void);
void host_set(const struct rcu_bench_host *host);
/* Nothing without a host. */
void host_tell(enum rcu_bench_event event, uint64_t a, uint64_t b);

/* rcu_thread.c: QEMU starts its RCU thread when the library is loaded, and never ends it. */
bool in_rcu_thread(void);
/* … and it has begun to look for callbacks: before, it registers itself. */
bool in_serving_rcu_thread(void);
/* Takes the loading thread out of QEMU's list of readers. False: this is another thread. */
bool loading_thread_leaves(void);
/* Make the RCU thread one of the host's, and end that. Both return when it is so. */
void rcu_thread_joins(const struct rcu_bench_host *host);
void rcu_thread_leaves(void);
/* In the RCU thread, before it takes the big lock and after it has given it up. */
void rcu_thread_before_big_lock(void);
void rcu_thread_after_big_unlock(void);

/* What the RCU thread was last seen at, for a stall's report. */
enum rcu_thread_doing {
    DOES_START,
    DOES_FETCH,
    DOES_COLLECT,
    DOES_IDLE,
    DOES_PAUSE,
    DOES_WAIT,
    DOES_LOOK,
    DOES_LOCK,
    DOES_CALLBACKS
};
void rcu_thread_does(enum rcu_thread_doing what); /* in the RCU thread only */
enum rcu_thread_doing rcu_thread_doing_now(void);

/* requests.c: what rcu-bench has asked for and was not answered yet. */
void request_queued(void);
void request_done(void);
void caller_begins(void);
void caller_ends(void);
/* Callbacks that wait, and callers of drain() and synchronize(), which may have one queued each. */
uint64_t requests_pending(void);
/* Callbacks alone. */
uint64_t callbacks_pending(void);

/* waits.c: the calling thread is in call_rcu1() or force_rcu(), which set an event. */
void call_begins(void);
void force_begins(void);
void call_or_force_ends(void);

/* grace_periods.c: inferred from the mutexes that a thread takes. The thread is the RCU thread, or between the two
 * functions a caller of synchronize_rcu(), which before the series runs its grace period itself. */
void grace_caller_begins(void);
void grace_caller_ends(void);
/* rcu_unregister_thread(); from it on grace periods are observed. */
void grace_periods_learn_by_unregistering(void);
/* Of the calling thread. */
bool grace_period_runs(void);
void grace_period_paused(bool until_its_time_was_up);
void grace_period_sleeps_outside(void);
void grace_period_ends_before_big_lock(void);

#endif
