#ifndef STAND_IN_THREAD_H
#define STAND_IN_THREAD_H

typedef struct QemuMutex {
    pthread_mutex_t lock;
} QemuMutex;

typedef struct QemuThread {
    pthread_t thread;
} QemuThread;

typedef struct QemuEvent {
    pthread_mutex_t lock;
    pthread_cond_t cond;
    unsigned value; /* 0: set */
    bool initialized;
} QemuEvent;

#define QEMU_THREAD_DETACHED 1

typedef void (*QemuMutexLockFunc)(QemuMutex *mutex, const char *file, int line);
extern QemuMutexLockFunc qemu_mutex_lock_func;

#define qemu_mutex_lock(mutex) __atomic_load_n(&qemu_mutex_lock_func, __ATOMIC_RELAXED)((mutex), __FILE__, __LINE__)
#define qemu_mutex_unlock(mutex) qemu_mutex_unlock_impl((mutex), __FILE__, __LINE__)

void qemu_mutex_init(QemuMutex *mutex);
void qemu_mutex_lock_impl(QemuMutex *mutex, const char *file, const int line);
void qemu_mutex_unlock_impl(QemuMutex *mutex, const char *file, const int line);

void qemu_event_init(QemuEvent *ev, bool init);
void qemu_event_set(QemuEvent *ev);
void qemu_event_reset(QemuEvent *ev);
#if STAND_IN <= 2
void qemu_event_wait(QemuEvent *ev);
#else
#if STAND_IN == 3
void qemu_event_timedwait(QemuEvent *ev, int ms);
#else
bool qemu_event_timedwait(QemuEvent *ev, int ms);
#endif
static inline void qemu_event_wait(QemuEvent *ev) { qemu_event_timedwait(ev, INT_MAX); }
#endif

void qemu_thread_create(QemuThread *thread, const char *name, void *(*start_routine)(void *), void *arg, int mode);

#endif
