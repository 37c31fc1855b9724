/* Runs one scenario against a provider's library and prints the events that the library reports, one per line:
 *
 *   drive LIBRARY SCENARIO     line format: THREAD EVENT [WORDS]
 *
 * Exits 1 with a line on standard error if the provider breaks a promise of provider.h. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "provider/provider.h"

static const struct rcu_bench_provider *provider;
static void *rcu;

static __thread const char *thread_name; /* NULL: not announced */
static __thread bool holds_big_lock;
static pthread_mutex_t big_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t output = PTHREAD_MUTEX_INITIALIZER;

__attribute__((format(printf, 1, 2), noreturn)) static void fail(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    exit(1);
}

static void expect(bool holds, const char *promise) {
    if (!holds) fail("broken: %s", promise);
}

static void say(const char *what, const char *words) {
    pthread_mutex_lock(&output);
    printf("%s %s%s%s\n", thread_name == NULL ? "?" : thread_name, what, *words == '\0' ? "" : " ", words);
    fflush(stdout);
    pthread_mutex_unlock(&output);
}

static void take_big_lock(void *self) {
    (void)self;
    expect(!holds_big_lock, "the big lock is not recursive");
    pthread_mutex_lock(&big_lock);
    holds_big_lock = true;
}

static void give_big_lock(void *self) {
    (void)self;
    expect(holds_big_lock, "who gives the big lock up has it");
    holds_big_lock = false;
    pthread_mutex_unlock(&big_lock);
}

static int has_big_lock(void *self) {
    (void)self;
    return holds_big_lock;
}

static void thread_begin(void *self, const char *name) {
    (void)self;
    expect(thread_name == NULL, "a thread is announced once");
    thread_name = name;
    say("begins", "");
}

static void thread_end(void *self) {
    (void)self;
    expect(thread_name != NULL, "a thread that ends was announced");
    expect(!holds_big_lock, "a thread does not end with the big lock");
    say("ends", "");
    thread_name = NULL;
}

static const char *const waits[] = {"readers", "callbacks", "force", "other"};
static const char *const reasons[] = {"threshold", "time", "request"};

static void told(void *self, enum rcu_bench_event event, uint64_t a, uint64_t b) {
    char words[80] = "";
    (void)self;
    if (thread_name == NULL) return;
    switch (event) {
        case RCU_BENCH_GRACE_PERIOD_BEGIN:
            return say("grace-period-begin", "");
        case RCU_BENCH_GRACE_PERIOD_END:
            return say("grace-period-end", "");
        case RCU_BENCH_GRACE_PERIOD_FORCED:
            return say("forced", reasons[a]);
        case RCU_BENCH_WAIT_BEGIN:
            if (a == RCU_BENCH_UNKNOWN) return say("waits", waits[b]);
            snprintf(words, sizeof(words), "%s %g ms", waits[b], (double)a / 1e6);
            return say("waits", words);
        case RCU_BENCH_WAIT_END:
            snprintf(words, sizeof(words), "%s %s", waits[b], a == 1 ? "woken" : "timed-out");
            return say("waited", words);
        case RCU_BENCH_SET:
            return say("sets", waits[b]);
    }
    fail("unknown event %d", (int)event);
}

static const struct rcu_bench_host host = {
    .size = sizeof(struct rcu_bench_host),
    .big_lock = take_big_lock,
    .big_unlock = give_big_lock,
    .big_lock_held = has_big_lock,
    .thread_begin = thread_begin,
    .thread_end = thread_end,
    .event = told,
};

/* A callback that prints its number. */
struct thing {
    struct rcu_bench_callback callback;
    int number;
    void (*then)(void);
};

static int things_run;

static void run_thing(struct rcu_bench_callback *callback) {
    struct thing *thing = (struct thing *)callback;
    char words[20];
    expect(holds_big_lock, "callbacks run under the big lock");
    snprintf(words, sizeof(words), "%d", thing->number);
    say("runs", words);
    if (thing->then != NULL) thing->then();
    free(thing);
    __atomic_fetch_add(&things_run, 1, __ATOMIC_SEQ_CST);
}

static void call_then(int number, void (*then)(void)) {
    struct thing *thing = calloc(1, sizeof(*thing));
    thing->callback.run = run_thing;
    thing->number = number;
    thing->then = then;
    provider->call(rcu, &thing->callback);
}

static void call(int number) { call_then(number, NULL); }

static void until(const int *counter, int value) {
    while (__atomic_load_n(counter, __ATOMIC_SEQ_CST) < value) usleep(500);
}

/* A reader that stays in a section until the test or its notifier asks it to leave. */
struct section {
    pthread_t thread;
    int inside;
    int leave;
    bool leaves_when_notified;
};

static struct section *notified_section;

static void on_notify(struct rcu_bench_notifier *notifier) {
    (void)notifier;
    say("notifies", "");
    if (notified_section->leaves_when_notified) __atomic_store_n(&notified_section->leave, 1, __ATOMIC_SEQ_CST);
}

static void *read_section(void *opaque) {
    struct section *section = opaque;
    struct rcu_bench_reader reader;
    struct rcu_bench_notifier notifier = {.notify = on_notify};
    memset(&reader, 0, sizeof(reader));
    thread_name = "reader";
    provider->register_thread(rcu, &reader);
    provider->add_notifier(rcu, &reader, &notifier);
    provider->read_lock(rcu, &reader);
    provider->read_loop(rcu, &reader, 3);
    provider->read_lock(rcu, &reader);
    provider->read_unlock(rcu, &reader);
    __atomic_store_n(&section->inside, 1, __ATOMIC_SEQ_CST);
    until(&section->leave, 1);
    say("leaves", "");
    provider->read_unlock(rcu, &reader);
    provider->remove_notifier(rcu, &reader, &notifier);
    provider->unregister_thread(rcu, &reader);
    return NULL;
}

