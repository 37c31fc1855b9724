// The threads of a torture and everything they share. The session outlives the Torture that made it if its threads
// hang.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include "torture/actor.h"
#include "trial/watchdog.h"

namespace rcu_bench::torture {

class Session {
  public:
    enum class End : uint8_t { none, finished, stalled };

    explicit Session(Config wanted);
    Session(const Session &) = delete;
    Session &operator=(const Session &) = delete;

    void start();
    End wait_for_end();
    /// After the end: all threads have ended.
    void join() { controller_.join(); }
    /// After the end: the threads are left hanging.
    void abandon();
    /// Why the RCU could not start; empty: it started.
    const std::string &refusal() const { return refusal_; }
    /// Marks the stall in the trace.
    void mark_stall();

    /// From any thread: the RCU makes no progress (`why` is a line; empty: it does nothing at all), or the user wants
    /// an early end.
    void stall(std::string why) { ended(End::stalled, std::move(why)); }
    void request_stop() { stop_requested_.store(true, std::memory_order_relaxed); }

    /// After a stall.
    const std::string &why_stalled() const { return why_stalled_; }

    /// The session's progress, for the watchdog.
    workload::Stage stage() const { return stage_.load(std::memory_order_relaxed); }
    bool stop_requested() const { return stop_requested_.load(std::memory_order_relaxed); }
    uint64_t episodes() const { return episodes_.load(std::memory_order_relaxed); }
    /// The longest time that a healthy RCU may take between two steps: its sleeps, the longest section, and the delays.
    int64_t longest_step_ns() const;

    const Config config;
    trace::Recorder recorder;
    trace::Observer observer;
    trace::Perturbation perturbation;
    provider::BigLock bql;
    const std::unique_ptr<provider::Provider> rcu;
    Oracle oracle;
    Objects objects;
    Setting setting;

  private:
    void control();
    void start_actors();
    void run_episode(workload::Random &random);
    /// Waits until `done()`; returns false if that takes longer than any healthy RCU needs.
    template <class Done>
    bool await(Done done);
    bool given_up() const { return given_up_.load(std::memory_order_relaxed); }
    void ended(End how, std::string why = {});

    std::vector<std::unique_ptr<Actor>> actors_;
    std::thread controller_;
    std::atomic<uint64_t> episodes_{0};
    std::atomic<bool> stop_requested_{false}, given_up_{false};
    std::atomic<workload::Stage> stage_{workload::Stage::begins};
    std::mutex mutex_;
    std::condition_variable changed_;
    End end_ = End::none;
    std::string refusal_, why_stalled_;
};

}  // namespace rcu_bench::torture
