/* Variants of the toy that are broken in one way each, selected by -DKIND, for tests of the tool's reports. */
#include <stdio.h>
#include <unistd.h>

#include "provider.h"
#define rcu_bench_get_provider toy_provider
#include "toy.c"
#undef rcu_bench_get_provider

#if defined(NO_SYMBOL)
/* The library exports only toy_provider(). */
#else
static struct rcu_bench_provider broken;
static void break_it(void);

const struct rcu_bench_provider *rcu_bench_get_provider(void) {
    broken = *toy_provider();
    broken.name = "broken";
    break_it();
    return &broken;
}
#endif

/* Reports grace periods forever: an RCU that is active and runs no callback. */
__attribute__((unused)) static void *tell_grace_periods(void *unused) {
    host->thread_begin(host->self, "busy for nothing");
    for (;;) {
        host->event(host->self, RCU_BENCH_GRACE_PERIOD_BEGIN, RCU_BENCH_UNKNOWN, 0);
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
        host->event(host->self, RCU_BENCH_GRACE_PERIOD_END, 0, 0);
    }
    return NULL;
}
__attribute__((unused)) static const char *create_busy(const struct rcu_bench_host *given, void **rcu) {
    static pthread_t busy;
    const char *const refusal = create(given, rcu);
    return refusal != NULL || pthread_create(&busy, NULL, tell_grace_periods, NULL) == 0 ? refusal : "no thread";
}

__attribute__((unused)) static void hang(void *rcu) {
    for (;;) nanosleep(&(struct timespec){.tv_sec = 1}, NULL);
}

/* A correct drain, except for the big lock: leaves the lock dropped, or takes a lock that its caller did not hold. */
struct own_callback {
    struct rcu_bench_callback callback;
    int ran; /* atomic */
};
static void note(struct rcu_bench_callback *callback) {
    __atomic_store_n(&((struct own_callback *)callback)->ran, 1, __ATOMIC_RELEASE);
}
__attribute__((unused)) static void drain_and_leave_lock(void *rcu) {
    struct own_callback own = {.callback = {.run = note}};
    if (host->big_lock_held(host->self)) host->big_unlock(host->self);
    call(rcu, &own.callback);
    while (!__atomic_load_n(&own.ran, __ATOMIC_ACQUIRE)) nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
}
__attribute__((unused)) static void drain_and_take_lock(void *rcu) {
    drain_and_leave_lock(rcu);
    host->big_lock(host->self);
}

/* Leaves a child process that keeps all descriptors of this process open. */
__attribute__((unused)) static void leave_a_process(void) {
    if (fork() != 0) return;
    FILE *const list = fopen("left-behind.txt", "a");
    fprintf(list, "%d\n", (int)getpid());
    fclose(list);
    sleep(600);
    _exit(0);
}

#if defined(OTHER_VERSION)
static void break_it(void) { broken.interface_version = RCU_BENCH_PROVIDER_INTERFACE + 1; }

#elif defined(NO_CALL)
static void break_it(void) { broken.call = NULL; }

#elif defined(CRASH_LOADED)
static void break_it(void) {}
__attribute__((constructor)) static void loaded(void) { abort(); }

#elif defined(CRASH_CREATE)
static const char *crash(const struct rcu_bench_host *unused, void **rcu) {
    *(volatile int *)rcu[0] = 1; /* rcu[0] is NULL until create() returns */
    return NULL;
}
static void break_it(void) { broken.create = crash; }

#elif defined(CRASH_LATER)
static int calls;
static void call_some(void *rcu, struct rcu_bench_callback *callback) {
    if (__atomic_add_fetch(&calls, 1, __ATOMIC_RELAXED) > 20) abort();
    call(rcu, callback);
}
static void break_it(void) { broken.call = call_some; }

#elif defined(FAIL_CREATE)
static const char *fail(const struct rcu_bench_host *unused, void **rcu) { return "there is no licence for this machine"; }
static void break_it(void) { broken.create = fail; }

#elif defined(HANG_CREATE)
static const char *never(const struct rcu_bench_host *unused, void **rcu) {
    hang(NULL);
    return NULL;
}
static void break_it(void) { broken.create = never; }

#elif defined(HANG_STOP)
static void break_it(void) { broken.stop = hang; }

#elif defined(HANG_STOP_BUSY)
static void break_it(void) { broken.create = create_busy, broken.stop = hang; }

#elif defined(HANG_SYNCHRONIZE)
static void break_it(void) { broken.synchronize = hang; }

#elif defined(HANG_DRAIN)
static void break_it(void) { broken.drain = hang; }

#elif defined(HANG_CALL)
static int calls;
static void call_some(void *rcu, struct rcu_bench_callback *callback) {
    if (__atomic_add_fetch(&calls, 1, __ATOMIC_RELAXED) > 20) hang(rcu);
    call(rcu, callback);
}
static void break_it(void) { broken.create = create_busy, broken.call = call_some; }

