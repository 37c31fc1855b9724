#include "addon/provider_inspection.h"

#include <string>

#include "provider/rcu_provider.h"

namespace rcu_bench::addon {

namespace {

Napi::Object offers_object(Napi::Env env, const provider::Offers &offers) {
    Napi::Object object = Napi::Object::New(env);
    object.Set("force", offers.force);
    object.Set("drain", offers.drain);
    object.Set("synchronize", offers.synchronize);
    object.Set("notifiers", offers.notifiers);
    object.Set("inlinedReads", offers.inlined_reads);
    object.Set("gracePeriods", offers.grace_periods);
    object.Set("forces", offers.forces);
    object.Set("waits", offers.waits);
    return object;
}

}  // namespace

Napi::Value inspect_provider(const Napi::CallbackInfo &info) {
    Napi::Object object = Napi::Object::New(info.Env());
    std::string error;
    const rcu_bench_provider *const table = provider::load({info[0].ToString(), info[1].ToString()}, error);
    if (table == nullptr) {
        object.Set("error", error);
        return object;
    }
    const provider::Offers offers = provider::offers_of(*table);
    object.Set("name", table->name);
    object.Set("rcuVersion", table->version);
    object.Set("interfaceVersion", table->interface_version);
    object.Set("offers", offers_object(info.Env(), offers));
    object.Set("inferred", offers.inferred);
    object.Set("forcesOnUnmap", table->forces_on_unmap != 0);
    return object;
}

}  // namespace rcu_bench::addon
