// One trial: the machine on its controller thread, the watchdog beside it, and what came of it in plain data.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>

#include "workload/machine.h"

namespace rcu_bench::workload {

class Trial {
  public:
    explicit Trial(Config config);
    /// A stalled trial's machine is left alone for ever: its threads hang in it.
    ~Trial();
    Trial(const Trial &) = delete;
    Trial &operator=(const Trial &) = delete;

    /// 0, or the errno with which the machine could not be set up.
    int error() const { return machine_->error(); }
    /// After run(): why its RCU could not be started; empty: it was.
    const std::string &refusal() const { return machine_->refusal(); }

    /// Blocks until the trial has ended, been stopped or stalled.
    Result run();

    /// From any thread, at any time.
    void request_stop() { machine_->request_stop(); }
    Phase phase() const { return machine_->phase(); }
    /// What its load has done in the measured time.
    uint64_t done() const { return machine_->load().done(); }

    /// After run(): what was recorded; null where it was not traced.
    trace::Recorder *recorder() { return machine_->recorder(); }
    /// … and with which errno its stream failed, if it had one.
    int stream_error() const { return stream_error_; }

  private:
    enum class End : uint8_t { none, finished, stalled };

    End wait_for_end();
    void mark_stall();
    void ended(End how);

    Machine *machine_;
    Watchdog watchdog_;
    std::thread controller_;
    std::mutex mutex_;
    std::condition_variable changed_;
    End end_ = End::none;
    int stream_error_ = 0;
};

}  // namespace rcu_bench::workload
