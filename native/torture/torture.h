// One torture of one version: its threads, its episodes, the watchdog beside them, and what came of it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "torture/session.h"
#include "workload/watchdog.h"

namespace rcu_bench::torture {

/// Gravest last.
enum class Verdict : uint8_t { pass, interrupted, data_race_suspect, stalled, gp_violation };

struct Outcome {
    Verdict verdict = Verdict::pass;
    int64_t ran_ns = 0;
    std::map<std::string, double> counters;
    std::vector<std::string> evidence;
    /// After a stall: the last events of each thread, newest last.
    std::vector<std::string> last_events;
};

class Torture {
  public:
    explicit Torture(Config config) : session_(new Session(std::move(config))) {}
    /// A stalled session is left alone for ever: its threads hang in it.
    ~Torture();
    Torture(const Torture &) = delete;
    Torture &operator=(const Torture &) = delete;

    /// Blocks until it has ended, been stopped or stalled.
    Outcome run();

    /// From any thread, at any time.
    void request_stop() { session_->request_stop(); }
    uint64_t episodes() const { return session_->episodes(); }
    uint64_t callbacks() const { return session_->observer.accounting().totals().callbacks_run; }

    /// After run().
    const trace::Recorder &recorder() const { return session_->recorder; }

  private:
    Session *session_;
    workload::Watchdog watchdog_;
    bool stalled_ = false;
};

}  // namespace rcu_bench::torture
