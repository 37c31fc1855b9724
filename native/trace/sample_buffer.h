// Raw samples of one metric: preallocated, pushed by one thread at a time, readable at any time.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>

#include "trace/recorder.h"

namespace rcu_bench::trace {

class SampleBuffer {
  public:
    /// Faults in the memory of the first `expected` samples now, so that the hot path takes no page faults until there
    /// are more.
    explicit SampleBuffer(size_t capacity, size_t expected = std::numeric_limits<size_t>::max())
        : samples_(new double[capacity]), capacity_(capacity) {
        std::fill_n(samples_.get(), std::min(capacity, expected), 0.0);
    }

    /// Adds a sample in ns. Beyond the capacity it counts as dropped.
    void push(int64_t value_ns) { push_value(static_cast<double>(value_ns)); }

    /// Adds a sample in the metric's unit: fractions of ns, bytes, counts.
    void push_value(double value) {
        if (value > trigger_above_) [[unlikely]]
            recorder_->trigger();
        const size_t at = size_.load(std::memory_order_relaxed);
        if (at < capacity_) {
            samples_[at] = value;
            size_.store(at + 1, std::memory_order_release);  // counterpart: the acquire in size()
        } else {
            dropped_.fetch_add(1, std::memory_order_relaxed);
        }
    }

    /// From now on a sample above the limit triggers the flight recorder.
    void trigger_above(int64_t value_ns, Recorder &recorder) {
        recorder_ = &recorder;
        trigger_above_ = static_cast<double>(value_ns);
    }

    const double *begin() const { return samples_.get(); }
    size_t size() const { return size_.load(std::memory_order_acquire); }
    uint64_t dropped() const { return dropped_.load(std::memory_order_relaxed); }

  private:
    const std::unique_ptr<double[]> samples_;
    const size_t capacity_;
    double trigger_above_ = std::numeric_limits<double>::infinity();
    Recorder *recorder_ = nullptr;
    std::atomic<size_t> size_{0};
    std::atomic<uint64_t> dropped_{0};
};

}  // namespace rcu_bench::trace
