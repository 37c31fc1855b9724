// A reader that stands in one section for as long as it is told to, and that nobody can kick: so that a grace period stays
// open where the machine's own readers come and go.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "provider/rcu_provider.h"
#include "trace/observer.h"

namespace rcu_bench::workload {

class SectionHolder {
  public:
    SectionHolder(provider::Provider &provider, trace::Observer &observer) : provider_(provider), observer_(observer) {}

    void start();
    /// Ends its section too.
    void stop();

    /// Returns when it is inside a section.
    void enter();
    /// It leaves at this time, or at once if that has passed. May be told again before it has left.
    void leave_at(int64_t time_ns);

  private:
    static constexpr int64_t never = INT64_MAX;

    void run();
    void hold(const provider::ReadSide &side, std::unique_lock<std::mutex> &lock);

    provider::Provider &provider_;
    trace::Observer &observer_;
    provider::Reader reader_;
    std::thread thread_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool wanted_ = false, inside_ = false, stopping_ = false;
    int64_t leave_ns_ = never;
};

}  // namespace rcu_bench::workload
