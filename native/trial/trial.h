// One trial: the machine on its controller thread, the watchdog beside it, and what came of it in plain data.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>

#include "trial/controller.h"

namespace rcu_bench::workload {

class Trial {
  public:
    explicit Trial(Config config);
    Trial(const Trial &) = delete;
    Trial &operator=(const Trial &) = delete;

    /// 0, or the errno with which the machine could not be set up.
    int error() const { return abandoned() ? 0 : controller().error(); }
    /// After run(): why its RCU could not be started; empty: it was.
    std::string refusal() const { return abandoned() ? "" : controller().refusal(); }

    /// Blocks until the trial has ended, been stopped or stalled.
    Result run();
    /// The longest that run() can take, for whoever watches over its process.
    int64_t longest_ns() const;

    /// From any thread, at any time.
    void request_stop() { controller().request_stop(); }
    Phase phase() const { return controller().phase(); }
    /// What its load has done in the measured time.
    uint64_t done() const { return controller().load().done(); }

    /// After run(): what was recorded; null where it was not traced.
    trace::Recorder *recorder() { return controller().recorder(); }
    /// … and with which errno its stream failed, if it had one.
    int stream_error() const { return stream_error_; }

    /// What its threads use, for as long as one of them does.
    std::weak_ptr<const void> left_behind() const { return shared_; }

  private:
    enum class End : uint8_t { none, finished, alarmed };

    /// What the controller's thread uses. After a stall nobody waits for it: should its RCU go on one day, the thread comes to its
    /// end with all of this in place, even if the Trial is gone, and takes it down.
    struct Shared {
        explicit Shared(Config config) : controller(std::move(config)) {}

        void ended(End how, Alarm alarm = {});
        End wait_for_end();

        Controller controller;
        std::mutex mutex;
        std::condition_variable changed;
        End end = End::none;
        Alarm alarm;
    };

    Controller &controller() const { return shared_->controller; }
    int64_t step_bound_ns() const;
    bool abandoned() const { return abandoned_; }
    std::vector<std::string> abandon();
    void mark_stall();

    const std::shared_ptr<Shared> shared_;
    bool abandoned_ = false;  // written by run() alone
    int stream_error_ = 0;
};

}  // namespace rcu_bench::workload
