// Writes the content of a recorder to a recording file, at once (a flight recorder) or piece by piece (a stream).
#pragma once

#include <string>
#include <vector>

#include "trace/file_out.h"
#include "trace/recorder.h"
#include "trace/recording_format.h"

namespace rcu_bench::trace {

/// What the file says about itself.
struct RecordingTitle {
    std::string process;  ///< names the process on the time line
    std::string meta;     ///< JSON
};

class RecordingWriter {
  public:
    /// Begins the file: header, meta, kinds, process.
    RecordingWriter(const std::string &path, const RecordingTitle &title);

    /// Writes threads that are new since the last call, and events and clock points since then. For a stream, this
    /// frees their space in the rings.
    void drain(Recorder &recorder);
    /// Writes a last clock point, the last losses and the end block. Returns 0, or the errno of the first failure.
    int finish(Recorder &recorder);
    int error() const { return out_.error(); }

  private:
    void block(format::BlockType type, const std::string &payload);
    void meta(std::string json);
    void kinds();
    void thread(uint32_t index, const ThreadLog &log);
    void events(uint32_t index, ThreadLog &log);
    void clock(const Recorder &recorder);

    FileOut out_;
    std::vector<uint64_t> next_;  ///< by thread: the first event that is not in the file
    std::vector<uint64_t> lost_;  ///< by thread: the losses that are in the file
    size_t clock_points_ = 0;     ///< clock points that are in the file
};

/// Writes the rings of a flight recorder as a complete file. The recorder's threads must have ended, or the recorder is
/// frozen.
int write_recording(Recorder &recorder, const std::string &path, const RecordingTitle &title);

}  // namespace rcu_bench::trace
