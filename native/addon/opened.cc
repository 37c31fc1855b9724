#include "addon/opened.h"

#include <cstring>
#include <string>

namespace rcu_bench::addon {

using trace::OpenError;

namespace {

const char *name_of(OpenError error) {
    switch (error) {
        case OpenError::none: return "none";
        case OpenError::system: return "system";
        case OpenError::not_a_recording: return "not-a-recording";
        case OpenError::unknown_version: return "unknown-version";
    }
    return "";
}

}  // namespace

void put_opened(Napi::Object object, const Opened &opened) {
    if (opened.error == OpenError::none) return;
    object.Set("error", name_of(opened.error));
    object.Set("errno", opened.system_error);
    object.Set("reason", std::string(strerror(opened.system_error)));
    object.Set("version", opened.version);
}

}  // namespace rcu_bench::addon
