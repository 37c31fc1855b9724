// The built-in versions as providers.
#include <algorithm>
#include <thread>

#include "provider/broken.h"
#include "provider/provider.h"
#include "rcu/versions/catalogue.h"

namespace rcu_bench::provider {

namespace {

template <class Engine>
class Builtin final : public Provider {
  public:
    Builtin(BigLock &bql, platform::HeavyBarrier heavy, bool device_forces)
        : engine_(bql), device_forces_(device_forces) {
        engine_.gp.heavy = heavy;
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

}  // namespace

namespace {

/// All versions, then those that fail on purpose.
template <class Visit>
void for_each_builtin(Visit visit) {
    rcu::for_each_version<LivePlatform>(visit);
    visit.template operator()<Broken<LivePlatform, ForgetToWake>>("broken-stall", false);
    visit.template operator()<Broken<LivePlatform, Crash>>("broken-crash", false);
}

}  // namespace

std::vector<std::string_view> builtin_versions() {
    std::vector<std::string_view> names;
    for_each_builtin([&]<class Engine>(std::string_view name, bool) { names.push_back(name); });
    return names;
}

bool is_builtin(std::string_view version) {
    const std::vector<std::string_view> names = builtin_versions();
    return std::find(names.begin(), names.end(), version) != names.end();
}

std::unique_ptr<Provider> make_builtin(std::string_view version, BigLock &bql, platform::HeavyBarrier heavy) {
    std::unique_ptr<Provider> made;
    for_each_builtin([&]<class Engine>(std::string_view name, bool device_forces) {
        if (name == version) made = std::make_unique<Builtin<Engine>>(bql, heavy, device_forces);
    });
    return made;
}

}  // namespace rcu_bench::provider
