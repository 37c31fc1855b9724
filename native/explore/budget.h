// When a search must stop. Reads the clock only now and then.
#pragma once

#include <chrono>
#include <cstdint>

#include "explore/options.h"
#include "explore/report.h"

namespace rcu_bench::explore {

class Budget {
  public:
    explicit Budget(const Options &options) : options_(options) {}

    /// Called once per execution. Returns true if the search must stop; the report says why.
    bool used_up(Report &report) {
        if (report.schedules >= options_.most_schedules) return end(report, Ended::budget);
        if (++asked_ % executions_between_looks != 0) return false;
        if (options_.progress != nullptr) options_.progress->store(report.schedules, std::memory_order_relaxed);
        if (options_.stop != nullptr && options_.stop->load(std::memory_order_relaxed))
            return end(report, Ended::stopped);
        return elapsed_ns() >= options_.budget_ns && end(report, Ended::budget);
    }

    int64_t elapsed_ns() const {
        return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now() - began_).count();
    }

  private:
    static constexpr uint64_t executions_between_looks = 64;

    static bool end(Report &report, Ended why) {
        report.ended = why;
        return true;
    }

    const Options &options_;
    const std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
    uint64_t asked_ = 0;
};

}  // namespace rcu_bench::explore
