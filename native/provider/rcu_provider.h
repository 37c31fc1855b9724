// An RCU as the workloads see it. The slow side (grace periods, callbacks) is behind virtual functions; the read side is
// inlined, see read_side.h.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "platform/real.h"
#include "rcu/big_lock.h"
#include "rcu/callback_queue.h"
#include "rcu/grace_period.h"
#include "trace/observer.h"

namespace rcu_bench::provider {

using LivePlatform = platform::Real<trace::LiveProbes>;
using BigLock = rcu::BigLock<LivePlatform>;
using Callback = rcu::CallbackNode<LivePlatform>;
using Reader = rcu::Reader<LivePlatform>;
using GraceState = rcu::GraceState<LivePlatform>;
using ForceNotifier = rcu::ForceNotifier;

/// What a stall dump says of an RCU's own state.
struct EngineState {
    uint32_t pending = 0;      ///< the count of callbacks
    bool link_broken = false;  ///< a callback was announced that the RCU thread cannot reach
    bool force_outstanding = false;
    uint64_t gp_counter = 0;
};

class Provider {
  public:
    virtual ~Provider() = default;

    /// Starts and ends the RCU thread; stop() returns after all callbacks queued so far have run.
    virtual void start(trace::Observer &observer) = 0;
    virtual void stop() = 0;

    virtual void register_reader(Reader &reader) = 0;
    virtual void unregister_reader(Reader &reader) = 0;
    virtual void add_notifier(Reader &reader, ForceNotifier &notifier) = 0;
    virtual void remove_notifier(Reader &reader, ForceNotifier &notifier) = 0;

    /// call_rcu: `callback.func` runs in the RCU thread under the BQL after a grace period. Any thread, never blocks.
    virtual void call(Callback &callback) = 0;
    /// force_rcu. Nothing in versions without it.
    virtual void force() = 0;
    virtual void drain() = 0;
    virtual void synchronize() = 0;

    /// Patch 5: the device forces when it unmaps a blob.
    virtual bool device_forces() const = 0;

    /// For the inlined read side.
    virtual GraceState &grace_state() = 0;
    /// May be called while the engine runs or hangs; the answer is a snapshot.
    virtual EngineState engine_state() const = 0;
};

/// Names that make_builtin() knows, oldest version first.
std::vector<std::string_view> builtin_versions();

bool is_builtin(std::string_view version);

/// How an engine is built, whatever its version.
struct Build {
    platform::HeavyBarrier heavy = platform::HeavyBarrier::fence;
    rcu::GpWidth width = rcu::GpWidth::bits64;
};

/// A built-in version, or null for an unknown name.
std::unique_ptr<Provider> make_builtin(std::string_view version, BigLock &bql, Build build);

}  // namespace rcu_bench::provider
