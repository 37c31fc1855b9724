// Random numbers that are equal on every machine: the standard's engine with our own distributions, because the
// standard does not define the results of its distributions.
#pragma once

#include <cmath>
#include <cstdint>
#include <random>

namespace rcu_bench::workload {

class Random {
  public:
    /// Streams of one seed are independent: use one for each thread or purpose.
    Random(uint64_t seed, uint64_t stream) : engine_(seed * 0x9e3779b97f4a7c15u + (stream + 1) * 0xbf58476d1ce4e5b9u) {}

    /// In [0, 1).
    double unit() { return static_cast<double>(engine_() >> 11) * 0x1.0p-53; }

    /// In [0, n).
    uint64_t below(uint64_t n) { return static_cast<uint64_t>(unit() * static_cast<double>(n)); }

    /// Exponential with this mean: the time to the next event of a Poisson process.
    double exponential(double mean) { return -mean * std::log1p(-unit()); }

  private:
    std::mt19937_64 engine_;
};

}  // namespace rcu_bench::workload
