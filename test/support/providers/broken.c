/* Providers that are broken in one way each, by -DKIND: the toy, but for that. What a tool says of them is tested. */
#include "provider.h"
#define rcu_bench_get_provider toy_provider
#include "toy.c"
#undef rcu_bench_get_provider

#if defined(NO_SYMBOL)
/* It exports toy_provider() only. */
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

#if defined(OTHER_VERSION)
static void break_it(void) { broken.interface_version = RCU_BENCH_PROVIDER_INTERFACE + 1; }

#elif defined(NO_CALL)
static void break_it(void) { broken.call = NULL; }

#elif defined(CRASH_LOADED)
static void break_it(void) {}
__attribute__((constructor)) static void loaded(void) { abort(); }

#elif defined(CRASH_CREATE)
static const char *crash(const struct rcu_bench_host *unused, void **rcu) {
    *(volatile int *)rcu[0] = 1; /* it is NULL before create() has returned */
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
static const char *hang(const struct rcu_bench_host *unused, void **rcu) {
    for (;;) nanosleep(&(struct timespec){.tv_sec = 1}, NULL);
    return NULL;
}
static void break_it(void) { broken.create = hang; }

#elif defined(HANG_STOP)
static void hang(void *rcu) {
    for (;;) nanosleep(&(struct timespec){.tv_sec = 1}, NULL);
}
static void break_it(void) { broken.stop = hang; }

#elif defined(STALL)
static int calls;
static void lose_some(void *rcu, struct rcu_bench_callback *callback) {
    if (__atomic_add_fetch(&calls, 1, __ATOMIC_RELAXED) <= 20) call(rcu, callback);
}
static void break_it(void) { broken.call = lose_some; }

#elif defined(NO_GRACE_PERIOD)
static void nobody(void *rcu, struct rcu_bench_reader *reader) {} /* nobody registered: nobody is waited for */
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
