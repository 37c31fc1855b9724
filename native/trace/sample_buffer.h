// Raw samples of one metric from one thread: preallocated, written by that thread only, read after it stopped.
#pragma once

#include <cstdint>
#include <vector>

namespace rcu_bench::trace {

class SampleBuffer {
  public:
    /// Faults the memory in now, so that the hot path never does.
    explicit SampleBuffer(size_t capacity) : samples_(capacity, 0.0) {}

    /// In ns. Over capacity it is counted as dropped.
    void push(int64_t value_ns) {
        if (size_ < samples_.size()) {
            samples_[size_++] = static_cast<double>(value_ns);
        } else {
            ++dropped_;
        }
    }

    const double *begin() const { return samples_.data(); }
    const double *end() const { return samples_.data() + size_; }
    size_t size() const { return size_; }
    uint64_t dropped() const { return dropped_; }

  private:
    std::vector<double> samples_;
    size_t size_ = 0;
    uint64_t dropped_ = 0;
};

}  // namespace rcu_bench::trace
