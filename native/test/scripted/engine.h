// The catalogue's versions on the scripted platform.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "scripted/platform.h"
#include "support/engine.h"

namespace rcu_bench::scripted {

using BigLock = rcu::BigLock<Scripted>;
using CallbackNode = rcu::CallbackNode<Scripted>;
using GraceState = rcu::GraceState<Scripted>;
using Engine = test::Engine<Scripted>;
using test::CatalogueEntry;

/// Throws for a name that the catalogue does not have.
std::unique_ptr<Engine> make_engine(std::string_view version, BigLock &bql);
std::vector<CatalogueEntry> catalogue();

}  // namespace rcu_bench::scripted
