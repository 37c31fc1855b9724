#include "load/load.h"

#include <algorithm>

#include "load/absent_load.h"
#include "load/blob_load.h"
#include "load/drain_load.h"
#include "load/mix_load.h"
#include "load/flood_load.h"
#include "load/read_side_load.h"
#include "load/synchronize_load.h"
#include "load/timedwait_load.h"

namespace rcu_bench::workload {

namespace {

template <class Own>
std::unique_ptr<Load> make(const LoadSetting &setting) {
    return std::make_unique<Own>(setting);
}

bool always(const provider::Offers &, const Config &) { return true; }

struct Known {
    std::string_view name;
    std::unique_ptr<Load> (*make)(const LoadSetting &);
    /// Whether the workload can measure anything with an RCU that has these offers.
    bool (*possible)(const provider::Offers &, const Config &) = always;
};

constexpr Known known[] = {
    {"blob-unmap", make<BlobLoad>},
    {"timedwait", make<TimedwaitLoad>, TimedwaitLoad::possible},
    {"synchronize", make<SynchronizeLoad>, SynchronizeLoad::possible},
    {"drain", make<DrainLoad>, DrainLoad::possible},
    {"read-side", make<ReadSideLoad>, ReadSideLoad::possible},
    {"flood", make<FloodLoad>},
    {"mix", make<MixLoad>},
};

const Known *find(std::string_view name) {
    for (const Known &load : known) {
        if (load.name == name) return &load;
    }
    return nullptr;
}

}  // namespace

size_t room_for_samples(const Config &config, double per_second, double most) {
    const double expected = per_second * static_cast<double>(config.duration_ns) * 1e-9;
    return static_cast<size_t>(std::min(most, 2 * expected + 1024));
}

bool is_workload(std::string_view name) { return find(name) != nullptr; }

std::unique_ptr<Load> make_load(const LoadSetting &setting) {
    const Known &load = *find(setting.config.workload);
    if (!load.possible(setting.provider.offers(), setting.config)) return make<AbsentLoad>(setting);
    return load.make(setting);
}

}  // namespace rcu_bench::workload
