/* A whole RCU behind provider.h. One thread looks each millisecond for callbacks, waits until each reader has been seen outside of
 * the section that it was in, and runs them. There is one at a time in a process, so its state may be static. */
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "provider.h"

static const struct rcu_bench_host *host;
static pthread_t thread;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* of what follows; held for moments */
static struct rcu_bench_callback *first, *last;          /* the queue: space[0] of each is the next */
static struct rcu_bench_reader *readers[256];            /* NULL: a free place */
static int stopping;                                     /* atomic */
enum { DEPTH, SECTION }; /* in a reader's space; SECTION counts begins and ends, so it is odd inside */

static void read_lock(void *rcu, struct rcu_bench_reader *r) {
    if (r->space[DEPTH]++ > 0) return;
    __atomic_store_n(&r->space[SECTION], r->space[SECTION] + 1, __ATOMIC_RELAXED);
    __atomic_thread_fence(__ATOMIC_SEQ_CST); /* with the one below: it sees the section, or the section what was removed */
}
static void read_unlock(void *rcu, struct rcu_bench_reader *r) {
    if (--r->space[DEPTH] > 0) return;
    __atomic_store_n(&r->space[SECTION], r->space[SECTION] + 1, __ATOMIC_RELEASE);
}

static uint64_t section_at(int place) {
    return readers[place] == NULL ? 0 : __atomic_load_n(&readers[place]->space[SECTION], __ATOMIC_ACQUIRE);
}
static void sleep_unlocked(void) {
    pthread_mutex_unlock(&lock);
    nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    pthread_mutex_lock(&lock);
}
static void wait_for_readers(void) {
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    for (int place = 0; place < 256; place++) {
        const uint64_t seen = section_at(place);
        while (seen % 2 == 1 && section_at(place) == seen) sleep_unlocked();
    }
}
static void *serve(void *unused) {
    host->thread_begin(host->self, "toy RCU");
    pthread_mutex_lock(&lock);
    while (first != NULL || !__atomic_load_n(&stopping, __ATOMIC_ACQUIRE)) {
        struct rcu_bench_callback *callback = first, *next;
        if (callback == NULL) { sleep_unlocked(); continue; }
        first = NULL;
        host->event(host->self, RCU_BENCH_GRACE_PERIOD_BEGIN, RCU_BENCH_UNKNOWN, 0);
        wait_for_readers();
        host->event(host->self, RCU_BENCH_GRACE_PERIOD_END, 0, 0);
        pthread_mutex_unlock(&lock);
        host->big_lock(host->self);
        for (; callback != NULL; callback = next) {
            next = callback->space[0]; /* run() frees it */
            callback->run(callback);
        }
        host->big_unlock(host->self);
        pthread_mutex_lock(&lock);
    }
    pthread_mutex_unlock(&lock);
    host->thread_end(host->self);
    return NULL;
}

static void call(void *rcu, struct rcu_bench_callback *callback) {
    callback->space[0] = NULL;
    pthread_mutex_lock(&lock);
    if (first == NULL) first = callback; else last->space[0] = callback;
    last = callback;
    pthread_mutex_unlock(&lock);
}
static void replace(struct rcu_bench_reader *old, struct rcu_bench_reader *new) {
    int place = 0;
    pthread_mutex_lock(&lock);
    while (readers[place] != old) if (++place == 256) abort();
    readers[place] = new;
    pthread_mutex_unlock(&lock);
}
static void register_thread(void *rcu, struct rcu_bench_reader *r) { replace(NULL, r); }
static void unregister_thread(void *rcu, struct rcu_bench_reader *r) { replace(r, NULL); }

static const char *create(const struct rcu_bench_host *given, void **rcu) {
    host = given, stopping = 0, *rcu = &thread;
    return pthread_create(&thread, NULL, serve, NULL) == 0 ? NULL : "no thread could be started";
}
static void stop(void *rcu) {
    __atomic_store_n(&stopping, 1, __ATOMIC_RELEASE);
    pthread_join(thread, NULL);
}
static void destroy(void *rcu) {}

const struct rcu_bench_provider *rcu_bench_get_provider(void) {
    static const struct rcu_bench_provider toy = {
        .interface_version = RCU_BENCH_PROVIDER_INTERFACE, .size = sizeof toy, .name = "toy", .version = "1",
        .tells = RCU_BENCH_TELLS_GRACE_PERIODS,
        .create = create, .stop = stop, .destroy = destroy, .call = call, .read_lock = read_lock, .read_unlock = read_unlock,
        .register_thread = register_thread, .unregister_thread = unregister_thread};
    return &toy;
}
