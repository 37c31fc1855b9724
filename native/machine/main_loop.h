// The main loop: holds the BQL while it dispatches and releases it while it polls.
#pragma once

#include <atomic>
#include <cstdint>
#include <thread>

#include "provider/rcu_provider.h"

namespace rcu_bench::workload {

/// Receives the loop's events, in the loop's thread and under the BQL.
class LoopClient {
  public:
    virtual ~LoopClient() = default;
    virtual void on_kick() = 0;  ///< the guest rang the control queue's doorbell
    virtual void on_bottom_half() = 0;
    virtual void on_timer() = 0;
};

class MainLoop {
  public:
    explicit MainLoop(provider::BigLock &bql);
    ~MainLoop();
    MainLoop(const MainLoop &) = delete;
    MainLoop &operator=(const MainLoop &) = delete;

    void start(trace::Observer &observer, LoopClient &client);
    void stop();

    /// From any thread, without the BQL.
    void kick();
    /// From any thread.
    void schedule_bottom_half();
    /// In the loop's thread, under the BQL. `deadline_ns` is an absolute CLOCK_MONOTONIC time.
    void arm_timer(int64_t deadline_ns) { timer_ns_ = deadline_ns; }
    bool timer_armed() const { return timer_ns_ != never; }

  private:
    static constexpr int64_t never = INT64_MAX;

    void run(LoopClient &client);
    void poll();
    void dispatch(LoopClient &client);
    void wake();

    provider::BigLock &bql_;
    const int eventfd_;
    std::atomic<bool> kicked_{false}, bottom_half_{false}, stopping_{false};
    int64_t timer_ns_ = never;
    std::thread thread_;
};

}  // namespace rcu_bench::workload
