#ifndef STAND_IN_MAIN_LOOP_H
#define STAND_IN_MAIN_LOOP_H

#include "qemu/thread.h"

#if STAND_IN == 1
#define qemu_mutex_lock_iothread() qemu_mutex_lock_iothread_impl(__FILE__, __LINE__)
void qemu_mutex_lock_iothread_impl(const char *file, int line);
void qemu_mutex_unlock_iothread(void);
bool qemu_mutex_iothread_locked(void);
#else
#define bql_lock() bql_lock_impl(__FILE__, __LINE__)
void bql_lock_impl(const char *file, int line);
void bql_unlock(void);
bool bql_locked(void);
#endif

bool mutex_is_bql(QemuMutex *mutex);

#endif
