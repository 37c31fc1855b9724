// A recording as Chrome trace JSON, by what Perfetto's importer accepts (docs/trace-format.md).
#pragma once

#include <cstdint>
#include <string>

#include "trace/recorder.h"

namespace rcu_bench::trace {

struct ChromeSummary {
    int error = 0;        ///< errno, 0 when all is written
    uint64_t events = 0;  ///< JSON events in the file
};

/// Writes all that is left in the rings to `path`; `title` names the process. The recorder's threads have ended, or it is
/// frozen.
ChromeSummary write_chrome(const Recorder &recorder, const std::string &path, const std::string &title);

}  // namespace rcu_bench::trace
