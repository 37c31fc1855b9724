// Readers that come at a rate: sleeping in between, which stands for the guest running or a device being idle.
#pragma once

#include <algorithm>

#include "platform/clock.h"
#include "machine/reader_thread.h"
#include "support/schedule.h"

namespace rcu_bench::workload {

class PacedReader : public ReaderThread {
  public:
    PacedReader(ReaderSetting &setting, uint64_t stream, double rate, const char *between)
        : ReaderThread(setting, stream, sample_capacity(setting.config, rate)),
          mean_gap_ns_(1e9 / rate),
          between_(between) {}

  protected:
    /// Exponential gaps from begin to begin; one that is overdue begins at once, and is not made up for.
    template <class Section>
    void run_paced(Section section) {
        int64_t next_ns = platform::monotonic_ns();
        while (!stopping()) {
            next_ns += static_cast<int64_t>(random_.exponential(mean_gap_ns_));
            next_ns = std::max(next_ns, platform::monotonic_ns());
            trace::current_thread->activity.does(between_);
            sleep_until_or_stop(next_ns, setting_.stopping);
            trace::current_thread->activity.does("is in a read-side critical section");
            section();
        }
    }

  private:
    static size_t sample_capacity(const MachineConfig &config, double rate) {
        constexpr double most = 4'000'000;  // 32 MB; what comes after is counted as dropped
        const double expected = rate * static_cast<double>(config.duration_ns) * 1e-9;
        return static_cast<size_t>(std::min(most, 1.25 * expected + 1024));
    }

    const double mean_gap_ns_;
    const char *const between_;
};

}  // namespace rcu_bench::workload
