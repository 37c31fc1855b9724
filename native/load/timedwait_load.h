// timedwait: a thread that waits for a futex or an event of the version under test, with and without deadlines. Patches
// 1 and 2 change these waits.
#pragma once

#include <atomic>
#include <memory>
#include <thread>

#include "load/load.h"
#include "load/wait_rounds.h"

namespace rcu_bench::workload {

/// Sets the timer slack of the calling thread: how late the kernel may end its sleeps. False: the kernel refuses.
bool set_timer_slack(int64_t ns);

class TimedwaitLoad final : public Load {
  public:
    explicit TimedwaitLoad(const LoadSetting &setting);
    /// The interface of providers has no such waits.
    static bool possible(const provider::Offers &offers, const Config &) { return offers.built_in; }

    void start(int64_t start_ns, int64_t measure_from_ns) override;
    void request_stop() override { stopping_.store(true, std::memory_order_relaxed); }
    void finish() override;
    void for_each_buffer(std::string_view metric, const std::function<void(trace::SampleBuffer &)> &visit) override;
    void collect(Result &result) const override;
    uint64_t done() const override { return measured_.waits.load(std::memory_order_relaxed); }
    std::string describe() const override;

  private:
    void run(int64_t start_ns, int64_t measure_from_ns);

    const LoadSetting setting_;
    const int64_t set_after_ns_, slack_ns_;
    const std::unique_ptr<provider::Waitable> waitable_;
    const bool exists_;  ///< whether this host has the object to wait for
    WaitFigures measured_, unmeasured_;
    Setter setter_;
    Rescuer rescuer_;
    WaitRounds rounds_;
    Random random_;
    std::atomic<bool> stopping_{false};
    std::thread waiter_;
};

}  // namespace rcu_bench::workload
