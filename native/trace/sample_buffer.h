// Raw samples of one metric: preallocated, pushed by one thread at a time, readable at any time.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>

#include "trace/recorder.h"

namespace rcu_bench::trace {

class SampleBuffer {
  public:
    /// Faults the memory in now, so that the hot path never does.
    explicit SampleBuffer(size_t capacity) : samples_(new double[capacity]()), capacity_(capacity) {}

    /// In ns. Over capacity it is counted as dropped.
    void push(int64_t value_ns) {
        if (value_ns > trigger_above_ns_) [[unlikely]]
            recorder_->trigger();
        keep(static_cast<double>(value_ns));
    }

    /// The mean of many, whose fractions of a ns count. It triggers nothing.
    void push_mean(double value_ns) { keep(value_ns); }

    /// From now on a longer sample than this triggers the flight recorder.
    void trigger_above(int64_t value_ns, Recorder &recorder) {
        recorder_ = &recorder;
        trigger_above_ns_ = value_ns;
    }

    const double *begin() const { return samples_.get(); }
    size_t size() const { return size_.load(std::memory_order_acquire); }
    uint64_t dropped() const { return dropped_.load(std::memory_order_relaxed); }

  private:
    void keep(double value_ns) {
        const size_t at = size_.load(std::memory_order_relaxed);
        if (at < capacity_) {
            samples_[at] = value_ns;
            size_.store(at + 1, std::memory_order_release);  // counterpart: the acquire in size()
        } else {
            dropped_.fetch_add(1, std::memory_order_relaxed);
        }
    }

    const std::unique_ptr<double[]> samples_;
    const size_t capacity_;
    int64_t trigger_above_ns_ = INT64_MAX;
    Recorder *recorder_ = nullptr;
    std::atomic<size_t> size_{0};
    std::atomic<uint64_t> dropped_{0};
};

}  // namespace rcu_bench::trace
