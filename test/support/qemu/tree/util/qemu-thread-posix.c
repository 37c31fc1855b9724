#include "qemu/osdep.h"

#include "qemu/main-loop.h"
#include "qemu/thread.h"

/* Thread-locals and C library variables: objects built for a program refer to both in ways that a library cannot. */
static __thread unsigned held;

void qemu_mutex_init(QemuMutex *mutex) { pthread_mutex_init(&mutex->lock, NULL); }

void qemu_mutex_lock_impl(QemuMutex *mutex, const char *file, const int line) {
    if (pthread_mutex_lock(&mutex->lock) != 0) {
        fprintf(stderr, "%s:%d: cannot lock\n", file, line);
        abort();
    }
    /* References the object that contains the stubs of the big lock. */
    held += !mutex_is_bql(mutex);
}

void qemu_mutex_unlock_impl(QemuMutex *mutex, const char *file, const int line) {
    if (held-- == 0 || pthread_mutex_unlock(&mutex->lock) != 0) {
        fprintf(stderr, "%s:%d: cannot unlock\n", file, line);
        abort();
    }
}

QemuMutexLockFunc qemu_mutex_lock_func = qemu_mutex_lock_impl;

void qemu_thread_create(QemuThread *thread, const char *name, void *(*start_routine)(void *), void *arg, int mode) {
    (void)name, (void)mode;
    if (pthread_create(&thread->thread, NULL, start_routine, arg) != 0) abort();
    pthread_detach(thread->thread);
}
