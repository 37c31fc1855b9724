// The guest's driver: pushes the scheduled commands at their times and rings the doorbell, whatever the device does.
#pragma once

#include <atomic>
#include <thread>
#include <vector>

#include "machine/control_queue.h"
#include "machine/main_loop.h"

namespace rcu_bench::workload {

class Guest {
  public:
    Guest(const std::vector<Arrival> &arrivals, ControlQueue &queue, MainLoop &loop)
        : arrivals_(arrivals), queue_(queue), loop_(loop) {}

    void start(trace::Observer &observer, int64_t start_ns, int64_t measure_from_ns);
    /// Pushes no further commands.
    void request_stop() { stopping_.store(true, std::memory_order_relaxed); }
    void join() { thread_.join(); }

    /// Commands of the measured time that were pushed more than 1 ms late: the machine was too busy for its guest.
    uint64_t late() const { return late_.load(std::memory_order_relaxed); }

  private:
    void run(int64_t start_ns, int64_t measure_from_ns);

    const std::vector<Arrival> &arrivals_;
    ControlQueue &queue_;
    MainLoop &loop_;
    std::atomic<bool> stopping_{false};
    std::atomic<uint64_t> late_{0};
    std::thread thread_;
};

}  // namespace rcu_bench::workload
