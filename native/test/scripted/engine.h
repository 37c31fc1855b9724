// A version of the catalogue on the scripted platform, picked by name: what is tested is the catalogue's composition.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "rcu/big_lock.h"
#include "rcu/callback_queue.h"
#include "rcu/grace_period.h"
#include "rcu/reader.h"
#include "scripted/platform.h"

namespace rcu_bench::scripted {

using BigLock = rcu::BigLock<Scripted>;
using CallbackNode = rcu::CallbackNode<Scripted>;
using GraceState = rcu::GraceState<Scripted>;

class Engine {
  public:
    virtual ~Engine() = default;
    virtual void thread_main() = 0;
    virtual void stop() = 0;
    virtual void call(CallbackNode &node) = 0;
    virtual void force() = 0;
    virtual void drain() = 0;
    virtual void synchronize() = 0;
    virtual GraceState &gp() = 0;
    virtual uint32_t pending() const = 0;
    virtual bool link_broken() const = 0;
    virtual bool force_outstanding() const = 0;
};

/// Throws for a name that the catalogue does not have.
std::unique_ptr<Engine> make_engine(std::string_view version, BigLock &bql);

struct CatalogueEntry {
    std::string_view name;
    bool device_forces;
};
std::vector<CatalogueEntry> catalogue();

}  // namespace rcu_bench::scripted
