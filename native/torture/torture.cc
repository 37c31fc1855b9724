#include "torture/torture.h"

#include <algorithm>
#include <utility>

#include "rcu/constants.h"
#include "torture/reader.h"
#include "torture/stall_dump.h"
#include "torture/writer.h"

namespace rcu_bench::torture {

namespace {

constexpr size_t samples_kept = 1 << 12;
constexpr size_t objects_each = 400;  // for each writer: far over the 30 callbacks that force
constexpr int64_t tick_ns = 1'000'000;
constexpr int64_t margin_ns = 1'500'000'000;

}  // namespace

Torture::Machine::Machine(Config wanted)
    : config(std::move(wanted)),
      recorder(config.trace_events),
      observer(&recorder, samples_kept),
      rcu(provider::make_builtin(config.version, bql, config.heavy)),
      objects(*rcu, oracle, config.writers, objects_each * config.writers + Objects::slots),
      setting{config, *rcu, bql, objects, oracle, observer} {
    observer.perturb(perturbation);
    uint64_t stream = 1;  // the controller has 0
    for (uint32_t i = 0; i < config.readers; ++i) actors.push_back(std::make_unique<ReaderActor>(setting, stream++));
    for (uint32_t i = 0; i < config.writers; ++i) actors.push_back(std::make_unique<WriterActor>(setting, stream++, i));
}

Torture::Torture(Config config) : machine_(new Machine(std::move(config))) {}

Torture::~Torture() {
    if (end_ != End::stalled) delete machine_;
}

Outcome Torture::run() {
    const int64_t begin_ns = platform::monotonic_ns();
    watchdog_.start(machine_->observer.accounting(), bound_ns(), [this] { ended(End::stalled); });
    controller_ = std::thread([this] { control(); });
    End how;
    {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return end_ != End::none; });
        how = end_;
    }
    ran_ns_ = platform::monotonic_ns() - begin_ns;
    Outcome result = outcome(how == End::stalled);
    if (how == End::stalled) {
        machine_->recorder.freeze();
        given_up_.store(true, std::memory_order_relaxed);
        controller_.detach();
        for (auto &actor : machine_->actors) actor->abandon();
    } else {
        controller_.join();
    }
    watchdog_.stop();
    return result;
}

void Torture::control() {
    Machine &m = *machine_;
    workload::Random random(m.config.seed, 0);
    const int64_t end_ns = platform::monotonic_ns() + m.config.duration_ns;
    m.rcu->start(m.observer);
    for (size_t i = 0; i < m.actors.size(); ++i) {
        const bool reads = i < m.config.readers;
        const size_t number = reads ? i : i - m.config.readers;
        m.actors[i]->start((reads ? "reader " : "writer ") + std::to_string(number),
                           reads ? trace::ThreadRole::vcpu : trace::ThreadRole::guest);
    }
    while (platform::monotonic_ns() < end_ns && !stop_requested_.load(std::memory_order_relaxed)) {
        run_episode(random);
        if (given_up_.load(std::memory_order_relaxed)) return;
    }
    m.perturbation.clear();
    m.setting.gate.end();
    for (auto &actor : m.actors) actor->join();
    m.rcu->stop();
    ended(End::finished);
}

/// One episode, and the silence after it: nobody calls anything any more, so whatever is still pending has to get through by
/// itself. That is where a lost wake-up shows.
void Torture::run_episode(workload::Random &random) {
    Machine &m = *machine_;
    Gate &gate = m.setting.gate;
    const Episode episode = draw_episode(random);
    draw_delays(m.config, random, m.perturbation);
    gate.open(episode, static_cast<uint32_t>(m.actors.size()));
    const int64_t until_ns = platform::monotonic_ns() + episode.length_ns;
    while (platform::monotonic_ns() < until_ns && !stop_requested_.load(std::memory_order_relaxed)) {
        platform::sleep_ns(tick_ns);
    }
    gate.close();
    const bool quiet =
        await([&] { return gate.all_stand(); }) && await([&] { return m.observer.accounting().outstanding() == 0; });
    if (!quiet && !given_up_.load(std::memory_order_relaxed)) ended(End::stalled);
    m.episodes.fetch_add(1, std::memory_order_relaxed);
}

template <class Done>
bool Torture::await(Done done) {
    // Far longer than the watchdog waits: it sees the RCU stand still, this sees threads that never come back.
    for (int64_t waited_ns = 0; waited_ns < 20 * bound_ns(); waited_ns += tick_ns) {
        if (done()) return true;
        if (given_up_.load(std::memory_order_relaxed)) return false;
        platform::sleep_ns(tick_ns);
    }
    return false;
}

/// The longest that a healthy RCU may take between two steps: its own sleeps, the longest section, and the delays.
int64_t Torture::bound_ns() const {
    const Config &config = machine_->config;
    int64_t delay_ns = config.draw_delays ? longest_delay_ns : 0;
    for (const Delay &delay : config.delays) delay_ns = std::max(delay_ns, delay.delay_ns);
    const int64_t sleeps_ns = int64_t{rcu::poll_ms} * 1'000'000 * (rcu::max_sleeps + 2);
    constexpr int64_t delays_in_a_step = 20;  // each reader's notifier and lock among them
    return sleeps_ns + unkicked_section_ns + delays_in_a_step * delay_ns + margin_ns;
}

void Torture::ended(End how) {
    const std::lock_guard guard(mutex_);
    if (end_ == End::none) end_ = how;
    changed_.notify_all();
}

Outcome Torture::outcome(bool stalled) {
    Machine &m = *machine_;
    Outcome result;
    result.ran_ns = ran_ns_;
    result.evidence = m.oracle.evidence();
    const auto put = [&result](const std::string &name, uint64_t value) {
        result.counters[name] = static_cast<double>(value);
    };
    for (uint32_t age = 0; age <= Oracle::oldest; ++age) put("age_" + std::to_string(age), m.oracle.age_count(age));
    for (size_t i = 0; i < static_cast<size_t>(Finding::count_); ++i) {
        const auto finding = static_cast<Finding>(i);
        put(name_of(finding), m.oracle.found(finding));
        if (m.oracle.found(finding) == 0) continue;
        const Verdict own = finding == Finding::ghost_reader ? Verdict::data_race_suspect : Verdict::gp_violation;
        result.verdict = std::max(result.verdict, own);
    }
    const trace::Totals totals = m.observer.accounting().totals();
    put("episodes", episodes());
    put("sections", m.setting.sections.load(std::memory_order_relaxed));
    put("calls", m.setting.calls.load(std::memory_order_relaxed));
    put("synchronizes", m.setting.synchronizes.load(std::memory_order_relaxed));
    put("registrations", m.setting.registrations.load(std::memory_order_relaxed));
    put("callbacks", totals.callbacks_run);
    put("grace_periods", totals.grace_periods);
    put("forced", totals.forced);
    put("forced_spurious", totals.forced_spurious);
    put("force_requests", totals.force_requests);
    put("drains", totals.drains);
    put("broken_links", totals.broken_links);
    if (stalled) {
        result.verdict = std::max(result.verdict, Verdict::stalled);
        const std::vector<std::string> state = describe_state(*m.rcu, m.observer);
        result.evidence.insert(result.evidence.end(), state.begin(), state.end());
        result.last_events = last_events(m.recorder);
    } else if (stop_requested_.load(std::memory_order_relaxed)) {
        result.verdict = std::max(result.verdict, Verdict::interrupted);
    }
    return result;
}

}  // namespace rcu_bench::torture
