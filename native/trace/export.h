// From recordings to a file that Perfetto opens.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "trace/recording.h"
#include "trace/sink.h"

namespace rcu_bench::trace {

enum class TraceFormat : uint8_t { chrome, perfetto };

/// What of a recording goes out, and where it is put.
struct ExportPart {
    std::string recording;                ///< path
    int64_t from_ns = 0;                  ///< since the recording's begin
    int64_t to_ns = INT64_MAX;            ///< … exclusive
    int64_t at_ns = 0;                    ///< where from_ns comes to lie in the file
    std::string process;                  ///< renames its process; empty: as it is called
    uint32_t pid = 0;                     ///< renumbers it; 0: as it is
    std::vector<std::string> categories;  ///< empty: all
};

struct ExportResult {
    OpenError open_error = OpenError::none;
    size_t part = 0;      ///< the one that it is about
    int read_error = 0;   ///< errno
    int write_error = 0;  ///< errno
    uint32_t version = 0;
    Written written;
    uint64_t recorded = 0;  ///< events of the recordings
    uint64_t dropped = 0;
    uint64_t threads = 0;
};

ExportResult export_trace(const std::vector<ExportPart> &parts, TraceFormat format, const std::string &path);

}  // namespace rcu_bench::trace
