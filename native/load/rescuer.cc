#include "load/rescuer.h"

#include <sys/syscall.h>
#include <unistd.h>

#include "platform/clock.h"
#include "platform/thread_name.h"
#include "platform/thread_usage.h"

namespace rcu_bench::workload {

using platform::monotonic_ns;

namespace {
constexpr int64_t rescuer_tick_ns = 20'000'000;  // rare, so that the rescuer's ticks do not disturb the measurement
}  // namespace

void Rescuer::start() {
    thread_ = std::thread([this] {
        platform::name_this_thread("rescuer");
        run();
    });
}

void Rescuer::stop() {
    stopping_.store(true, std::memory_order_relaxed);
    if (thread_.joinable()) thread_.join();
}

void Rescuer::guard(int64_t deadline_ns) {
    waiter_.store(static_cast<int>(syscall(SYS_gettid)), std::memory_order_relaxed);
    // Release: the waiter's id, and the reset of what it waits for, come before. Counterpart: the acquire in run().
    deadline_ns_.store(deadline_ns, std::memory_order_release);
}

bool Rescuer::release() {
    int64_t guarded = deadline_ns_.load(std::memory_order_relaxed);
    // Acquire: a rescue is over before what was set is reset. Counterpart: the release in rescue().
    while (guarded == rescuing || !deadline_ns_.compare_exchange_weak(guarded, nothing, std::memory_order_acq_rel,
                                                                      std::memory_order_relaxed)) {
        std::this_thread::yield();
        guarded = deadline_ns_.load(std::memory_order_relaxed);
    }
    return guarded == rescued;
}

void Rescuer::run() {
    // Counted in ticks and not by the clock, and only while the waiter sleeps: a thread that has no CPU, or a machine that was
    // stopped as a whole, does not wait without end.
    int64_t overslept_ns = 0, last_ns = nothing;
    while (!stopping_.load(std::memory_order_relaxed)) {
        platform::sleep_ns(rescuer_tick_ns);
        const int64_t deadline_ns = deadline_ns_.load(std::memory_order_acquire);
        const bool guards = deadline_ns != nothing && deadline_ns != rescued;
        const bool late =
            guards && monotonic_ns() > deadline_ns && platform::is_asleep(waiter_.load(std::memory_order_relaxed));
        overslept_ns = late && deadline_ns == last_ns ? overslept_ns + rescuer_tick_ns : 0;
        last_ns = deadline_ns;
        if (overslept_ns >= patience_ns) rescue(deadline_ns);
    }
}

void Rescuer::rescue(int64_t deadline_ns) {
    if (!deadline_ns_.compare_exchange_strong(deadline_ns, rescuing, std::memory_order_acq_rel)) return;
    waitable_.set();
    deadline_ns_.store(rescued, std::memory_order_release);
}

}  // namespace rcu_bench::workload
