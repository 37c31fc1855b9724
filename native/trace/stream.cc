#include "trace/stream.h"

#include "platform/clock.h"
#include "platform/thread_name.h"

namespace rcu_bench::trace {

namespace {

constexpr int64_t drain_every_ns = 5'000'000;

}  // namespace

Stream::Stream(Recorder &recorder, const std::string &path, const RecordingTitle &title)
    : recorder_(recorder), writer_(path, title), thread_([this] { run(); }) {}

Stream::~Stream() { finish(); }

void Stream::run() {
    platform::name_this_thread("trace stream");
    platform::sleep_ns(drain_every_ns);
    recorder_.mark_clock();  // a second point: with one alone the ticks of a file that is cut soon mean nothing
    while (!stopping_.load(std::memory_order_relaxed)) {
        platform::sleep_ns(drain_every_ns);
        writer_.drain(recorder_);
        recorder_.mark_clock_if_due();
    }
}

int Stream::finish() {
    if (finished_) return error_;
    finished_ = true;
    stopping_.store(true, std::memory_order_relaxed);
    thread_.join();
    error_ = writer_.finish(recorder_);
    return error_;
}

}  // namespace rcu_bench::trace
