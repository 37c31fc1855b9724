/* Waits and sets of QEMU's events, and its plain sleeps. What an event is for shows from who waits for it and how long, or in what it
 * is set. */
#include "provider/adapters/qemu/adapter.h"

#define IS_SET 0 /* of QemuEvent's value */
#define NS_PER_US UINT64_C(1000)
#define NS_PER_MS UINT64_C(1000000)
#define ENDLESS_MS INT_MAX

/* The RCU thread's own two, which are static in QEMU's rcu.c. v1 of the series has one event for both. */
static const QemuEvent *callbacks_event;
static const QemuEvent *force_event;

/* Relaxed: an address that is compared, and never changes once it is known. */
static void learn(const QemuEvent **event, const QemuEvent *is) { __atomic_store_n(event, is, __ATOMIC_RELAXED); }
static bool is(const QemuEvent **event, const QemuEvent *this) {
    return __atomic_load_n(event, __ATOMIC_RELAXED) == this;
}

static enum rcu_bench_wait meaning(const QemuEvent *event) {
    if (event == &rcu_gp_event) return RCU_BENCH_FOR_READERS;
    if (is(&callbacks_event, event)) return RCU_BENCH_FOR_CALLBACKS;
    if (is(&force_event, event)) return RCU_BENCH_FOR_FORCE;
    return RCU_BENCH_FOR_OTHER;
}

static enum rcu_bench_wait meaning_of_wait(const QemuEvent *event, bool timed) {
    if (!in_rcu_thread() || event == &rcu_gp_event) return meaning(event);
    learn(timed ? &force_event : &callbacks_event, event);
    return timed ? RCU_BENCH_FOR_FORCE : RCU_BENCH_FOR_CALLBACKS;
}

static __thread enum wakes { WAKES_UNKNOWN, WAKES_FOR_CALLBACKS, WAKES_FOR_FORCE } wakes;

void call_begins(void) { wakes = WAKES_FOR_CALLBACKS; }
void force_begins(void) { wakes = WAKES_FOR_FORCE; }
void call_or_force_ends(void) { wakes = WAKES_UNKNOWN; }

static enum rcu_bench_wait meaning_of_set(const QemuEvent *event) {
    if (wakes == WAKES_UNKNOWN) return meaning(event);
    const bool forces = wakes == WAKES_FOR_FORCE;
    learn(forces ? &force_event : &callbacks_event, event);
    return forces ? RCU_BENCH_FOR_FORCE : RCU_BENCH_FOR_CALLBACKS;
}

static void note_doing(enum rcu_bench_wait wait) {
    static const enum rcu_thread_doing doing[] = {
        [RCU_BENCH_FOR_READERS] = DOES_WAIT,
        [RCU_BENCH_FOR_CALLBACKS] = DOES_IDLE,
        [RCU_BENCH_FOR_FORCE] = DOES_PAUSE,
        [RCU_BENCH_FOR_OTHER] = DOES_COLLECT,
    };
    if (in_rcu_thread()) rcu_thread_does(doing[wait]);
}

/* The event stays set for a waiter that was woken: nobody but the waiter resets it. */
static bool was_set(const QemuEvent *event) { return __atomic_load_n(&event->value, __ATOMIC_ACQUIRE) == IS_SET; }

static enum rcu_bench_wait wait_begins(const QemuEvent *event, uint64_t at_most_ns) {
    const enum rcu_bench_wait wait = meaning_of_wait(event, at_most_ns != RCU_BENCH_UNKNOWN);
    note_doing(wait);
    host_tell(RCU_BENCH_WAIT_BEGIN, at_most_ns, wait);
    return wait;
}

static void wait_ended(enum rcu_bench_wait wait, bool woken) {
    host_tell(RCU_BENCH_WAIT_END, woken, wait);
    if (in_rcu_thread()) rcu_thread_does(DOES_LOOK);
}

#if RCU_QEMU_HAS_TIMEDWAIT

#if RCU_QEMU_TIMEDWAIT_TELLS
#define TIMEDWAIT_RESULT bool
#else
#define TIMEDWAIT_RESULT void
#endif

TIMEDWAIT_RESULT REAL(qemu_event_timedwait)(QemuEvent *event, int ms);
TIMEDWAIT_RESULT WRAPPED(qemu_event_timedwait)(QemuEvent *event, int ms);

static bool timedwait(QemuEvent *event, int ms) {
#if RCU_QEMU_TIMEDWAIT_TELLS
    return REAL(qemu_event_timedwait)(event, ms);
#else
    REAL(qemu_event_timedwait)(event, ms);
    return was_set(event);
#endif
}

TIMEDWAIT_RESULT WRAPPED(qemu_event_timedwait)(QemuEvent *event, int ms) {
    const bool timed = ms != ENDLESS_MS;
    const enum rcu_bench_wait wait = wait_begins(event, timed ? (uint64_t)ms * NS_PER_MS : RCU_BENCH_UNKNOWN);
    const bool woken = timedwait(event, ms);
    wait_ended(wait, woken);
    if (timed && grace_period_runs()) grace_period_paused(!woken);
#if RCU_QEMU_TIMEDWAIT_TELLS
    return woken;
#endif
}

#else

void REAL(qemu_event_wait)(QemuEvent *event);
void WRAPPED(qemu_event_wait)(QemuEvent *event);

void WRAPPED(qemu_event_wait)(QemuEvent *event) {
    const enum rcu_bench_wait wait = wait_begins(event, RCU_BENCH_UNKNOWN);
    REAL(qemu_event_wait)(event);
    wait_ended(wait, was_set(event));
}

#endif

void REAL(qemu_event_set)(QemuEvent *event);
void WRAPPED(qemu_event_set)(QemuEvent *event);

void WRAPPED(qemu_event_set)(QemuEvent *event) {
    host_tell(RCU_BENCH_SET, 0, meaning_of_set(event));
    REAL(qemu_event_set)(event);
}

void REAL(qemu_event_reset)(QemuEvent *event);
void WRAPPED(qemu_event_reset)(QemuEvent *event);

/* Not told, but what is reset in a grace period is what a drain's force sets. */
void WRAPPED(qemu_event_reset)(QemuEvent *event) {
    if (in_rcu_thread() && grace_period_runs() && event != &rcu_gp_event) learn(&force_event, event);
    if (in_rcu_thread() && !grace_period_runs()) rcu_thread_does(DOES_FETCH);
    REAL(qemu_event_reset)(event);
}

void REAL(g_usleep)(unsigned long us);
void WRAPPED(g_usleep)(unsigned long us);

/* Before the series: the pause between two looks at the readers, or in QEMU up to 10.1 the wait for more callbacks. */
void WRAPPED(g_usleep)(unsigned long us) {
    const bool looks = grace_period_runs();
    const enum rcu_bench_wait wait = looks ? RCU_BENCH_FOR_READERS : RCU_BENCH_FOR_OTHER;
    if (in_rcu_thread() && !looks) grace_period_sleeps_outside();
    if (in_rcu_thread()) rcu_thread_does(looks ? DOES_PAUSE : DOES_COLLECT);
    host_tell(RCU_BENCH_WAIT_BEGIN, us * NS_PER_US, wait);
    REAL(g_usleep)(us);
    wait_ended(wait, false);
    if (looks) grace_period_paused(true);
}
