// Loads whose threads call an operation of the RCU and wait for it, in a closed loop.
#pragma once

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "load/load.h"
#include "support/random.h"

namespace rcu_bench::workload {

/// One calling thread.
struct Caller {
    Caller(uint64_t seed, uint32_t number) : index(number), random(seed, 200 + number) {}

    const uint32_t index;
    Random random;
    std::thread thread;
};

class CallerLoad : public Load {
  public:
    void start(int64_t start_ns, int64_t measure_from_ns) override;
    void request_stop() override { stopping_.store(true, std::memory_order_relaxed); }
    void finish() override;
    uint64_t done() const override { return calls_.load(std::memory_order_relaxed); }
    std::string describe() const override;

  protected:
    /// @param name of each thread in traces and reports; a number follows if there are several threads
    CallerLoad(const LoadSetting &setting, uint32_t callers, std::string name);

    /// One call, which begins now, in the caller's thread. It counts if it began in the measured time.
    virtual void call(Caller &caller, int64_t begin_ns) = 0;
    /// Mean time from the end of a call to the next call, exponential; 0: no pause.
    virtual int64_t mean_gap_ns() const = 0;

    bool stopping() const { return stopping_.load(std::memory_order_relaxed); }
    const std::atomic<bool> &stop_flag() const { return stopping_; }
    bool measured(int64_t begin_ns) const { return begin_ns >= measure_from_ns_; }

    const LoadSetting setting_;

  private:
    void run(Caller &caller, int64_t start_ns);

    const std::string name_;
    std::vector<std::unique_ptr<Caller>> callers_;
    int64_t measure_from_ns_ = INT64_MAX;  // written before the threads start
    std::atomic<bool> stopping_{false};
    std::atomic<uint64_t> calls_{0};
};

/// Upper limit of the samples of a caller.
size_t caller_samples(const Config &config, double calls_per_second);

}  // namespace rcu_bench::workload
