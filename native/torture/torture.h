// One torture of one version: its threads, its episodes, the watchdog beside them, and what came of it.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "torture/session.h"
#include "trial/watchdog.h"

namespace rcu_bench::torture {

/// Gravest last.
enum class Verdict : uint8_t { pass, interrupted, data_race_suspect, stalled, gp_violation };

struct Outcome {
    Verdict verdict = Verdict::pass;
    int64_t ran_ns = 0;
    bool abandoned = false;  ///< threads were left where they hang: the process cannot end by itself
    std::map<std::string, double> counters;
    std::vector<std::string> evidence;
    /// After a stall: the last events of each thread, newest last.
    std::vector<std::string> last_events;
    std::string refusal;  ///< why the RCU could not be started: then nothing was done
};

/// Sessions one after another until the time is used up: where one stalls, the next goes on with other luck, so that a version with
/// two faults shows both.
class Torture {
  public:
    explicit Torture(Config config);
    /// Stalled sessions are left alone for ever: their threads hang in them.
    ~Torture();
    Torture(const Torture &) = delete;
    Torture &operator=(const Torture &) = delete;

    /// Blocks until it has ended or been stopped.
    Outcome run();

    /// The longest that run() can take, for whoever watches over its process. Before run().
    int64_t longest_ns() const;

    /// From any thread, at any time.
    void request_stop();
    uint64_t callbacks() const { return current()->observer.accounting().totals().callbacks_run; }

    /// After run(): of the first session that stalled, or else of the last.
    trace::Recorder &recorder() { return shown_->recorder; }

  private:
    struct Part {
        std::unique_ptr<Session> session;
        bool stalled = false;
    };

    Session *current() const { return current_.load(std::memory_order_acquire); }
    Session &next_session(uint64_t number, int64_t duration_ns);
    bool may_have_another() const;
    void run_session(Part &part, Outcome &outcome);
    void note_stall(Session &session, Outcome &outcome);

    const Config config_;
    std::vector<Part> parts_;  // run()'s own
    std::atomic<Session *> current_{nullptr};
    std::atomic<bool> stop_requested_{false};
    Session *shown_ = nullptr;
    std::set<std::string> stalls_seen_;  ///< by what they were
};

}  // namespace rcu_bench::torture
