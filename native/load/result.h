// What came of a trial, in plain data.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "trace/sample_buffer.h"

namespace rcu_bench::workload {

/// The value of a counter that only counts: nothing else is published by it, so that no order is needed.
inline uint64_t relaxed(const std::atomic<uint64_t> &counter) { return counter.load(std::memory_order_relaxed); }

enum class Status : uint8_t { pass, stalled, gp_violation, data_race_suspect, interrupted };

struct Result {
    Status status = Status::pass;
    int64_t measured_ns = 0;
    bool overloaded = false;
    bool abandoned = false;  ///< threads of its were left where they hang: the process cannot end by itself
    std::map<std::string, std::vector<double>> samples;  ///< by metric, in its unit
    std::map<std::string, double> counters;
    std::vector<std::string> report;  ///< evidence: violations, or every thread's state at a stall

    void count(const std::string &name, uint64_t value) { counters[name] += static_cast<double>(value); }

    /// A metric of which nothing came has no entry. Several buffers of one metric are joined.
    void take(const char *metric, const trace::SampleBuffer &buffer) {
        count("dropped_samples", buffer.dropped());
        if (buffer.size() == 0) return;
        std::vector<double> &all = samples[metric];
        all.insert(all.end(), buffer.begin(), buffer.begin() + buffer.size());
    }
};

}  // namespace rcu_bench::workload
