#ifndef STAND_IN_RCU_H
#define STAND_IN_RCU_H

#include "qemu/notify.h"
#include "qemu/thread.h"

extern unsigned long rcu_gp_ctr;
extern QemuEvent rcu_gp_event;

struct rcu_reader_data {
    unsigned long ctr; /* 0: outside of a section */
    bool waiting;
    unsigned depth;
    struct rcu_reader_data *next;
    NotifierList force_rcu;
};

struct rcu_reader_data *get_ptr_rcu_reader(void);

static inline void rcu_read_lock(void) {
    struct rcu_reader_data *own = get_ptr_rcu_reader();
    if (own->depth++ == 0) {
        __atomic_store_n(&own->ctr, __atomic_load_n(&rcu_gp_ctr, __ATOMIC_RELAXED), __ATOMIC_SEQ_CST);
        __atomic_thread_fence(__ATOMIC_SEQ_CST);
    }
}

static inline void rcu_read_unlock(void) {
    struct rcu_reader_data *own = get_ptr_rcu_reader();
    if (--own->depth > 0) return;
    __atomic_store_n(&own->ctr, 0, __ATOMIC_SEQ_CST);
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    if (__atomic_exchange_n(&own->waiting, false, __ATOMIC_SEQ_CST)) qemu_event_set(&rcu_gp_event);
}

struct rcu_head {
    struct rcu_head *next;
    void (*func)(struct rcu_head *head);
};

typedef void RCUCBFunc(struct rcu_head *head);

void synchronize_rcu(void);
#if STAND_IN >= 3
void force_rcu(void);
#endif
void rcu_register_thread(void);
void rcu_unregister_thread(void);
void rcu_enable_atfork(void);
void rcu_disable_atfork(void);
void call_rcu1(struct rcu_head *head, RCUCBFunc *func);
void drain_call_rcu(void);
void rcu_add_force_rcu_notifier(Notifier *n);
void rcu_remove_force_rcu_notifier(Notifier *n);

#endif
