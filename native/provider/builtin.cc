// The built-in versions by their names.
#include <algorithm>

#include "provider/broken.h"
#include "provider/engine_table.h"
#include "provider/engine_waits.h"
#include "rcu/versions/catalogue.h"

namespace rcu_bench::provider {

namespace {

/// All versions, then those that fail on purpose.
template <class Visit>
void for_each_builtin(Visit visit) {
    rcu::for_each_version<LivePlatform>(visit);
    visit.template operator()<Broken<LivePlatform, ForgetToWake>>("broken-stall", false);
    visit.template operator()<Broken<LivePlatform, StandStill>>("broken-recovers", false);
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

std::unique_ptr<Provider> make_builtin(std::string_view version, BigLock &bql, Build build) {
    std::unique_ptr<Provider> made;
    for_each_builtin([&]<class Engine>(std::string_view name, bool device_forces) {
        if (name == version) made = make_engine_provider<Engine>(bql, build, device_forces);
    });
    return made;
}

std::unique_ptr<Waitable> make_waitable(std::string_view version, WaitLayer layer) {
    std::unique_ptr<Waitable> made;
    for_each_builtin([&]<class Engine>(std::string_view name, bool) {
        if (name == version) made = waitable_of<typename Engine::Waits>(layer);
    });
    return made;
}

}  // namespace rcu_bench::provider
