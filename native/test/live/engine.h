// The catalogue's versions on the real platform, with probes that are only counted.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "live/counting_platform.h"
#include "support/engine.h"

namespace rcu_bench::live {

using Engine = test::Engine<Platform>;

std::unique_ptr<Engine> make_engine(std::string_view version, rcu::BigLock<Platform> &bql,
                                    platform::HeavyBarrier heavy);
std::vector<test::CatalogueEntry> catalogue();

}  // namespace rcu_bench::live
