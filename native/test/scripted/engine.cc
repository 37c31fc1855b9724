#include "scripted/engine.h"

#include <stdexcept>
#include <string>

namespace rcu_bench::scripted {

std::unique_ptr<Engine> make_engine(std::string_view version, BigLock &bql) {
    auto made = test::build_engine<Scripted>(version, bql, Scripted::HeavyBarrier::only_one);
    if (!made) throw std::runtime_error("no such version: " + std::string(version));
    return made;
}

std::vector<CatalogueEntry> catalogue() { return test::list_catalogue<Scripted>(); }

}  // namespace rcu_bench::scripted
