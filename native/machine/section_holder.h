// A reader that holds one section open until it is told to leave, and that no force notifier can kick. It keeps a grace
// period open independently of the machine's other readers.
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
    /// Ends the section, too.
    void stop();

    /// Returns when the reader is in a section.
    void enter();
    /// The reader leaves at this time, or at once if the time has passed. A later call replaces the time until the
    /// reader has left.
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
