#include "live/engine.h"

namespace rcu_bench::live {

std::unique_ptr<Engine> make_engine(std::string_view version, rcu::BigLock<Platform> &bql,
                                    platform::HeavyBarrier heavy) {
    return test::build_engine<Platform>(version, bql, heavy);
}

std::vector<test::CatalogueEntry> catalogue() { return test::list_catalogue<Platform>(); }

}  // namespace rcu_bench::live
