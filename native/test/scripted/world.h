// The scripted platform's world: threads (fibers) that run only when the script says so, a clock that moves only when
// the script says so, and one log of everything. Deterministic: the same script gives the same log.
#pragma once

#include <deque>
#include <functional>
#include <stdexcept>
#include <string>

#include "scripted/fiber.h"
#include "scripted/kernel.h"
#include "scripted/log.h"
#include "scripted/step.h"

namespace rcu_bench::scripted {

/// The script asked for what did not happen.
struct ScriptError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

class World;

class Thread {
  public:
    Thread(std::string thread_name, std::function<void()> body)
        : name(std::move(thread_name)), fiber_(std::move(body)) {}

    const std::string name;

    bool finished() const { return fiber_.finished(); }
    /// Asleep on a lock, a futex, a semaphore or the clock.
    bool blocked() const { return !finished() && waits_on_ != nullptr; }
    /// Blocked, and no passing of time will wake it.
    bool blocked_for_ever() const { return blocked() && wakes_at_ns_ == never; }
    /// When a blocked thread gives up; `never` without a deadline.
    int64_t wakes_at_ns() const { return wakes_at_ns_; }

  private:
    friend class World;
    friend class Mutex;

    Fiber fiber_;
    const void *waits_on_ = nullptr;  ///< the address it is blocked on
    int64_t wakes_at_ns_ = never;
    bool woken_ = false;   ///< how the last block ended: woken (true) or timed out
    bool paused_ = false;  ///< stopped by the script: runs on only by resume() or run_until()
    Until until_;
    int mutexes_held_ = 0;
};

class World {
  public:
    World();
    ~World();
    World(const World &) = delete;
    World &operator=(const World &) = delete;

    // --- The script's side.

    /// A new thread; it has not run yet.
    Thread &spawn(std::string name, std::function<void()> body);
    /// Runs this thread alone until it does such a step, and stops it there. Throws if it blocks or ends before.
    void run_until(Thread &thread, const Until &until);
    void run_until(Thread &thread, rcu::Probe point) { run_until(thread, at_probe(point)); }
    void run_until(Thread &thread, rcu::Probe point, uint64_t a) { run_until(thread, at_probe(point, a)); }
    /// The same; false if it blocked or ended before.
    bool comes_to(Thread &thread, const Until &until);
    /// Runs this thread alone until it blocks or ends.
    void resume(Thread &thread);
    /// A thread that runs `body` to its end at once. Throws if it blocks.
    void run(std::string name, std::function<void()> body);
    /// Lets every thread that can, and that the script does not hold, run until all are blocked or ended.
    void settle();
    /// settle(), and time goes on: each deadline on the way is met in order.
    void pass(int64_t ns);
    /// The clock alone: whoever is past a deadline becomes able to run, but nobody runs.
    void set_clock(int64_t ns);
    int64_t now_ns() const { return now_ns_; }

    Kernel kernel = Kernel::linux64;
    Log log;

    // --- The platform's side: called by the threads.

    static World &current();
    void step(const Step &step);
    /// Sleeps until wake(address) (true) or the deadline (false).
    bool block(const void *address, int64_t deadline_ns);
    void wake(const void *address);
    /// Null: the script itself.
    Thread *self() const { return self_; }
    void holds_mutex(int change) {
        if (self_ != nullptr) self_->mutexes_held_ += change;
    }

  private:
    bool runnable(const Thread &thread) const { return !thread.finished() && !thread.blocked() && !thread.paused_; }
    void enter(Thread &thread);
    void time_out();
    [[noreturn]] void fail(const std::string &what) const;

    std::deque<Thread> threads_;
    Thread *self_ = nullptr;
    int64_t now_ns_ = 1'234'567'890;  // not a whole second, nor a whole millisecond
    int64_t steps_ = 0;               // of the running thread since it was entered
};

}  // namespace rcu_bench::scripted
