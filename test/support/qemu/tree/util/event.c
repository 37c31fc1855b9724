#include "qemu/osdep.h"

#include "qemu/thread.h"

void qemu_event_init(QemuEvent *ev, bool init) {
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_mutex_init(&ev->lock, NULL);
    pthread_cond_init(&ev->cond, &attributes);
    ev->value = !init;
    ev->initialized = true;
}

static void change(QemuEvent *ev, unsigned value) {
    pthread_mutex_lock(&ev->lock);
    __atomic_store_n(&ev->value, value, __ATOMIC_RELEASE);
    pthread_cond_broadcast(&ev->cond);
    pthread_mutex_unlock(&ev->lock);
}

void qemu_event_set(QemuEvent *ev) { change(ev, 0); }
void qemu_event_reset(QemuEvent *ev) { change(ev, 1); }

/* NULL: no timeout. */
static bool wait_until(QemuEvent *ev, const struct timespec *end) {
    bool in_time = true;
    pthread_mutex_lock(&ev->lock);
    while (ev->value != 0 && in_time) {
        in_time = (end == NULL ? pthread_cond_wait(&ev->cond, &ev->lock)
                               : pthread_cond_timedwait(&ev->cond, &ev->lock, end)) == 0;
    }
    in_time = ev->value == 0;
    pthread_mutex_unlock(&ev->lock);
    return in_time;
}

#if STAND_IN <= 2

void qemu_event_wait(QemuEvent *ev) { wait_until(ev, NULL); }

#else

static bool wait_for(QemuEvent *ev, int ms) {
    struct timespec end;
    if (ms == INT_MAX) return wait_until(ev, NULL);
    clock_gettime(CLOCK_MONOTONIC, &end);
    end.tv_sec += ms / 1000;
    end.tv_nsec += ms % 1000 * 1000000L;
    if (end.tv_nsec >= 1000000000L) {
        end.tv_sec += 1;
        end.tv_nsec -= 1000000000L;
    }
    return wait_until(ev, &end);
}

#if STAND_IN == 3
void qemu_event_timedwait(QemuEvent *ev, int ms) { wait_for(ev, ms); }
#else
bool qemu_event_timedwait(QemuEvent *ev, int ms) { return wait_for(ev, ms); }
#endif

#endif
