// The names of the stages and causes of an unmap on a time line.
#pragma once

#include <string_view>

#include "trace/unmap_story.h"

namespace rcu_bench::trace {

std::string_view stage_label(Stage stage);
std::string_view cause_label(Cause cause);

/// Keys for programs: the names of the enumerators.
std::string_view stage_key(Stage stage);
std::string_view cause_key(Cause cause);

}  // namespace rcu_bench::trace
