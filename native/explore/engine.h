// The catalogue's versions on the explored platform.
#pragma once

#include <new>
#include <string_view>

#include "explore/platform.h"
#include "rcu/big_lock.h"
#include "rcu/callback_queue.h"
#include "rcu/grace_period.h"

namespace rcu_bench::explore {

using BigLock = rcu::BigLock<Explored>;
using CallbackNode = rcu::CallbackNode<Explored>;
using Reader = rcu::Reader<Explored>;

/// Allocated in the arena and never destroyed.
class Engine {
  public:
    virtual void thread_main() = 0;
    virtual void call(CallbackNode &node) = 0;
    virtual void force() = 0;
    virtual void drain() = 0;
    virtual void synchronize() = 0;
    virtual rcu::GraceState<Explored> &gp() = 0;

  protected:
    ~Engine() = default;
};

template <class Version>
class BuiltEngine final : public Engine {
  public:
    explicit BuiltEngine(BigLock &bql) : version_(bql) {}

    void thread_main() override { version_.thread_main(); }
    void call(CallbackNode &node) override { version_.call(node); }
    void force() override { version_.force(); }
    void drain() override { version_.drain(); }
    void synchronize() override { version_.synchronize(); }
    rcu::GraceState<Explored> &gp() override { return version_.gp; }

  private:
    Version version_;
};

using MakeEngine = Engine *(*)(BigLock &bql);

template <class Version>
Engine *make_in_arena(BigLock &bql) {
    using Built = BuiltEngine<Version>;
    return new (allocate(sizeof(Built), alignof(Built))) Built(bql);
}

/// Null for a name that is not in the catalogue.
MakeEngine engine_named(std::string_view version);

}  // namespace rcu_bench::explore
