// Recording files for JavaScript: their content, the latency attribution of their unmaps, and their export. See
// src/engine/binding.ts.
#pragma once

#include <napi.h>

namespace rcu_bench::addon {

/// exportTrace({parts, format, path}): a promise.
Napi::Value export_trace(const Napi::CallbackInfo &info);
/// inspectRecording(path): a promise.
Napi::Value inspect_recording(const Napi::CallbackInfo &info);
/// unmapStories(path, indexes): a promise of the latencies of all unmaps, and the full attribution of those in
/// `indexes`.
Napi::Value unmap_stories(const Napi::CallbackInfo &info);
/// summarizeRecording(path): a promise of the lengths of all slices by name.
Napi::Value summarize_recording(const Napi::CallbackInfo &info);

}  // namespace rcu_bench::addon
