/* QEMU's RCU thread: who it is, and when it is one of rcu-bench's threads.
 *
 * QEMU starts it in a constructor, so it is there before create(), and sleeps. It is announced when it next comes by with a batch of
 * callbacks, one of which create() has queued for that; stop() queues one after which it is announced no more. */
#include "provider/adapters/qemu/adapter.h"

#include <semaphore.h>

static __thread bool is_rcu_thread;
static __thread bool serves;
static pthread_t loading_thread;

static const struct rcu_bench_host *host_to_join;
/* The RCU thread's own. */
static bool joined;
static bool leaving;
static sem_t settled;

static enum rcu_thread_doing doing;

bool in_rcu_thread(void) { return is_rcu_thread; }
bool in_serving_rcu_thread(void) { return is_rcu_thread && serves; }

/* Relaxed: for a report; nothing is concluded from it. */
void rcu_thread_does(enum rcu_thread_doing what) {
    serves = true;
    __atomic_store_n(&doing, what, __ATOMIC_RELAXED);
}
enum rcu_thread_doing rcu_thread_doing_now(void) { return __atomic_load_n(&doing, __ATOMIC_RELAXED); }

struct start {
    void *(*routine)(void *);
    void *argument;
};

static void *begin_rcu_thread(void *opaque) {
    const struct start start = *(struct start *)opaque;
    free(opaque);
    is_rcu_thread = true;
    pthread_setname_np(pthread_self(), "call_rcu");
    return start.routine(start.argument);
}

void REAL(qemu_thread_create)(QemuThread *thread, const char *name, void *(*routine)(void *), void *argument, int mode);
void WRAPPED(qemu_thread_create)(QemuThread *thread, const char *name, void *(*routine)(void *), void *argument,
                                 int mode);

/* The only thread that is created in this library: by the constructor, in the thread that loads it. */
void WRAPPED(qemu_thread_create)(QemuThread *thread, const char *name, void *(*routine)(void *), void *argument,
                                 int mode) {
    struct start *start = malloc(sizeof(*start));
    if (start == NULL) abort();
    *start = (struct start){.routine = routine, .argument = argument};
    loading_thread = pthread_self();
    REAL(qemu_thread_create)(thread, name, begin_rcu_thread, start, mode);
}

bool loading_thread_leaves(void) {
    if (!pthread_equal(loading_thread, pthread_self())) return false;
    grace_periods_learn_by_unregistering();
    /* A fork would start a second RCU thread in the child, and take the RCU's locks for it. */
    rcu_disable_atfork();
    return true;
}

static void nothing(struct rcu_head *head) { (void)head; }
static void leave(struct rcu_head *head) {
    (void)head;
    leaving = true;
}

/* Has the RCU thread come by, and waits until it says that it is settled. */
static void settle(RCUCBFunc *func) {
    static struct rcu_head head;
    sem_init(&settled, 0, 0);
    call_begins();
    call_rcu1(&head, func);
    call_or_force_ends();
    while (sem_wait(&settled) != 0) continue; /* a signal */
    sem_destroy(&settled);
}

void rcu_thread_joins(const struct rcu_bench_host *host) {
    /* Release, as the RCU thread may be on its way for another reason; counterpart below. */
    __atomic_store_n(&host_to_join, host, __ATOMIC_RELEASE);
    settle(nothing);
}

void rcu_thread_leaves(void) { settle(leave); }

void rcu_thread_before_big_lock(void) {
    const struct rcu_bench_host *host = __atomic_exchange_n(&host_to_join, NULL, __ATOMIC_ACQUIRE);
    if (host == NULL) return;
    host->thread_begin(host->self, "call_rcu");
    host_set(host);
    joined = true;
}

void rcu_thread_after_big_unlock(void) {
    if (joined) {
        joined = false;
        sem_post(&settled);
    } else if (leaving) {
        const struct rcu_bench_host *host = host_now();
        leaving = false;
        host_set(NULL);
        host->thread_end(host->self);
        sem_post(&settled);
    }
}
