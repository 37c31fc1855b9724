// What the engine's scripted tests share.
#pragma once

#include <doctest/doctest.h>

#include "scripted/machine.h"

namespace rcu_bench::scripted {

using rcu::EventName;
using rcu::ForceReason;
using rcu::Probe;

inline constexpr int64_t ms = 1'000'000;  ///< in ns

constexpr uint64_t id(EventName name) { return static_cast<uint64_t>(name); }
constexpr uint64_t id(ForceReason reason) { return static_cast<uint64_t>(reason); }

/// How often the reader has been asked to leave its section.
inline int kicks(const Machine::Reader &reader) { return reader.kick.times; }

/// The reason of the nth decision to force; ~0 where there was none.
inline uint64_t reason(const Machine &m, size_t n = 0) {
    return m.log.count(Probe::force_decided) > n ? m.log.nth(Probe::force_decided, n).step.a : UINT64_MAX;
}

}  // namespace rcu_bench::scripted

// One test body for several versions that must behave alike; a failure names the version.
#define FOR_EACH_OF(variable, ...)             \
    for (const char *variable : {__VA_ARGS__}) \
        if (INFO("version ", doctest::String(variable)); true)
