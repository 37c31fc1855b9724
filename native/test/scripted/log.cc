#include "scripted/log.h"

#include <algorithm>
#include <stdexcept>

#include "rcu/probe_name.h"

namespace rcu_bench::scripted {

namespace {

bool matches(const Step &step, rcu::Probe point, std::optional<uint64_t> a) {
    return step.kind == StepKind::probe && step.probe == point && (!a || step.a == *a);
}

std::string milliseconds(int64_t ns) {
    std::string text = std::to_string(ns / 1'000'000);
    if (ns % 1'000'000 != 0) text += "." + std::to_string(ns % 1'000'000 / 1000);
    return text + "ms";
}

}  // namespace

void Log::restart(int64_t origin_ns) {
    entries_.clear();
    origin_ns_ = origin_ns;
}

size_t Log::count(Probe point, std::optional<uint64_t> a) const {
    return static_cast<size_t>(
        std::ranges::count_if(entries_, [&](const Entry &entry) { return matches(entry.step, point, a); }));
}

size_t Log::place(Probe point, size_t n, std::optional<uint64_t> a) const {
    for (size_t i = 0; i < entries_.size(); ++i) {
        if (matches(entries_[i].step, point, a) && n-- == 0) return i;
    }
    throw std::runtime_error("not in the log: " + std::string(rcu::probe_name(point)) + "\n" + tail());
}

double Log::ms(Probe point, size_t n, std::optional<uint64_t> a) const {
    return static_cast<double>(nth(point, n, a).time_ns - origin_ns_) / 1e6;
}

size_t Log::count(StepKind kind) const {
    return static_cast<size_t>(
        std::ranges::count_if(entries_, [&](const Entry &entry) { return entry.step.kind == kind; }));
}

size_t Log::place(StepKind kind, size_t n) const {
    for (size_t i = 0; i < entries_.size(); ++i) {
        if (entries_[i].step.kind == kind && n-- == 0) return i;
    }
    throw std::runtime_error("no such step in the log\n" + tail());
}

std::string Log::text(const std::vector<Probe> &only) const {
    std::string text;
    for (const Entry &entry : entries_) {
        const bool wanted = only.empty() || (entry.step.kind == StepKind::probe &&
                                             std::ranges::find(only, entry.step.probe) != only.end());
        if (wanted) text += line(entry) + "\n";
    }
    return text;
}

std::string Log::tail() const {
    constexpr size_t lines = 20;
    std::string text;
    for (size_t i = entries_.size() > lines ? entries_.size() - lines : 0; i < entries_.size(); ++i) {
        text += line(entries_[i]) + "\n";
    }
    return text;
}

std::string Log::line(const Entry &entry) const {
    std::string line = milliseconds(entry.time_ns - origin_ns_) + " " + std::string(entry.thread) + ": ";
    switch (entry.step.kind) {
        case StepKind::heavy_barrier: return line + "heavy_barrier";
        case StepKind::trim: return line + "trim " + std::to_string(entry.step.a);
        case StepKind::atomic:
        case StepKind::full_fence:
        case StepKind::compiler_fence: return line + "not logged";
        case StepKind::probe: break;
    }
    line += rcu::probe_name(entry.step.probe);
    const bool deadline = entry.step.probe == Probe::futex_wait_begin && entry.step.b < INT64_MAX;
    return line + " " + value(entry.step.a) + " " +
           (deadline ? "in " + milliseconds(static_cast<int64_t>(entry.step.b) - entry.time_ns) : value(entry.step.b));
}

std::string Log::value(uint64_t value) const {
    if (value == UINT64_MAX) return "no_deadline";
    if (value == INT64_MAX) return "endless";
    if (const auto named = names_.find(value); named != names_.end()) return named->second;
    // An address that has no name. With 39 bits of them, as many kernels for AArch64 have it, they begin at 2^38.
    return value > UINT32_MAX ? "@" : std::to_string(value);
}

}  // namespace rcu_bench::scripted
