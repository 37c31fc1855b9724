#include "scripted/engine.h"

#include <stdexcept>
#include <string>

#include "rcu/versions/catalogue.h"

namespace rcu_bench::scripted {

namespace {

template <class Version>
class Built final : public Engine {
  public:
    explicit Built(BigLock &bql) : version_(bql) { version_.gp.heavy = Scripted::HeavyBarrier::only_one; }

    void thread_main() override { version_.thread_main(); }
    void stop() override { version_.stop(); }
    void call(CallbackNode &node) override { version_.call(node); }
    void force() override { version_.force(); }
    void drain() override { version_.drain(); }
    void synchronize() override { version_.synchronize(); }
    GraceState &gp() override { return version_.gp; }
    uint32_t pending() const override { return version_.callbacks.pending(); }
    bool link_broken() const override { return version_.callbacks.queue.link_broken(); }
    bool force_outstanding() const override { return version_.force_outstanding(); }

  private:
    Version version_;
};

}  // namespace

std::unique_ptr<Engine> make_engine(std::string_view version, BigLock &bql) {
    std::unique_ptr<Engine> made;
    rcu::for_each_version<Scripted>([&]<class Version>(std::string_view name, bool) {
        if (name == version) made = std::make_unique<Built<Version>>(bql);
    });
    if (!made) throw std::runtime_error("no such version: " + std::string(version));
    return made;
}

std::vector<CatalogueEntry> catalogue() {
    std::vector<CatalogueEntry> entries;
    rcu::for_each_version<Scripted>(
        [&]<class Version>(std::string_view name, bool device_forces) { entries.push_back({name, device_forces}); });
    return entries;
}

}  // namespace rcu_bench::scripted
