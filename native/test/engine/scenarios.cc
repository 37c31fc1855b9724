#include "engine/scenarios.h"

#include <sstream>

namespace rcu_bench::scripted {

namespace {

using rcu::Probe;

/// Longer than any version needs to collect, poll, force and clean up.
constexpr double settled_ms = 300;

/// R is in a section, Q is not; a log that is to be compared begins here.
struct Readers {
    explicit Readers(Machine &m) : r(m.reader("R")), q(m.reader("Q")) { m.enter(r); }
    Machine::Reader &r;
    Machine::Reader &q;
};

void leave_after(Machine &m, Machine::Reader &r, double ms) {
    m.pass(ms);
    m.leave(r);
    m.pass(settled_ms);
}

void quiet(Machine &m) {
    m.reader("Q");
    m.call("A");
    m.pass(settled_ms);
}

void short_section(Machine &m) {
    Readers readers(m);
    m.call("A");
    leave_after(m, readers.r, 23);
}

void long_section(Machine &m) {
    Readers readers(m);
    m.call("A");
    leave_after(m, readers.r, 77);
}

void thirty_callbacks(Machine &m) {
    Readers readers(m);
    m.calls(30);
    leave_after(m, readers.r, 3);
}

void drain_when_idle(Machine &m) {
    Readers readers(m);
    m.drain();
    leave_after(m, readers.r, 3);
}

void drain_during_wait(Machine &m) {
    Readers readers(m);
    m.call("A");
    m.pass(3);
    m.drain();
    leave_after(m, readers.r, 2);
}

void request_before_fetch(Machine &m) {
    Readers readers(m);
    m.call("A");
    m.force();
    leave_after(m, readers.r, 3);
}

void request_during_wait(Machine &m) {
    Readers readers(m);
    m.call("A");
    m.pass(3);
    m.force();
    leave_after(m, readers.r, 2);
}

void synchronize(Machine &m) {
    Readers readers(m);
    m.synchronize();
    leave_after(m, readers.r, 5);
}

void delayed_wake_up(Machine &m) {
    auto &r = m.reader("R");
    auto &b = m.callback("B");
    m.call("A");
    m.run_rcu_thread_over_sleeps_until(Probe::batch_end);
    m.enter(r);
    Thread &delayed = m.caller("delayed", b);
    m.run_until(delayed, Probe::count_raised);
    m.resume(m.rcu_thread);
    m.pass(2);
    m.resume(delayed);
    leave_after(m, r, 3);
}

void broken_link(Machine &m) {
    auto &a = m.callback("A");
    Thread &thread_a = m.caller("A", a);
    m.run_until(thread_a, Probe::enqueue_swapped);
    m.call("B");
    m.pass(settled_ms);
    m.call("C");
    m.pass(settled_ms);
    m.resume(thread_a);
    m.pass(settled_ms);
}

/// The log without what the waits were asked for: both arguments of futex and event waits' begins.
std::string masked(const std::string &text) {
    std::istringstream lines(text);
    std::string out;
    for (std::string line; std::getline(lines, line);) {
        const size_t wait = line.find("_wait_begin ");
        out += line.substr(0, wait == std::string::npos ? line.size() : wait) + "\n";
    }
    return out;
}

}  // namespace

const std::vector<Scenario> &scenarios() {
    static const std::vector<Scenario> all{
        {"quiet", quiet},
        {"short section", short_section},
        {"long section", long_section},
        {"30 callbacks", thirty_callbacks},
        {"drain when idle", drain_when_idle},
        {"drain during wait", drain_during_wait},
        {"request before fetch", request_before_fetch},
        {"request during wait", request_during_wait},
        {"synchronize", synchronize},
        {"delayed wake-up", delayed_wake_up},
        {"broken link", broken_link},
    };
    return all;
}

std::string log_of(std::string_view version, const Scenario &scenario, View view, Kernel kernel) {
    Machine m(version, {.kernel = kernel});
    scenario.play(m);
    switch (view) {
        case View::full: break;
        case View::waits_masked: return masked(m.log.text());
        case View::outcome:
            return m.log.text({Probe::gp_begin, Probe::gp_end, Probe::force_decided, Probe::force_notify,
                               Probe::callback_begin, Probe::drain_end, Probe::synchronize_end});
    }
    const int64_t wakes = m.rcu_thread.wakes_at_ns();
    return m.log.text() + "RCU thread wakes " +
           (wakes == never ? "never" : "in " + std::to_string(wakes - m.world.now_ns()) + " ns") + "\n";
}

std::string differences(std::string_view older, std::string_view newer, View view, Kernel kernel) {
    std::string names;
    for (const Scenario &scenario : scenarios()) {
        if (log_of(older, scenario, view, kernel) == log_of(newer, scenario, view, kernel)) continue;
        names += (names.empty() ? "" : ", ") + scenario.name;
    }
    return names;
}

std::string all_scenarios() { return all_scenarios_but(""); }

std::string all_scenarios_but(std::string_view name) {
    std::string names;
    for (const Scenario &scenario : scenarios()) {
        if (scenario.name != name) names += (names.empty() ? "" : ", ") + scenario.name;
    }
    return names;
}

}  // namespace rcu_bench::scripted
