// One torture of one version: its threads, its episodes, the watchdog beside them, and what came of it.
#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "torture/actor.h"
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
    explicit Torture(Config config);
    /// A stalled one is left alone for ever: its threads hang in it.
    ~Torture();
    Torture(const Torture &) = delete;
    Torture &operator=(const Torture &) = delete;

    /// Blocks until it has ended, been stopped or stalled.
    Outcome run();

    /// From any thread, at any time.
    void request_stop() { stop_requested_.store(true, std::memory_order_relaxed); }
    uint64_t episodes() const { return machine_->episodes.load(std::memory_order_relaxed); }
    uint64_t callbacks() const { return machine_->observer.accounting().totals().callbacks_run; }

    /// After run().
    const trace::Recorder &recorder() const { return machine_->recorder; }

  private:
    enum class End : uint8_t { none, finished, stalled };

    /// All that its threads use.
    struct Machine {
        explicit Machine(Config wanted);

        const Config config;
        trace::Recorder recorder;
        trace::Observer observer;
        trace::Perturbation perturbation;
        provider::BigLock bql;
        std::unique_ptr<provider::Provider> rcu;
        Oracle oracle;
        Objects objects;
        Setting setting;
        std::vector<std::unique_ptr<Actor>> actors;
        std::atomic<uint64_t> episodes{0};
    };

    void control();
    void run_episode(workload::Random &random);
    /// Waits until `done()`; false: it took longer than any healthy RCU.
    template <class Done>
    bool await(Done done);
    int64_t bound_ns() const;
    void ended(End how);
    Outcome outcome(bool stalled);

    Machine *machine_;
    workload::Watchdog watchdog_;
    std::thread controller_;
    std::atomic<bool> stop_requested_{false};
    std::atomic<bool> given_up_{false};
    std::mutex mutex_;
    std::condition_variable changed_;
    End end_ = End::none;
    int64_t ran_ns_ = 0;
};

}  // namespace rcu_bench::torture
