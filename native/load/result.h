// The result of a trial as plain data.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "trace/sample_buffer.h"

namespace rcu_bench::workload {

/// The value of a counter that publishes no other data, so that relaxed order suffices.
inline uint64_t relaxed(const std::atomic<uint64_t> &counter) { return counter.load(std::memory_order_relaxed); }

enum class Status : uint8_t { pass, stalled, gp_violation, data_race_suspect, interrupted };

struct Result {
    Status status = Status::pass;
    int64_t measured_ns = 0;
    bool overloaded = false;
    bool abandoned = false;  ///< threads were left hanging: the process cannot end by itself
    std::map<std::string, std::vector<double>> samples;  ///< by metric, in the metric's unit
    std::map<std::string, double> counters;
    std::vector<std::string> report;  ///< evidence: violations, or the state of every thread at a stall

    void count(const std::string &name, uint64_t value) { counters[name] += static_cast<double>(value); }

    /// Adds the samples of a buffer. A metric without samples has no entry; several buffers of one metric are joined.
    void take(const char *metric, const trace::SampleBuffer &buffer) {
        count("dropped_samples", buffer.dropped());
        if (buffer.size() == 0) return;
        std::vector<double> &all = samples[metric];
        all.insert(all.end(), buffer.begin(), buffer.begin() + buffer.size());
    }
};

}  // namespace rcu_bench::workload
