// One exploration, or one replay, from names and texts to everything that is told about it.
#pragma once

#include <atomic>
#include <optional>
#include <string>
#include <vector>

#include "explore/log.h"
#include "explore/options.h"
#include "explore/report.h"
#include "explore/scenario_text.h"

namespace rcu_bench::explore {

struct Request {
    std::string version;
    std::string scenario_name;
    std::string scenario_text;
    Options options;
    std::optional<Schedule> schedule;  ///< to be replayed; absent: to be searched for
};

/// A finding with the shortest schedule that was found for it, and what happens in it up to its end.
struct Shown {
    Finding finding;
    std::vector<LogEntry> log;
};

struct Outcome {
    std::string error;             ///< not empty: nothing was run
    ScenarioError scenario_error;  ///< the same of the scenario's text
    std::string replay_error;      ///< the schedule fits so far only; what was run is told all the same
    std::vector<std::string> threads;
    Report report;
    std::vector<Shown> shown;
    Schedule replayed;
    std::vector<LogEntry> log;  ///< of a replay
};

class Exploration {
  public:
    explicit Exploration(Request request) : request_(std::move(request)) {}

    /// Blocks until it has ended or been stopped. One at a time in a process: a second one gets an error.
    Outcome run();

    /// From any thread, at any time.
    void request_stop() { stop_.store(true, std::memory_order_relaxed); }
    uint64_t schedules() const { return schedules_.load(std::memory_order_relaxed); }

  private:
    Outcome run_alone();

    Request request_;
    std::atomic<bool> stop_{false};
    std::atomic<uint64_t> schedules_{0};
};

}  // namespace rcu_bench::explore
