// What the stages and causes of an unmap's story are called on a time line.
#pragma once

#include <string_view>

#include "trace/unmap_story.h"

namespace rcu_bench::trace {

std::string_view stage_label(Stage stage);
std::string_view cause_label(Cause cause);

/// Keys for programs: the enumerators' own names.
std::string_view stage_key(Stage stage);
std::string_view cause_key(Cause cause);

}  // namespace rcu_bench::trace
