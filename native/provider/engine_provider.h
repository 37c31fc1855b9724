// An engine of rcu/ as a provider.
#pragma once

#include <thread>

#include "provider/rcu_provider.h"
#include "rcu/callbacks.h"

namespace rcu_bench::provider {

template <class Engine>
class EngineProvider final : public Provider {
  public:
    EngineProvider(BigLock &bql, Build build, bool device_forces) : engine_(bql), device_forces_(device_forces) {
        engine_.gp.heavy = build.heavy;
        engine_.gp.width = build.width;
    }

    void start(trace::Observer &observer) override {
        thread_ = std::thread([this, &observer] {
            observer.attach("RCU thread", trace::ThreadRole::rcu);
            engine_.thread_main();
            trace::Observer::detach();
        });
    }

    void stop() override {
        engine_.stop();
        thread_.join();
    }

    void register_reader(Reader &reader) override { engine_.register_reader(reader); }
    void unregister_reader(Reader &reader) override { engine_.unregister_reader(reader); }
    void add_notifier(Reader &reader, ForceNotifier &notifier) override {
        engine_.gp.registry.add_notifier(reader, notifier);
    }
    void remove_notifier(Reader &reader, ForceNotifier &notifier) override {
        engine_.gp.registry.remove_notifier(reader, notifier);
    }

    void call(Callback &callback) override { engine_.call(callback); }
    void force() override { engine_.force(); }
    void drain() override { engine_.drain(); }
    void synchronize() override { engine_.synchronize(); }
    bool device_forces() const override { return device_forces_; }
    GraceState &grace_state() override { return engine_.gp; }

    EngineState engine_state() const override {
        const uint32_t word = engine_.callbacks.count.load(std::memory_order_relaxed);
        return {.pending = rcu::pending_of(word),
                .link_broken = engine_.callbacks.queue.link_broken(),
                .force_outstanding = engine_.force_outstanding(),
                .gp_counter = engine_.gp.ctr.load(std::memory_order_relaxed)};
    }

  private:
    Engine engine_;
    bool device_forces_;
    std::thread thread_;
};

}  // namespace rcu_bench::provider
