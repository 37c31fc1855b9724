// Where all probes of a live run arrive: the trace, the accounting and the stall dump hang on this and on nothing else.
#pragma once

#include <deque>
#include <mutex>
#include <string>

#include "platform/static_tls.h"
#include "trace/accounting.h"
#include "trace/activity.h"
#include "trace/event_kind.h"
#include "trace/perturbation.h"
#include "trace/recorder.h"

namespace rcu_bench::trace {

/// What the observer knows of one thread. On cache lines of its own: each thread writes its activity.
struct alignas(64) ThreadContext {
    std::string name;
    ThreadRole role;
    int tid;  ///< the kernel's
    Accounting *accounting;
    Accounting::Thread counted;
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
RCU_BENCH_STATIC_TLS inline constinit thread_local ThreadContext *current_thread = nullptr;

/// The sink of the real platform: probes of attached threads are counted, watched and (if traced) recorded. In an untraced thread a
/// probe that is neither counted nor watched costs a few loads and branches, no call.
struct LiveProbes {
    [[gnu::always_inline]] static void on(rcu::Probe point, uint64_t a, uint64_t b) {
        ThreadContext *const context = current_thread;
        if (context == nullptr) return;
        if (context->log != nullptr) [[unlikely]]
            context->log->record(static_cast<uint16_t>(point), a, b);
        context->accounting->on(point, a, b, context->counted);
        context->activity.on(point, a);
        if (context->perturbation != nullptr) [[unlikely]]
            context->perturbation->at(point, context->luck);
    }
};

/// Whether what the calling thread passes is recorded.
inline bool is_recorded() { return current_thread != nullptr && current_thread->log != nullptr; }

/// What the machine adds to the trace.
inline void record(MachineEvent event, uint64_t a = 0, uint64_t b = 0) {
    if (is_recorded()) current_thread->log->record(static_cast<uint16_t>(event), a, b);
}

}  // namespace rcu_bench::trace
