// One trial: the controller in its own thread, the watchdog, and the result.
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

    /// 0, or the errno of a failed set-up of the machine.
    int error() const { return abandoned() ? 0 : controller().error(); }
    /// After run(): why the RCU could not start; empty: it started.
    std::string refusal() const { return abandoned() ? "" : controller().refusal(); }

    /// Blocks until the trial has ended, was stopped or has stalled.
    Result run();
    /// An upper bound for the duration of run(), for the process that supervises the trial.
    int64_t longest_ns() const;

    /// From any thread, at any time.
    void request_stop() { controller().request_stop(); }
    Phase phase() const { return controller().phase(); }
    /// What the load has completed in the measured time.
    uint64_t done() const { return controller().load().done(); }

    /// After run(): the recording; null: the trial was not traced.
    trace::Recorder *recorder() { return controller().recorder(); }
    /// After run(): the errno with which the stream failed, or 0.
    int stream_error() const { return stream_error_; }

    /// Expires when no thread of the trial uses shared data any more.
    std::weak_ptr<const void> left_behind() const { return shared_; }

  private:
    enum class End : uint8_t { none, finished, alarmed };

    /// Data that the controller's thread uses. After a stall nobody joins that thread. If its RCU continues later, the
    /// thread finishes with this data still alive, even if the Trial is gone, and then releases it.
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
    bool abandoned_ = false;  // written only by run()
    int stream_error_ = 0;
};

}  // namespace rcu_bench::workload
