/* The interface between rcu-bench and an RCU: implement it, build a shared library, and its file name stands wherever a version's
 * name does: `rcu-bench run ./libmine.so`. docs/providers.md has a whole example.
 *
 * C99, and nothing but the two headers below. Every structure's memory is its caller's; `space` is the provider's to use. A function
 * pointer that is marked optional may be NULL: what needs it is then reported as not offered.
 */
#ifndef RCU_BENCH_PROVIDER_H
#define RCU_BENCH_PROVIDER_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Raised when the meaning of anything here changes. Members that are added at a structure's end do not raise it: see `size`. */
#define RCU_BENCH_PROVIDER_INTERFACE 1

/* A thread that reads. All zero before its first registration; stays where it is until it is unregistered; used by its own thread
 * alone, but for what the provider does with it. */
struct rcu_bench_reader {
    uint64_t space[16];
} __attribute__((aligned(64)));

/* Something to be done after a grace period, embedded in what it is about. From call() until run() is entered it is the provider's. */
struct rcu_bench_callback {
    void *space[4];
    void (*run)(struct rcu_bench_callback *self); /* frees what `self` is part of: it must not be touched afterwards */
};

/* Told when a grace period is forced while its reader may be in a section: makes it leave soon. */
struct rcu_bench_notifier {
    void *space[4];
    void (*notify)(struct rcu_bench_notifier *self); /* short, does not block; may come in any thread, at any time */
};

/* What an event is about. */
enum rcu_bench_event {
    RCU_BENCH_GRACE_PERIOD_BEGIN = 1,  /* a: callbacks that wait for it, or RCU_BENCH_UNKNOWN */
    RCU_BENCH_GRACE_PERIOD_END = 2,    /* between the two: at most one grace period at a time */
    RCU_BENCH_GRACE_PERIOD_FORCED = 3, /* it is hurried from now on; a: enum rcu_bench_force_reason */
    RCU_BENCH_WAIT_BEGIN =
        4,                  /* the calling thread sleeps; a: for at most so many ns, or RCU_BENCH_UNKNOWN: no deadline;
                                          b: enum rcu_bench_wait */
    RCU_BENCH_WAIT_END = 5, /* a: 1 it was woken, 0 its time was up; b: as at its begin */
    RCU_BENCH_SET = 6       /* the calling thread wakes who waits; b: enum rcu_bench_wait */
};

#define RCU_BENCH_UNKNOWN UINT64_MAX

/* Why a grace period was forced. */
enum rcu_bench_force_reason {
    RCU_BENCH_FORCED_BY_THRESHOLD = 0, /* many callbacks */
    RCU_BENCH_FORCED_BY_TIME = 1,      /* it had taken long */
    RCU_BENCH_FORCED_BY_REQUEST = 2    /* force() */
};

/* What a wait is for. */
enum rcu_bench_wait {
    RCU_BENCH_FOR_READERS = 0,   /* a reader is to leave its section */
    RCU_BENCH_FOR_CALLBACKS = 1, /* there is none */
    RCU_BENCH_FOR_FORCE = 2,     /* the pause between two looks at the readers, which a force cuts short */
    RCU_BENCH_FOR_OTHER = 3
};

/* What rcu-bench offers to a provider. Functions may be called from any thread of it, at any time between create() and the return of
 * stop(); `self` is their first argument. */
struct rcu_bench_host {
    size_t size; /* of this structure, as rcu-bench knows it */
    void *self;

    /* The big lock (QEMU's BQL). Callbacks run under it: take it round a batch of them, or round each. Not recursive. A second lock by
     * the holder, or an unlock by another thread, has no effect but that it is reported. */
    void (*big_lock)(void *self);
    void (*big_unlock)(void *self);
    int (*big_lock_held)(void *self); /* by the calling thread */

    /* A thread that the provider has started; first and last thing in it. */
    void (*thread_begin)(void *self, const char *name);
    void (*thread_end)(void *self);

    /* For traces and counters. Costs some ns; in threads that were not announced it does nothing. Report all of a kind or none, and
     * say so in `tells`. */
    void (*event)(void *self, enum rcu_bench_event event, uint64_t a, uint64_t b);
};