#elif defined(LOSE_BUSY)
static int calls;
static void lose_some(void *rcu, struct rcu_bench_callback *callback) {
    if (__atomic_add_fetch(&calls, 1, __ATOMIC_RELAXED) <= 20) call(rcu, callback);
}
static void break_it(void) { broken.create = create_busy, broken.call = lose_some; }

#elif defined(LOSE_ONE)
static int calls;
static void lose_one(void *rcu, struct rcu_bench_callback *callback) {
    if (__atomic_add_fetch(&calls, 1, __ATOMIC_RELAXED) != 20) call(rcu, callback);
}
static void break_it(void) { broken.call = lose_one; }

#elif defined(ENDLESS_SILENCE)
static void break_it(void) { broken.longest_silence_ns = INT64_MAX; }

#elif defined(FORK_LOADED)
static void break_it(void) {}
__attribute__((constructor)) static void loaded(void) { leave_a_process(); }

#elif defined(DRAIN_LOSES_LOCK)
static void break_it(void) { broken.drain = drain_and_leave_lock; }

#elif defined(DRAIN_KEEPS_LOCK)
static void break_it(void) { broken.drain = drain_and_take_lock; }

#elif defined(FOREIGN_UNLOCK)
static void register_and_unlock(void *rcu, struct rcu_bench_reader *reader) {
    register_thread(rcu, reader);
    if (!host->big_lock_held(host->self)) host->big_unlock(host->self);
}
static void break_it(void) { broken.register_thread = register_and_unlock; }

#elif defined(RECURSIVE_LOCK)
static const struct rcu_bench_host *theirs;
static struct rcu_bench_host twice;
static void lock_twice(void *self) { theirs->big_lock(self), theirs->big_lock(self); }
static void unlock_twice(void *self) { theirs->big_unlock(self), theirs->big_unlock(self); }
static const char *create_twice(const struct rcu_bench_host *given, void **rcu) {
    theirs = given, twice = *given;
    twice.big_lock = lock_twice, twice.big_unlock = unlock_twice;
    return create(&twice, rcu);
}
static void break_it(void) { broken.create = create_twice; }

#elif defined(STALL)
static int calls;
static void lose_some(void *rcu, struct rcu_bench_callback *callback) {
    if (__atomic_add_fetch(&calls, 1, __ATOMIC_RELAXED) <= 20) call(rcu, callback);
}
static void break_it(void) { broken.call = lose_some; }

#elif defined(NO_GRACE_PERIOD)
static void nobody(void *rcu, struct rcu_bench_reader *reader) {} /* no reader is registered: no grace period waits */
static void break_it(void) { broken.register_thread = broken.unregister_thread = nobody; }

#elif defined(DRAIN_LIES)
static void at_once(void *rcu) {}
static void break_it(void) { broken.drain = at_once; }

#elif defined(SYNCHRONIZE_LIES)
static void at_once(void *rcu) {}
static void break_it(void) { broken.synchronize = at_once; }

#elif defined(UNLOCKED)
static struct rcu_bench_host careless;
static void nothing(void *self) {}
static const char *create_careless(const struct rcu_bench_host *given, void **rcu) {
    careless = *given;
    careless.big_lock = careless.big_unlock = nothing;
    return create(&careless, rcu);
}
static void break_it(void) { broken.create = create_careless; }

#elif defined(TWICE)
static void run_twice(struct rcu_bench_callback *callback) {
    void (*const run)(struct rcu_bench_callback *) = (void (*)(struct rcu_bench_callback *))callback->space[1];
    run(callback);
    run(callback);
}
static int calls;
static void call_twice(void *rcu, struct rcu_bench_callback *callback) {
    if (__atomic_add_fetch(&calls, 1, __ATOMIC_RELAXED) == 20) {
        callback->space[1] = (void *)callback->run;
        callback->run = run_twice;
    }
    call(rcu, callback);
}
static void break_it(void) { broken.call = call_twice; }

#elif defined(STOP_LEAVES)
static void call_until_stop(void *rcu, struct rcu_bench_callback *callback) {
    if (!__atomic_load_n(&stopping, __ATOMIC_ACQUIRE)) call(rcu, callback);
}
static void break_it(void) { broken.call = call_until_stop; }

#elif defined(UNLOCKS_TWICE)
static const struct rcu_bench_host *true_host;
static struct rcu_bench_host eager;
static void unlock_twice(void *self) {
    true_host->big_unlock(self);
    true_host->big_unlock(self);
}
static const char *create_eager(const struct rcu_bench_host *given, void **rcu) {
    true_host = given, eager = *given;
    eager.big_unlock = unlock_twice;
    return create(&eager, rcu);
}
static void break_it(void) { broken.create = create_eager; }

#elif !defined(NO_SYMBOL)
#error "which kind?"
#endif
