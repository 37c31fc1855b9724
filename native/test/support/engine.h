// A version of the catalogue on platform P, picked by name, behind virtual functions: what is tested is the catalogue's own
// composition, and the tests that use it compile once and not once a version.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "rcu/versions/catalogue.h"

namespace rcu_bench::test {

template <class P>
class Engine {
  public:
    virtual ~Engine() = default;
    virtual void thread_main() = 0;
    virtual void stop() = 0;
    virtual void call(rcu::CallbackNode<P> &node) = 0;
    virtual void force() = 0;
    virtual void drain() = 0;
    virtual void synchronize() = 0;
    virtual rcu::GraceState<P> &gp() = 0;
    virtual uint32_t pending() const = 0;
    virtual bool link_broken() const = 0;
    virtual bool force_outstanding() const = 0;
};

template <class P, class Version>
class BuiltEngine final : public Engine<P> {
  public:
    BuiltEngine(rcu::BigLock<P> &bql, typename P::HeavyBarrier heavy) : version_(bql) { version_.gp.heavy = heavy; }

    void thread_main() override { version_.thread_main(); }
    void stop() override { version_.stop(); }
    void call(rcu::CallbackNode<P> &node) override { version_.call(node); }
    void force() override { version_.force(); }
    void drain() override { version_.drain(); }
    void synchronize() override { version_.synchronize(); }
    rcu::GraceState<P> &gp() override { return version_.gp; }
    uint32_t pending() const override { return version_.callbacks.pending(); }
    bool link_broken() const override { return version_.callbacks.queue.link_broken(); }
    bool force_outstanding() const override { return version_.force_outstanding(); }

  private:
    Version version_;
};

/// Null for a name that the catalogue does not have. Instantiate it in one unit a platform: it compiles every version.
template <class P>
std::unique_ptr<Engine<P>> build_engine(std::string_view version, rcu::BigLock<P> &bql,
                                        typename P::HeavyBarrier heavy) {
    std::unique_ptr<Engine<P>> made;
    rcu::for_each_version<P>([&]<class Version>(std::string_view name, bool) {
        if (name == version) made = std::make_unique<BuiltEngine<P, Version>>(bql, heavy);
    });
    return made;
}

struct CatalogueEntry {
    std::string_view name;
    bool device_forces;
};

template <class P>
std::vector<CatalogueEntry> list_catalogue() {
    std::vector<CatalogueEntry> entries;
    rcu::for_each_version<P>(
        [&]<class Version>(std::string_view name, bool device_forces) { entries.push_back({name, device_forces}); });
    return entries;
}

}  // namespace rcu_bench::test
