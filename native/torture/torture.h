// A torture of one version: its threads, its episodes, the watchdog, and the result.
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

/// In order of severity, the worst last.
enum class Verdict : uint8_t { pass, interrupted, data_race_suspect, stalled, gp_violation };

struct Outcome {
    Verdict verdict = Verdict::pass;
    int64_t ran_ns = 0;
    bool abandoned = false;  ///< threads were left hanging: the process cannot end by itself
    std::map<std::string, double> counters;
    std::vector<std::string> evidence;
    /// After a stall: the last events of each thread, the newest last.
    std::vector<std::string> last_events;
    std::string refusal;  ///< why the RCU could not start, in which case nothing ran
};

/// Runs one session after another until the time is used up. If a session stalls, the next session continues with other
/// random numbers, so that a version with two faults shows both.
class Torture {
  public:
    explicit Torture(Config config);
    /// Stalled sessions are kept forever: their threads hang in them.
    ~Torture();
    Torture(const Torture &) = delete;
    Torture &operator=(const Torture &) = delete;

    /// Blocks until the torture has ended or was stopped.
    Outcome run();

    /// An upper bound for the duration of run(), for the process that supervises it. Call before run().
    int64_t longest_ns() const;

    /// From any thread, at any time.
    void request_stop();
    uint64_t callbacks() const { return current()->observer.accounting().totals().callbacks_run; }

    /// After run(): the recording of the first session that stalled, or else of the last session.
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
    std::vector<Part> parts_;  // used by run() only
    std::atomic<Session *> current_{nullptr};
    std::atomic<bool> stop_requested_{false};
    Session *shown_ = nullptr;
    std::set<std::string> stalls_seen_;  ///< by StallDump::kind
};

}  // namespace rcu_bench::torture
