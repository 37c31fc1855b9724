// The configuration of a torture of one version.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "provider/rcu_provider.h"

namespace rcu_bench::torture {

/// A delay that the user has asked for; active all the time.
struct Delay {
    rcu::Probe point;
    int64_t delay_ns;
    double probability;
};

/// Creates the RCU to torture.
using MakeProvider = std::unique_ptr<provider::Provider> (*)(provider::BigLock &, provider::Build);

struct Config {
    std::string version;
    std::string provider_file{};  ///< the library of a provider; empty: the version is known by its name
    MakeProvider make = nullptr;  ///< null: the RCU of `version`
    provider::Build build{};
    platform::WaitBackend wait = platform::WaitBackend::futex;
    uint64_t seed = 0;
    int64_t duration_ns = 0;
    uint32_t readers = 0;
    uint32_t writers = 0;
    bool draw_delays = false;  ///< draws other points and delays for every episode from the seed
    std::vector<Delay> delays;
    size_t trace_events = 0;  ///< ring capacity of a thread
};

}  // namespace rcu_bench::torture
