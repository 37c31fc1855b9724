// Where all probes of a live run arrive: the trace, the accounting and the stall dump hang on this and on nothing else.
#pragma once

#include <deque>
#include <mutex>
#include <string>

#include "trace/accounting.h"
#include "trace/activity.h"
#include "trace/event_kind.h"
#include "trace/perturbation.h"
#include "trace/recorder.h"

namespace rcu_bench::trace {

/// What the observer knows of one thread.
struct ThreadContext {
    std::string name;
    ThreadRole role;
    int tid;  ///< the kernel's
    Accounting *accounting;
    ThreadLog *log = nullptr;  ///< null: not traced
    Activity activity;
    const Perturbation *perturbation = nullptr;  ///< null: not delayed
    uint64_t luck = 0;                           ///< the thread's own random state, for it
};

class Observer {
  public:
    /// `recorder` may be null: counted and watched, but not traced.
    Observer(Recorder *recorder, size_t sample_capacity) : Observer(recorder, sample_capacity, sample_capacity) {}
    Observer(Recorder *recorder, size_t sample_capacity, size_t expected_samples)
        : recorder_(recorder), accounting_(sample_capacity, expected_samples) {}

    /// Until detach(), the calling thread's probes come here.
    ThreadContext &attach(std::string name, ThreadRole role);
    static void detach();

    /// For the threads that attach from now on. It outlives them.
    void perturb(const Perturbation &perturbation) { perturbation_ = &perturbation; }

    Accounting &accounting() { return accounting_; }
    Recorder *recorder() const { return recorder_; }

    /// Calls `visit(const ThreadContext &)` for every thread that ever attached, in order.
    template <class Visit>
    void for_each_thread(Visit visit) {
        const std::lock_guard guard(mutex_);
        for (const ThreadContext &context : threads_) visit(context);
    }

  private:
    Recorder *recorder_;
    Accounting accounting_;
    const Perturbation *perturbation_ = nullptr;
    std::mutex mutex_;
    std::deque<ThreadContext> threads_;
};

/// The calling thread's context; null where it is not attached.
inline thread_local ThreadContext *current_thread = nullptr;

/// The sink of the real platform: probes of attached threads are counted, watched and (if traced) recorded.
struct LiveProbes {
    static void on(rcu::Probe point, uint64_t a, uint64_t b) {
        ThreadContext *const context = current_thread;
        if (context == nullptr) return;
        if (context->log != nullptr) context->log->record(static_cast<uint16_t>(point), a, b);
        if (point != rcu::Probe::read_lock && point != rcu::Probe::read_unlock) {  // the hot ones: traced only
            context->accounting->on(point, a, b, context->role == ThreadRole::rcu);
            context->activity.on(point, a, b);
        }
        if (context->perturbation != nullptr) context->perturbation->at(point, context->luck);
    }
};

/// What the machine adds to the trace.
inline void record(MachineEvent event, uint64_t a = 0, uint64_t b = 0) {
    ThreadContext *const context = current_thread;
    if (context != nullptr && context->log != nullptr) context->log->record(static_cast<uint16_t>(event), a, b);
}

}  // namespace rcu_bench::trace
