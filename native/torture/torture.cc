#include "torture/torture.h"

#include <algorithm>

#include "torture/stall_dump.h"

namespace rcu_bench::torture {

namespace {

void count_findings(const Oracle &oracle, Outcome &outcome) {
    for (uint32_t age = 0; age <= Oracle::oldest; ++age) {
        outcome.counters["age_" + std::to_string(age)] = static_cast<double>(oracle.age_count(age));
    }
    for (size_t i = 0; i < static_cast<size_t>(Finding::count_); ++i) {
        const auto finding = static_cast<Finding>(i);
        outcome.counters[name_of(finding)] = static_cast<double>(oracle.found(finding));
        if (oracle.found(finding) == 0) continue;
        const Verdict own = finding == Finding::ghost_reader ? Verdict::data_race_suspect : Verdict::gp_violation;
        outcome.verdict = std::max(outcome.verdict, own);
    }
    outcome.evidence = oracle.evidence();
}

void count_work(Session &session, Outcome &outcome) {
    const trace::Totals totals = session.observer.accounting().totals();
    const auto put = [&outcome](const char *name, uint64_t value) {
        outcome.counters[name] = static_cast<double>(value);
    };
    put("episodes", session.episodes());
    put("sections", session.setting.sections.load(std::memory_order_relaxed));
    put("calls", session.setting.calls.load(std::memory_order_relaxed));
    put("synchronizes", session.setting.synchronizes.load(std::memory_order_relaxed));
    put("registrations", session.setting.registrations.load(std::memory_order_relaxed));
    put("callbacks", totals.callbacks_run);
    put("grace_periods", totals.grace_periods);
    put("forced", totals.forced);
    put("forced_spurious", totals.forced_spurious);
    put("forced_by_request", totals.forced_by[static_cast<size_t>(rcu::ForceReason::requested)]);
    put("force_requests", totals.force_requests);
    put("drains", totals.drains);
    put("broken_links", totals.broken_links);
}

void describe_stall(Session &session, Outcome &outcome) {
    outcome.verdict = std::max(outcome.verdict, Verdict::stalled);
    const std::vector<std::string> state = describe_state(*session.rcu, session.observer);
    outcome.evidence.insert(outcome.evidence.end(), state.begin(), state.end());
    outcome.last_events = last_events(session.recorder);
}

}  // namespace

Torture::~Torture() {
    if (!stalled_) delete session_;
}

Outcome Torture::run() {
    const int64_t begin_ns = platform::monotonic_ns();
    watchdog_.start(session_->observer.accounting(), session_->longest_step_ns(), [this] { session_->stall(); });
    session_->start();
    stalled_ = session_->wait_for_end() == Session::End::stalled;
    Outcome outcome;
    outcome.ran_ns = platform::monotonic_ns() - begin_ns;
    count_findings(session_->oracle, outcome);
    count_work(*session_, outcome);
    if (stalled_) describe_stall(*session_, outcome);
    if (session_->stop_requested()) outcome.verdict = std::max(outcome.verdict, Verdict::interrupted);
    if (stalled_) {
        session_->abandon();
    } else {
        session_->join();
    }
    watchdog_.stop();
    return outcome;
}

}  // namespace rcu_bench::torture
