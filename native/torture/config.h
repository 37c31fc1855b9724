// What one torture of one version does.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "provider/rcu_provider.h"

namespace rcu_bench::torture {

/// A delay that the user has asked for, in force all the time.
struct Delay {
    rcu::Probe point;
    int64_t delay_ns;
    double probability;
};

/// Makes the RCU that is tortured.
using MakeProvider = std::unique_ptr<provider::Provider> (*)(provider::BigLock &, provider::Build);

struct Config {
    std::string version;
    std::string provider_file{};  ///< of a provider's library; empty: the version is known by its name
    MakeProvider make = nullptr;  ///< null: the version
    provider::Build build{};
    platform::WaitBackend wait = platform::WaitBackend::futex;
    uint64_t seed = 0;
    int64_t duration_ns = 0;
    uint32_t readers = 0;
    uint32_t writers = 0;
    bool draw_delays = false;  ///< other points and delays in every episode, by the seed
    std::vector<Delay> delays;
    size_t trace_events = 0;  ///< ring capacity of a thread
};

}  // namespace rcu_bench::torture
