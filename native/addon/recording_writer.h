// writeRecording(path, process, meta), the same for trials and tortures.
#pragma once

#include <napi.h>

#include "trace/recorder.h"

namespace rcu_bench::addon {

/// An empty path: the recording was streamed into its file already; `stream_error` is the errno of the stream, or 0.
Napi::Value write_recording(const Napi::CallbackInfo &info, trace::Recorder &recorder, int stream_error = 0);

/// Throws an Error with the property errno.
void throw_errno(Napi::Env env, int error);

}  // namespace rcu_bench::addon
