/* Grace periods, as far as they show from the outside.
 *
 * Begin: the thread takes the list of readers' mutex for the first time since it ended its last one. That mutex is known from
 *        rcu_unregister_thread(), which takes it.
 * End:   before the series a mutex is held round the whole grace period: it is given up. After it: the RCU thread turns to the big
 *        lock, to run callbacks.
 * Force: readers' force notifiers are called.
 *
 * QEMU takes mutexes through a pointer, which its own profiler sets as well. */
#include "provider/adapters/qemu/adapter.h"

#define MANY_CALLBACKS 30
#define MANY_PAUSES 5

static const QemuMutex *registry_lock;
/* Legacy's RCU thread sleeps between its grace periods, and only a drain calls notifiers there. */
static bool only_drains_force;

static __thread struct {
    bool is_caller;
    bool learns;
    bool runs;
    bool told;
    bool forced;
    unsigned pauses; /* whose time was up */
    const QemuMutex *outer;
} own;

static bool observed(void) { return in_serving_rcu_thread() || own.is_caller; }

static void begin(void) {
    own.runs = true;
    own.forced = false;
    own.pauses = 0;
    /* One that began before there was a host has no end either. */
    own.told = host_now() != NULL;
    host_tell(RCU_BENCH_GRACE_PERIOD_BEGIN, RCU_BENCH_UNKNOWN, 0);
}

static void end(void) {
    if (own.runs && own.told) host_tell(RCU_BENCH_GRACE_PERIOD_END, 0, 0);
    own.runs = false;
    own.outer = NULL;
}

static void took(const QemuMutex *mutex) {
    if (own.learns) registry_lock = mutex;
    if (!observed() || own.runs) return;
    if (mutex == registry_lock) {
        begin();
    } else {
        own.outer = mutex;
    }
    if (in_rcu_thread()) rcu_thread_does(DOES_LOOK);
}

static void take(QemuMutex *mutex, const char *file, int line) {
    qemu_mutex_lock_impl(mutex, file, line);
    took(mutex);
}

void REAL(qemu_mutex_unlock_impl)(QemuMutex *mutex, const char *file, const int line);
void WRAPPED(qemu_mutex_unlock_impl)(QemuMutex *mutex, const char *file, const int line);

void WRAPPED(qemu_mutex_unlock_impl)(QemuMutex *mutex, const char *file, const int line) {
    if (own.runs && mutex == own.outer) end();
    REAL(qemu_mutex_unlock_impl)(mutex, file, line);
}

void grace_periods_learn_by_unregistering(void) {
    __atomic_store_n(&qemu_mutex_lock_func, take, __ATOMIC_SEQ_CST);
    own.learns = true;
    rcu_unregister_thread();
    own.learns = false;
}

void grace_caller_begins(void) { own.is_caller = true; }

void grace_caller_ends(void) {
    end();
    own.is_caller = false;
}

bool grace_period_runs(void) { return own.runs; }

void grace_period_paused(bool until_its_time_was_up) { own.pauses += until_its_time_was_up; }

void grace_period_sleeps_outside(void) { only_drains_force = true; }

void grace_period_ends_before_big_lock(void) { end(); }

static enum rcu_bench_force_reason reason(void) {
    if (only_drains_force) return RCU_BENCH_FORCED_BY_REQUEST;
    if (own.pauses >= MANY_PAUSES) return RCU_BENCH_FORCED_BY_TIME;
    if (requests_pending() >= MANY_CALLBACKS) return RCU_BENCH_FORCED_BY_THRESHOLD;
    return RCU_BENCH_FORCED_BY_REQUEST;
}

void REAL(notifier_list_notify)(NotifierList *list, void *data);
void WRAPPED(notifier_list_notify)(NotifierList *list, void *data);

void WRAPPED(notifier_list_notify)(NotifierList *list, void *data) {
    if (own.runs && !own.forced) {
        own.forced = true;
        if (own.told) host_tell(RCU_BENCH_GRACE_PERIOD_FORCED, reason(), 0);
    }
    REAL(notifier_list_notify)(list, data);
}