static void enter(struct section *section, bool leaves_when_notified) {
    *section = (struct section){.leaves_when_notified = leaves_when_notified};
    notified_section = section;
    pthread_create(&section->thread, NULL, read_section, section);
    until(&section->inside, 1);
}

static void leave(struct section *section) {
    __atomic_store_n(&section->leave, 1, __ATOMIC_SEQ_CST);
    pthread_join(section->thread, NULL);
}

static void start(void) {
    const char *why = provider->create(&host, &rcu);
    if (why != NULL) fail("create: %s", why);
}

static void stop(void) {
    provider->stop(rcu);
    provider->destroy(rcu);
}

static void call_fourth(void) { call(4); }

/* Callbacks run in order, including one that a callback queues, and stop() waits for all of them. */
static void callbacks(void) {
    start();
    call(1);
    call(2);
    call_then(3, call_fourth);
    stop();
    expect(things_run == 4, "stop() returns when all callbacks have run");
}

static int leave_after_ms;

static void *leave_soon(void *opaque) {
    struct section *section = opaque;
    usleep(1000 * leave_after_ms);
    __atomic_store_n(&section->leave, 1, __ATOMIC_SEQ_CST);
    return NULL;
}

static pthread_t leave_after(struct section *section, int ms) {
    pthread_t thread;
    leave_after_ms = ms;
    pthread_create(&thread, NULL, leave_soon, section);
    return thread;
}

/* A grace period waits for a reader. */
static void end_with_reader(struct section *section, int calls) {
    until(&things_run, calls);
    expect(section->leave == 1, "no callback runs while a reader is in a section from before it");
    leave(section);
    stop();
}

/* The reader leaves its section when it is notified. */
static void slow(void) {
    struct section section;
    start();
    enter(&section, true);
    call(1);
    end_with_reader(&section, 1);
}

static void forced(void) {
    struct section section;
    start();
    enter(&section, true);
    call(1);
    provider->force(rcu);
    end_with_reader(&section, 1);
}

/* No notifier is called, and the reader stays in its section. */
static void late(void) {
    struct section section;
    pthread_t helper;
    start();
    enter(&section, false);
    call(1);
    helper = leave_after(&section, 100);
    pthread_join(helper, NULL);
    leave(&section);
    until(&things_run, 1);
    stop();
}

static struct section many_section;

static void enter_and_call_many(void) {
    enter(&many_section, true);
    for (int i = 1; i <= 40; ++i) call(i);
}

/* The batch is large enough to force the grace period. A callback queues it, so that one batch contains all of it. */
static void threshold(void) {
    start();
    call_then(0, enter_and_call_many);
    until(&things_run, 41);
    expect(many_section.leave == 1, "no callback runs while a reader is in a section from before it");
    leave(&many_section);
    stop();
}

/* drain() with the big lock held returns after all earlier callbacks of this thread. */
static void drain(void) {
    struct section section;
    start();
    enter(&section, true);
    call(1);
    take_big_lock(NULL);
    provider->drain(rcu);
    expect(holds_big_lock, "drain() takes the big lock again");
    expect(things_run == 1, "drain() returns when the callbacks have run");
    give_big_lock(NULL);
    leave(&section);
    stop();
}

/* synchronize() waits for the reader that was in a section. */
static void synchronize(void) {
    struct section section;
    pthread_t helper;
    start();
    enter(&section, false);
    helper = leave_after(&section, 30);
    provider->synchronize(rcu);
    expect(section.leave == 1, "synchronize() waits for readers");
    pthread_join(helper, NULL);
    leave(&section);
    stop();
}

/* Two instances in sequence in one process, and a concurrent second instance, which is refused. */
static void again(void) {
    void *second = NULL;
    start();
    say("second", provider->create(&host, &second));
    call(1);
    stop();
    start();
    call(2);
    stop();
    expect(things_run == 2, "a second RCU in a process works as the first");
}

static void describe(void) {
    char line[200];
    char cut[12];
    struct section section;
    start();
    enter(&section, false);
    call(1);
    usleep(100000);
    provider->describe(rcu, line, sizeof(line));
    say("describes", line);
    provider->describe(rcu, cut, sizeof(cut));
    expect(strlen(cut) == sizeof(cut) - 1, "describe() fills what it is given");
    leave(&section);
    stop();
}

static void facts(void) {
    printf("name %s\nversion %s\ntells %#x\nforces-on-unmap %u\nforce %d\n", provider->name, provider->version,
           provider->tells, provider->forces_on_unmap, provider->force != NULL);
}

static const struct {
    const char *name;
    void (*run)(void);
} scenarios[] = {
    {"facts", facts}, {"callbacks", callbacks}, {"slow", slow},   {"forced", forced},           {"late", late},
    {"again", again}, {"threshold", threshold}, {"drain", drain}, {"synchronize", synchronize}, {"describe", describe},
};

int main(int argc, char **argv) {
    void *library;
    const struct rcu_bench_provider *(*symbol)(void);
    if (argc != 3) fail("usage: drive LIBRARY SCENARIO");
    library = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) fail("%s", dlerror());
    *(void **)&symbol = dlsym(library, RCU_BENCH_PROVIDER_SYMBOL);
    if (symbol == NULL) fail("%s", dlerror());
    provider = symbol();
    thread_name = "main";
    for (size_t i = 0; i < sizeof(scenarios) / sizeof(*scenarios); ++i) {
        if (strcmp(scenarios[i].name, argv[2]) != 0) continue;
        scenarios[i].run();
        return 0;
    }
    fail("no scenario %s", argv[2]);
}
