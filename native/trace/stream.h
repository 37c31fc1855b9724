// Empties a recorder's rings into a recording file during the run: hours of events in constant memory.
#pragma once

#include <atomic>
#include <string>
#include <thread>

#include "trace/recording_writer.h"

namespace rcu_bench::trace {

class Stream {
  public:
    /// The recorder discards events while a ring is full (WhenFull::discard), and must outlive the stream.
    Stream(Recorder &recorder, const std::string &path, const RecordingTitle &title);
    ~Stream();
    Stream(const Stream &) = delete;
    Stream &operator=(const Stream &) = delete;

    /// Writes the rest and completes the file; call once, when nothing is recorded any more. Returns 0, or the errno of
    /// the first failure.
    int finish();

  private:
    void run();

    Recorder &recorder_;
    RecordingWriter writer_;
    std::atomic<bool> stopping_{false};
    std::thread thread_;
    bool finished_ = false;
    int error_ = 0;
};

}  // namespace rcu_bench::trace
