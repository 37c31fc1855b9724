#include "torture/torture.h"

#include <algorithm>
#include <utility>

#include "torture/stall_dump.h"

namespace rcu_bench::torture {

namespace {

/// Each stalled session leaves its threads and its memory behind.
constexpr size_t most_sessions = 16;

void add(Outcome &outcome, const std::string &name, uint64_t value) {
    outcome.counters[name] += static_cast<double>(value);
}

void count_findings(const Oracle &oracle, Outcome &outcome) {
    for (uint32_t age = 0; age <= Oracle::oldest; ++age)
        add(outcome, "age_" + std::to_string(age), oracle.age_count(age));
    for (size_t i = 0; i < static_cast<size_t>(Finding::count_); ++i) {
        const auto finding = static_cast<Finding>(i);
        add(outcome, name_of(finding), oracle.found(finding));
        if (oracle.found(finding) == 0) continue;
        const Verdict own = finding == Finding::ghost_reader ? Verdict::data_race_suspect : Verdict::gp_violation;
        outcome.verdict = std::max(outcome.verdict, own);
    }
    const std::vector<std::string> lines = oracle.evidence();
    outcome.evidence.insert(outcome.evidence.end(), lines.begin(), lines.end());
}

/// That a library claims to take the lock is no proof. The writers detect by themselves that a drain returned early.
void count_misuses(const provider::Misuses &misuses, Outcome &outcome) {
    add(outcome, "unlocked_callbacks", misuses.count(provider::Misuse::unlocked_callback));
    if (misuses.of_lock() == 0) return;
    outcome.verdict = std::max(outcome.verdict, Verdict::data_race_suspect);
    const std::vector<std::string> lines = misuses.lines();
    outcome.evidence.insert(outcome.evidence.end(), lines.begin(), lines.end());
}

void count_work(Session &session, Outcome &outcome) {
    const trace::Totals totals = session.observer.accounting().totals();
    add(outcome, "episodes", session.episodes());
    add(outcome, "sections", session.setting.sections.load(std::memory_order_relaxed));
    add(outcome, "calls", session.setting.calls.load(std::memory_order_relaxed));
    add(outcome, "synchronizes", session.setting.synchronizes.load(std::memory_order_relaxed));
    add(outcome, "registrations", session.setting.registrations.load(std::memory_order_relaxed));
    add(outcome, "threads", session.setting.threads.load(std::memory_order_relaxed));
    add(outcome, "callbacks", totals.callbacks_run);
    add(outcome, "drains", totals.drains);
    const provider::Offers &offers = session.rcu->offers();
    if (offers.grace_periods) add(outcome, "grace_periods", totals.grace_periods);
    if (offers.forces) add(outcome, "forced", totals.forced);
    if (offers.force) add(outcome, "force_requests", totals.force_requests);
    if (!offers.built_in) return;
    add(outcome, "forced_spurious", totals.forced_spurious);
    add(outcome, "forced_by_request", totals.forced_by[static_cast<size_t>(rcu::ForceReason::requested)]);
    add(outcome, "broken_links", totals.broken_links);
}

}  // namespace

Torture::Torture(Config config) : config_(std::move(config)) { next_session(0, config_.duration_ns); }

Torture::~Torture() {
    for (Part &part : parts_) {
        if (part.stalled) (void)part.session.release();
    }
}

Session &Torture::next_session(uint64_t number, int64_t duration_ns) {
    Config own = config_;
    own.seed += number;
    own.duration_ns = duration_ns;
    parts_.push_back({std::make_unique<Session>(std::move(own))});
    shown_ = shown_ != nullptr && !stalls_seen_.empty() ? shown_ : parts_.back().session.get();
    current_.store(parts_.back().session.get(), std::memory_order_release);
    return *parts_.back().session;
}

void Torture::request_stop() {
    stop_requested_.store(true, std::memory_order_relaxed);
    current()->request_stop();
}

Outcome Torture::run() {
    const int64_t begin_ns = platform::monotonic_ns();
    Outcome outcome;
    add(outcome, "stalls", 0);
    run_session(parts_.back(), outcome);
    while (parts_.back().stalled && parts_.size() < most_sessions && may_have_another()) {
        const int64_t left_ns = begin_ns + config_.duration_ns - platform::monotonic_ns();
        if (left_ns <= 0) break;
        next_session(parts_.size(), left_ns);
        // A stop between two sessions: the new session has not received it.
        if (stop_requested_.load(std::memory_order_relaxed)) current()->request_stop();
        run_session(parts_.back(), outcome);
    }
    if (stop_requested_.load(std::memory_order_relaxed))
        outcome.verdict = std::max(outcome.verdict, Verdict::interrupted);
    outcome.ran_ns = platform::monotonic_ns() - begin_ns;
    return outcome;
}

int64_t Torture::longest_ns() const {
    return workload::longest_trial_ns(config_.duration_ns, parts_.front().session->longest_step_ns());
}

/// A library creates one RCU at a time, and a stalled RCU is never destroyed.
bool Torture::may_have_another() const { return parts_.back().session->rcu->offers().built_in; }

void Torture::run_session(Part &part, Outcome &outcome) {
    Session &session = *part.session;
    workload::Watchdog watchdog;
    watchdog.start({.observer = session.observer,
                    .provider = *session.rcu,
                    .step_bound_ns = session.longest_step_ns(),
                    .stage = [&session] { return session.stage(); },
                    .done = [] { return uint64_t{0}; }},
                   [&session](workload::Alarm alarm) { session.stall(std::move(alarm.why)); });
    session.start();
    part.stalled = session.wait_for_end() == Session::End::stalled;
    count_findings(session.oracle, outcome);
    count_misuses(session.rcu->misuses(), outcome);
    count_work(session, outcome);
    if (part.stalled) {
        note_stall(session, outcome);
        session.abandon();
    } else {
        session.join();
        outcome.refusal = session.refusal();
    }
    watchdog.stop();
}

/// The first stall of each kind is reported in full, later ones as a count.
void Torture::note_stall(Session &session, Outcome &outcome) {
    outcome.verdict = std::max(outcome.verdict, Verdict::stalled);
    outcome.abandoned = true;
    add(outcome, "stalls", 1);
    const StallDump dump = describe_stall(*session.rcu, session.observer);
    session.mark_stall();
    if (!stalls_seen_.insert(dump.kind).second) return;
    if (!session.why_stalled().empty()) outcome.evidence.push_back(session.why_stalled());
    outcome.evidence.insert(outcome.evidence.end(), dump.lines.begin(), dump.lines.end());
    if (stalls_seen_.size() > 1) return;
    shown_ = &session;
    outcome.last_events = last_events(session.recorder);
}

}  // namespace rcu_bench::torture
