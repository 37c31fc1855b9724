#include "trace/cross_thread.h"

#include <algorithm>
#include <string>
#include <unordered_map>

#include "trace/event_kind.h"

namespace rcu_bench::trace {

using rcu::Probe;

namespace {

/// Flows bind to the slice that is open at their time: one that points at a slice's begin lies this far inside it.
constexpr int64_t inside_ns = 1;

}  // namespace

void CrossThread::write(const Recorder &recorder) {
    for (const ThreadLog &log : recorder.logs()) collect(log);
    write_flows("call_rcu", calls_, callbacks_, inside_ns);
    write_flows("resume", regions_gone_, unmaps_finished_, 0);
    write_unmap_rows();
    write_pending();
}

void CrossThread::collect(const ThreadLog &log) {
    const uint64_t written = log.written();
    for (uint64_t index = log.dropped(); index < written; ++index) {
        const Event event = log.at(index);
        const Point point{event.time_ns, event.a, log.tid};
        switch (event.kind) {
            case static_cast<uint16_t>(Probe::count_raised):
                calls_.push_back(point);
                pending_.push_back({event.time_ns, 1});
                break;
            case static_cast<uint16_t>(Probe::count_subtracted):
                pending_.push_back({event.time_ns, -static_cast<int64_t>(event.a)});
                break;
            case static_cast<uint16_t>(Probe::callback_begin): callbacks_.push_back(point); break;
            case static_cast<uint16_t>(MachineEvent::unmap_started): unmaps_started_.push_back(point); break;
            case static_cast<uint16_t>(MachineEvent::unmap_completed): regions_gone_.push_back(point); break;
            case static_cast<uint16_t>(MachineEvent::unmap_finished): unmaps_finished_.push_back(point); break;
            default: break;
        }
    }
}

/// An arrow from the latest `from` with the same key before each `to`; a node's address is used again and again.
void CrossThread::write_flows(const char *name, std::vector<Point> &from, std::vector<Point> &to,
                              int64_t to_offset_ns) {
    const auto earlier = [](const Point &a, const Point &b) { return a.time_ns < b.time_ns; };
    std::sort(from.begin(), from.end(), earlier);
    std::sort(to.begin(), to.end(), earlier);
    std::unordered_map<uint64_t, Point> open;
    size_t next = 0;
    for (const Point &target : to) {
        for (; next < from.size() && from[next].time_ns <= target.time_ns; ++next) {
            open.insert_or_assign(from[next].key, from[next]);
        }
        const auto source = open.find(target.key);
        if (source == open.end()) continue;  // its begin was overwritten in the ring
        chrome_.flow('s', {pid_, source->second.tid}, name, next_flow_, source->second.time_ns);
        chrome_.flow('f', {pid_, target.tid}, name, next_flow_++, target.time_ns + to_offset_ns);
        open.erase(source);
    }
}

/// One row a resource: from step a to step c, with step b marked in it.
void CrossThread::write_unmap_rows() {
    const auto step = [this](char phase, const Point &point) {
        const std::string name = phase == 'n' ? "region gone" : "unmap of resource " + std::to_string(point.key);
        chrome_.async(phase, {pid_, point.tid}, "unmap", name, point.key, point.time_ns);
        chrome_.end();
    };
    std::unordered_map<uint64_t, bool> begun;
    for (const Point &point : unmaps_started_) {
        begun[point.key] = true;
        step('b', point);
    }
    for (const Point &point : regions_gone_) {
        if (begun.contains(point.key)) step('n', point);
    }
    for (const Point &point : unmaps_finished_) {
        if (begun.contains(point.key)) step('e', point);
    }
}

void CrossThread::write_pending() {
    std::sort(pending_.begin(), pending_.end(), [](const Step &a, const Step &b) { return a.time_ns < b.time_ns; });
    int64_t pending = 0;
    for (const Step &step : pending_) {
        pending = std::max<int64_t>(pending + step.delta, 0);
        chrome_.counter({pid_, 0}, "callbacks pending", step.time_ns);
        chrome_.arg("value", static_cast<uint64_t>(pending)).end();
    }
}

}  // namespace rcu_bench::trace
