/* struct rcu_bench_provider over QEMU's own functions. */
#include "provider/adapters/qemu/adapter.h"

/* What QEMU keeps in a callback and in a notifier lies in the space that rcu-bench gives. */
_Static_assert(sizeof(struct rcu_head) <= sizeof(((struct rcu_bench_callback *)0)->space), "no space for an rcu_head");
_Static_assert(sizeof(Notifier) <= sizeof(((struct rcu_bench_notifier *)0)->space), "no space for a Notifier");

#define OWNER(inside, type) ((type *)((char *)(inside) - offsetof(type, space)))

static bool may_be_created;

static const char *create(const struct rcu_bench_host *host, void **rcu) {
    if (!may_be_created) return "the library was loaded by a thread other than the one that asked for its provider";
    if (host_now() != NULL) return "QEMU has one RCU in a process, and it is in use";
    rcu_thread_joins(host);
    *rcu = &may_be_created; /* of no meaning: QEMU's RCU is global */
    return NULL;
}

static void stop(void *rcu) {
    (void)rcu;
    do {
        drain_call_rcu();
    } while (callbacks_pending() > 0);
    rcu_thread_leaves();
}

static void destroy(void *rcu) { (void)rcu; }

/* QEMU keeps a thread's state in a variable of the thread, and needs none of the reader's space. */
static void register_thread(void *rcu, struct rcu_bench_reader *reader) {
    (void)rcu, (void)reader;
    rcu_register_thread();
}

static void unregister_thread(void *rcu, struct rcu_bench_reader *reader) {
    (void)rcu, (void)reader;
    rcu_unregister_thread();
}

static void read_lock(void *rcu, struct rcu_bench_reader *reader) {
    (void)rcu, (void)reader;
    rcu_read_lock();
}

static void read_unlock(void *rcu, struct rcu_bench_reader *reader) {
    (void)rcu, (void)reader;
    rcu_read_unlock();
}

static void read_loop(void *rcu, struct rcu_bench_reader *reader, uint32_t pairs) {
    (void)rcu, (void)reader;
    for (uint32_t i = 0; i < pairs; ++i) {
        rcu_read_lock();
        rcu_read_unlock();
    }
}

static void run_callback(struct rcu_head *head) {
    struct rcu_bench_callback *callback = OWNER(head, struct rcu_bench_callback);
    callback->run(callback);
    request_done();
}

static void call(void *rcu, struct rcu_bench_callback *callback) {
    (void)rcu;
    request_queued();
    call_begins();
    call_rcu1((struct rcu_head *)callback->space, run_callback);
    call_or_force_ends();
}

#if RCU_QEMU_HAS_FORCE
static void force(void *rcu) {
    (void)rcu;
    force_begins();
    force_rcu();
    call_or_force_ends();
}
#endif

static void drain(void *rcu) {
    (void)rcu;
    caller_begins();
    drain_call_rcu();
    caller_ends();
}

static void synchronize(void *rcu) {
    (void)rcu;
    caller_begins();
    grace_caller_begins();
    synchronize_rcu();
    grace_caller_ends();
    caller_ends();
}

static void notify(Notifier *notifier, void *data) {
    struct rcu_bench_notifier *told = OWNER(notifier, struct rcu_bench_notifier);
    (void)data;
    told->notify(told);
}

static void add_notifier(void *rcu, struct rcu_bench_reader *reader, struct rcu_bench_notifier *notifier) {
    Notifier *qemus = (Notifier *)notifier->space;
    (void)rcu, (void)reader;
    qemus->notify = notify;
    rcu_add_force_rcu_notifier(qemus);
}

static void remove_notifier(void *rcu, struct rcu_bench_reader *reader, struct rcu_bench_notifier *notifier) {
    (void)rcu, (void)reader;
    rcu_remove_force_rcu_notifier((Notifier *)notifier->space);
}

static void describe(void *rcu, char *line, size_t size) {
    static const char *const doing[] = {
        [DOES_START] = "starts",
        [DOES_FETCH] = "looks for callbacks",
        [DOES_COLLECT] = "sleeps, for more callbacks",
        [DOES_IDLE] = "waits for callbacks",
        [DOES_PAUSE] = "pauses between two looks at the readers",
        [DOES_WAIT] = "waits for a reader's event",
        [DOES_LOOK] = "is between two waits",
        [DOES_LOCK] = "waits for the big lock",
        [DOES_CALLBACKS] = "runs callbacks",
    };
    (void)rcu;
    snprintf(line, size, "QEMU %s: %" PRIu64 " callbacks pending; call_rcu, as last seen, %s", RCU_QEMU_VERSION,
             callbacks_pending(), doing[rcu_thread_doing_now()]);
}

static const struct rcu_bench_provider provider = {
    .interface_version = RCU_BENCH_PROVIDER_INTERFACE,
    .size = sizeof(struct rcu_bench_provider),
    .name = RCU_QEMU_NAME,
    .version = "QEMU " RCU_QEMU_VERSION,
    .tells = (RCU_QEMU_SEES_WAITS ? RCU_BENCH_TELLS_WAITS : 0) |
             (RCU_QEMU_SEES_GRACE_PERIODS ? RCU_BENCH_TELLS_GRACE_PERIODS | RCU_BENCH_INFERS : 0) |
             (RCU_QEMU_SEES_FORCES ? RCU_BENCH_TELLS_FORCES : 0),
    .forces_on_unmap = RCU_QEMU_DEVICE_FORCES,
    .create = create,
    .stop = stop,
    .destroy = destroy,
    .register_thread = register_thread,
    .unregister_thread = unregister_thread,
    .read_lock = read_lock,
    .read_unlock = read_unlock,
    .read_loop = read_loop,
    .call = call,
#if RCU_QEMU_HAS_FORCE
    .force = force,
#endif
    .drain = drain,
    .synchronize = synchronize,
    .add_notifier = add_notifier,
    .remove_notifier = remove_notifier,
    .describe = describe,
};

const struct rcu_bench_provider *rcu_bench_get_provider(void) {
    may_be_created = may_be_created || loading_thread_leaves();
    return &provider;
}
