// One exploration or one replay: from names and texts to a complete result.
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
    std::optional<Schedule> schedule;  ///< the schedule to replay; absent: search
};

/// A finding with its shortest known schedule, and the log of that schedule up to its end.
struct Shown {
    Finding finding;
    std::vector<LogEntry> log;
};

struct Outcome {
    std::string error;             ///< not empty: nothing ran
    ScenarioError scenario_error;  ///< an error in the scenario's text: nothing ran
    std::string replay_error;      ///< why only a part of the schedule could be replayed; the log contains that part
    std::vector<std::string> threads;
    Report report;
    std::vector<Shown> shown;
    Schedule replayed;
    std::vector<LogEntry> log;  ///< of a replay
};

class Exploration {
  public:
    explicit Exploration(Request request) : request_(std::move(request)) {}

    /// Blocks until the exploration has ended or was stopped. Only one can run in a process: a second one gets an
    /// error.
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
