#include "explore/engine.h"

#include "rcu/versions/catalogue.h"

namespace rcu_bench::explore {

MakeEngine engine_named(std::string_view version) {
    MakeEngine found = nullptr;
    rcu::for_each_version<Explored>([&]<class Version>(std::string_view name, bool) {
        if (name == version) found = make_in_arena<Version>;
    });
    return found;
}

}  // namespace rcu_bench::explore
