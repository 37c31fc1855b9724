/* A working RCU that uses the other objects as QEMU's RCU does. */
#include "qemu/osdep.h"

#include "qemu/main-loop.h"
#include "qemu/rcu.h"

#if STAND_IN == 1
#define bql_lock qemu_mutex_lock_iothread
#define bql_unlock qemu_mutex_unlock_iothread
#define bql_locked qemu_mutex_iothread_locked
#endif

#define MANY 30
#define PAUSES 5
#define PAUSE_MS 10

unsigned long rcu_gp_ctr = 1;
QemuEvent rcu_gp_event;

static __thread struct rcu_reader_data reader;
static QemuMutex rcu_registry_lock;
static struct rcu_reader_data *registry;

static QemuEvent ready_event;
#if STAND_IN == 3
static QemuEvent force_event;
#define FORCE_EVENT force_event
#elif STAND_IN == 4
#define FORCE_EVENT ready_event
#endif
#if STAND_IN > 1
static bool force_wanted;
#endif
static int drains;

/* Callbacks in queue order. */
static pthread_mutex_t queue_lock = PTHREAD_MUTEX_INITIALIZER;
static struct rcu_head *first;
static struct rcu_head **last = &first;
static unsigned count;

__attribute__((noinline)) struct rcu_reader_data *get_ptr_rcu_reader(void) { return &reader; }

static bool in_older_section(const struct rcu_reader_data *at) {
    const unsigned long ctr = __atomic_load_n(&at->ctr, __ATOMIC_SEQ_CST);
    return ctr != 0 && ctr != rcu_gp_ctr;
}

/* Called with the registry lock held. */
static bool readers_left(void) {
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    bool left = false;
    for (struct rcu_reader_data *at = registry; at != NULL; at = at->next) {
        if (in_older_section(at)) {
            left = true;
        } else {
            __atomic_store_n(&at->waiting, false, __ATOMIC_SEQ_CST);
        }
    }
    return left;
}

static void ask_readers(bool notify) {
    for (struct rcu_reader_data *at = registry; at != NULL; at = at->next) {
        __atomic_store_n(&at->waiting, true, __ATOMIC_SEQ_CST);
        if (notify) notifier_list_notify(&at->force_rcu, NULL);
    }
}

#if STAND_IN == 1

/* Waits for the readers' event from its first check on; a drain calls the readers' notifiers. */
static void wait_for_readers(void) {
    for (;;) {
        qemu_event_reset(&rcu_gp_event);
        ask_readers(__atomic_load_n(&drains, __ATOMIC_SEQ_CST) > 0);
        if (!readers_left()) return;
        qemu_mutex_unlock(&rcu_registry_lock);
        qemu_event_wait(&rcu_gp_event);
        qemu_mutex_lock(&rcu_registry_lock);
    }
}

#else

static bool force_now(unsigned pauses) {
    const bool wanted = __atomic_load_n(&drains, __ATOMIC_SEQ_CST) > 0 ||
                        __atomic_exchange_n(&force_wanted, false, __ATOMIC_SEQ_CST);
    return wanted || pauses >= PAUSES || __atomic_load_n(&count, __ATOMIC_SEQ_CST) >= MANY;
}

static void pause_looking(void) {
#if STAND_IN == 2
    g_usleep(PAUSE_MS * 1000);
#else
    qemu_event_timedwait(&FORCE_EVENT, PAUSE_MS);
    qemu_event_reset(&FORCE_EVENT);
#endif
}

static void wait_for_readers(void) {
    bool forced = false;
#if STAND_IN == 3
    qemu_event_reset(&force_event);
#endif
    for (unsigned pauses = 0;; ++pauses) {
        if (!forced && force_now(pauses)) {
            forced = true;
            qemu_event_reset(&rcu_gp_event);
            ask_readers(true);
        }
        if (!readers_left()) return;
        qemu_mutex_unlock(&rcu_registry_lock);
        if (forced) {
            qemu_event_wait(&rcu_gp_event);
            qemu_event_reset(&rcu_gp_event);
        } else {
            pause_looking();
        }
        qemu_mutex_lock(&rcu_registry_lock);
        if (forced) ask_readers(false);
    }
}

#endif

static void grace_period(void) {
    qemu_mutex_lock(&rcu_registry_lock);
    __atomic_store_n(&rcu_gp_ctr, rcu_gp_ctr + 2, __ATOMIC_SEQ_CST);
    wait_for_readers();
    qemu_mutex_unlock(&rcu_registry_lock);
}

#if STAND_IN <= 2
static QemuMutex rcu_sync_lock;

void synchronize_rcu(void) {
    qemu_mutex_lock(&rcu_sync_lock);
    grace_period();
    qemu_mutex_unlock(&rcu_sync_lock);
}

#define run_grace_period synchronize_rcu
#else
#define run_grace_period grace_period
#endif

