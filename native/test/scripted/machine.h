// One version with its RCU thread, readers and callbacks, under a script.
#pragma once

#include <cmath>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "rcu/read_side.h"
#include "scripted/engine.h"
#include "scripted/world.h"

namespace rcu_bench::scripted {

struct Options {
    Kernel kernel = Kernel::linux64;
    rcu::GpWidth width = rcu::GpWidth::bits64;
    /// False: the RCU thread has not done a single step yet.
    bool started = true;
};

class Machine {
    using Side = rcu::ReadSide<Scripted, rcu::ReadBarrier::full, rcu::ReadProbes::on>;

  public:
    using Probe = rcu::Probe;

    struct Callback : CallbackNode {
        std::string name;
        int runs = 0;
        int64_t ran_at_ns = 0;
        bool bql_was_held = false;
        std::function<void()> and_then;  ///< more to do in the RCU thread, e.g. a chained call_rcu
        Machine *machine = nullptr;
        uint64_t id() const { return reinterpret_cast<uintptr_t>(static_cast<const CallbackNode *>(this)); }
    };
    struct Kick : rcu::ForceNotifier {
        int times = 0;
    };
    struct Reader : rcu::Reader<Scripted> {
        Kick kick;
        uint64_t id() const { return reinterpret_cast<uintptr_t>(static_cast<const rcu::Reader<Scripted> *>(this)); }
    };

    /// The RCU thread is idle, the log empty, and its time 0 is now.
    explicit Machine(std::string_view version, Options options = {});
    ~Machine();

    const std::string version;
    World world;
    BigLock bql;
    std::unique_ptr<Engine> engine;
    Thread &rcu_thread;
    Log &log = world.log;

    /// A registered reader with a force notifier.
    Reader &reader(const std::string &name);
    /// A reader that is not on the registry.
    Reader &unregistered(const std::string &name);
    void enter(Reader &reader);
    void leave(Reader &reader);

    Callback &callback(const std::string &name);
    /// A new callback of that name, queued by a thread "producer" which runs to its end at once.
    Callback &call(const std::string &name);
    void calls(int n);
    /// A thread that will queue it; it has not run yet.
    Thread &caller(const std::string &thread, Callback &callback);
    void force();
    /// Starts such a call in a thread of that name, which runs until it blocks.
    Thread &drain(const std::string &thread = "drainer");
    Thread &synchronize(const std::string &thread = "synchronizer");
    /// A thread that takes the BQL and sleeps with it for so long.
    Thread &hold_bql(double ms);

    bool bql_free() const { return bql.owner() == 0; }
    /// Whether some thread sits on the registry's lock right now.
    bool registry_locked();

    void settle() { world.settle(); }
    void pass(double ms) { world.pass(std::llround(ms * 1e6)); }
    double now_ms() const { return static_cast<double>(world.now_ns() - origin_ns_) / 1e6; }
    /// As at the construction: the log begins anew and time 0 is now.
    void restart_log();
    void run_until(Thread &thread, Probe point) { world.run_until(thread, point); }
    void run_until(Thread &thread, Probe point, uint64_t a) { world.run_until(thread, point, a); }
    void run_until(Thread &thread, const Until &until) { world.run_until(thread, until); }
    void resume(Thread &thread) { world.resume(thread); }
    /// Stops the RCU thread at that probe; on the way the clock jumps over its sleeps.
    void run_rcu_thread_over_sleeps_until(Probe point);

  private:
    std::deque<Callback> callbacks_;
    std::deque<Reader> readers_;
    int64_t origin_ns_ = 0;
};

}  // namespace rcu_bench::scripted