/* For `tells`. */
#define RCU_BENCH_TELLS_GRACE_PERIODS 0x1u /* each grace period's begin and end */
#define RCU_BENCH_TELLS_FORCES 0x2u        /* … and that it was forced, with the reason */
#define RCU_BENCH_TELLS_WAITS 0x4u         /* waits and sets */
#define RCU_BENCH_INFERS 0x8u /* what it tells of grace periods is inferred from the outside, and marked so */

#define RCU_BENCH_READS_ARE_CALLED 0x10u /* read_loop() calls functions that real use has inlined */

/* An RCU. Unless said otherwise a function may be called from any thread, several times at once. */
struct rcu_bench_provider {
    uint32_t interface_version; /* RCU_BENCH_PROVIDER_INTERFACE */
    uint32_t size;              /* sizeof(struct rcu_bench_provider): members behind it are taken as 0 */
    const char *name;           /* short: heads a column */
    const char *version;        /* of the RCU, recorded with results; may be "" */
    uint32_t tells;
    uint32_t forces_on_unmap;    /* 1: a device calls force() when it unmaps a blob, as with patch 5 of the series */
    uint64_t longest_silence_ns; /* that is no stall though callbacks wait and nobody reads; 0: 100 ms; at most 60 s */

    /* One at a time in a process. Makes an RCU, starts its threads, puts it into *rcu; `host` outlives it. Returns NULL, or why it
     * cannot (a text that stays): the user reads it as an error. */
    const char *(*create)(const struct rcu_bench_host *host, void **rcu);
    /* No reader is registered and nobody calls anything any more. Returns when all callbacks have run, those that callbacks queue
     * among them, and all its threads have ended. */
    void (*stop)(void *rcu);
    /* After stop(). */
    void (*destroy)(void *rcu);

    /* In the thread itself, outside of any section. */
    void (*register_thread)(void *rcu, struct rcu_bench_reader *reader);
    void (*unregister_thread)(void *rcu, struct rcu_bench_reader *reader);
    /* A read-side critical section, in a registered thread. They nest. */
    void (*read_lock)(void *rcu, struct rcu_bench_reader *reader);
    void (*read_unlock)(void *rcu, struct rcu_bench_reader *reader);
    /* Optional. `pairs` times lock and unlock, written out in a loop of its own, so that what is inlined in real use is measured
     * inlined. Also called inside a section. */
    void (*read_loop)(void *rcu, struct rcu_bench_reader *reader, uint32_t pairs);

    /* call_rcu: callback->run(callback) after a grace period, once, in a thread of the provider's and under the big lock; callbacks of
     * one thread in their order. Does not block, and is called from callbacks too. */
    void (*call)(void *rcu, struct rcu_bench_callback *callback);
    /* Optional. Hurries the callbacks that were queued so far. Does not block. */
    void (*force)(void *rcu);
    /* Optional. Returns when all callbacks that the calling thread has queued have run. May be called with the big lock held: it is
     * dropped for the wait, and held again at the return. Outside of any section. */
    void (*drain)(void *rcu);
    /* Optional. Returns after a grace period. Without the big lock, outside of any section. */
    void (*synchronize)(void *rcu);
    /* Optional, both or none. Of the calling thread's own reader. After remove_notifier() it is not told any more. */
    void (*add_notifier)(void *rcu, struct rcu_bench_reader *reader, struct rcu_bench_notifier *notifier);
    void (*remove_notifier)(void *rcu, struct rcu_bench_reader *reader, struct rcu_bench_notifier *notifier);

    /* Optional. A line of what it knows of itself, for the report of a stall: at most `size` bytes with the 0. May be called while all
     * hangs, so it takes no lock. */
    void (*describe)(void *rcu, char *line, size_t size);
};

/* The one symbol that a provider's library exports. The answer stays. */
#define RCU_BENCH_PROVIDER_SYMBOL "rcu_bench_get_provider"
const struct rcu_bench_provider *rcu_bench_get_provider(void);

#ifdef __cplusplus
}
#endif

#endif