void call_rcu1(struct rcu_head *head, RCUCBFunc *func) {
    head->next = NULL;
    head->func = func;
    pthread_mutex_lock(&queue_lock);
    *last = head;
    last = &head->next;
    __atomic_fetch_add(&count, 1, __ATOMIC_SEQ_CST);
    pthread_mutex_unlock(&queue_lock);
    qemu_event_set(&ready_event);
}

static struct rcu_head *next_callback(void) {
    struct rcu_head *head;
    pthread_mutex_lock(&queue_lock);
    head = first;
    first = head->next;
    if (first == NULL) last = &first;
    pthread_mutex_unlock(&queue_lock);
    return head;
}

static void run_callbacks(unsigned n) {
    bql_lock();
    for (; n > 0; --n) {
        struct rcu_head *head = next_callback();
        head->func(head);
    }
    bql_unlock();
}

/* Returns the number of callbacks, after waiting until there is at least one. */
static unsigned fetch(void) {
    for (;;) {
        unsigned n;
        qemu_event_reset(&ready_event);
        n = __atomic_load_n(&count, __ATOMIC_SEQ_CST);
#if STAND_IN == 1
        if (n > 0 && n < MANY) g_usleep(PAUSE_MS * 1000);
#endif
        if (n > 0) return n;
        qemu_event_wait(&ready_event);
    }
}

static void *call_rcu_thread(void *opaque) {
    rcu_register_thread();
    for (;;) {
        const unsigned n = fetch();
        run_grace_period();
        __atomic_fetch_sub(&count, n, __ATOMIC_SEQ_CST);
        run_callbacks(n);
    }
    return opaque;
}

#if STAND_IN >= 3
void force_rcu(void) {
    __atomic_store_n(&force_wanted, true, __ATOMIC_SEQ_CST);
    qemu_event_set(&FORCE_EVENT);
}
#endif

struct call_and_wait {
    struct rcu_head head;
    QemuEvent done;
    int users; /* reference count; the last user frees the struct */
};

static void leave(struct call_and_wait *call) {
    if (__atomic_fetch_sub(&call->users, 1, __ATOMIC_SEQ_CST) == 1) free(call);
}

static void say_done(struct rcu_head *head) {
    struct call_and_wait *call = (struct call_and_wait *)head;
    qemu_event_set(&call->done);
    leave(call);
}

static void call_and_wait(bool force) {
    struct call_and_wait *call = malloc(sizeof(*call));
    call->users = 2;
    qemu_event_init(&call->done, false);
    call_rcu1(&call->head, say_done);
#if STAND_IN >= 3
    if (force) force_rcu();
#endif
    qemu_event_wait(&call->done);
    leave(call);
}

#if STAND_IN >= 3
void synchronize_rcu(void) { call_and_wait(false); }
#endif

void drain_call_rcu(void) {
    const bool locked = bql_locked();
    if (locked) bql_unlock();
    __atomic_fetch_add(&drains, 1, __ATOMIC_SEQ_CST);
    call_and_wait(true);
    __atomic_fetch_sub(&drains, 1, __ATOMIC_SEQ_CST);
    if (locked) bql_lock();
}

void rcu_register_thread(void) {
    qemu_mutex_lock(&rcu_registry_lock);
    reader.next = registry;
    registry = &reader;
    qemu_mutex_unlock(&rcu_registry_lock);
}

void rcu_unregister_thread(void) {
    struct rcu_reader_data **at = &registry;
    qemu_mutex_lock(&rcu_registry_lock);
    while (*at != &reader) at = &(*at)->next;
    *at = reader.next;
    qemu_mutex_unlock(&rcu_registry_lock);
}

void rcu_add_force_rcu_notifier(Notifier *n) {
    qemu_mutex_lock(&rcu_registry_lock);
    notifier_list_add(&reader.force_rcu, n);
    qemu_mutex_unlock(&rcu_registry_lock);
}

void rcu_remove_force_rcu_notifier(Notifier *n) {
    qemu_mutex_lock(&rcu_registry_lock);
    notifier_remove(n);
    qemu_mutex_unlock(&rcu_registry_lock);
}

void rcu_enable_atfork(void) {}
void rcu_disable_atfork(void) {}

static void __attribute__((constructor)) start(void) {
    QemuThread thread;
    qemu_mutex_init(&rcu_registry_lock);
#if STAND_IN <= 2
    qemu_mutex_init(&rcu_sync_lock);
#endif
    qemu_event_init(&rcu_gp_event, true);
    qemu_event_init(&ready_event, false);
#if STAND_IN == 3
    qemu_event_init(&force_event, false);
#endif
    qemu_thread_create(&thread, "call_rcu", call_rcu_thread, NULL, QEMU_THREAD_DETACHED);
    rcu_register_thread();
}
