/* Stubs for programs without a main loop. The adapter wraps these functions. */
#include "qemu/osdep.h"

#include "qemu/main-loop.h"

#if STAND_IN == 1
void qemu_mutex_lock_iothread_impl(const char *file, int line) { abort(); }
void qemu_mutex_unlock_iothread(void) { abort(); }
bool qemu_mutex_iothread_locked(void) { abort(); }
#else
void bql_lock_impl(const char *file, int line) { abort(); }
void bql_unlock(void) { abort(); }
bool bql_locked(void) { abort(); }
#endif

bool mutex_is_bql(QemuMutex *mutex) { return false; }
