// What a scripted thread does that a script can stop it at.
#pragma once

#include <cstdint>
#include <functional>

#include "rcu/probe.h"

namespace rcu_bench::scripted {

enum class StepKind : uint8_t { probe, heavy_barrier, trim, atomic, full_fence, compiler_fence };
enum class AtomicOp : uint8_t { load, store, exchange, fetch_modify, compare_exchange };

/// A probe, a barrier and a trim are reported as they happen and go into the log; an atomic operation is reported just before
/// it and a fence at its place, for a script to stop there, and neither is logged.
struct Step {
    StepKind kind;
    rcu::Probe probe = rcu::Probe::count_;
    uint64_t a = 0, b = 0;
    AtomicOp op = AtomicOp::load;
    uint64_t size = 0;  ///< of the atomic, in bytes
};

using Until = std::function<bool(const Step &)>;

inline Until at_probe(rcu::Probe point) {
    return [point](const Step &step) { return step.kind == StepKind::probe && step.probe == point; };
}
inline Until at_probe(rcu::Probe point, uint64_t a) {
    return [point, a](const Step &step) { return step.kind == StepKind::probe && step.probe == point && step.a == a; };
}
inline Until at_heavy_barrier() {
    return [](const Step &step) { return step.kind == StepKind::heavy_barrier; };
}
inline Until at_fence(StepKind kind) {
    return [kind](const Step &step) { return step.kind == kind; };
}
inline Until before_atomic(AtomicOp op, uint64_t size) {
    return [op, size](const Step &step) { return step.kind == StepKind::atomic && step.op == op && step.size == size; };
}

}  // namespace rcu_bench::scripted
