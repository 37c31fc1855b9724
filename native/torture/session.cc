#include "torture/session.h"

#include <algorithm>
#include <utility>

#include "rcu/constants.h"
#include "torture/reader.h"
#include "torture/writer.h"

namespace rcu_bench::torture {

namespace {

constexpr size_t samples_kept = 1 << 12;
constexpr size_t objects_each = 400;  // for each writer: far more than the 30 callbacks that force a grace period
constexpr int64_t tick_ns = 1'000'000;
constexpr int64_t margin_ns = 1'500'000'000;
constexpr int64_t delays_in_a_step = 20;  // includes each reader's notifier and lock

}  // namespace

Session::Session(Config wanted)
    : config(std::move(wanted)),
      recorder(config.trace_events),
      observer(&recorder, samples_kept),
      rcu(config.make != nullptr ? config.make(bql, config.build)
                                 : provider::make_provider({config.version, config.provider_file}, bql, config.build)),
      objects(*rcu, oracle, config.writers, objects_each * config.writers + Objects::slots),
      setting{config, *rcu, bql, objects, oracle, observer} {
    platform::set_wait_backend(config.wait);
    observer.perturb(perturbation);
    uint64_t stream = 1;  // the controller uses stream 0
    for (uint32_t i = 0; i < config.readers; ++i) {
        actors_.push_back(std::make_unique<ReaderActor>(setting, stream++, i));
    }
    for (uint32_t i = 0; i < config.writers; ++i) {
        actors_.push_back(std::make_unique<WriterActor>(setting, stream++, i));
    }
}

int64_t Session::longest_step_ns() const {
    int64_t delay_ns = config.draw_delays ? longest_delay_ns : 0;
    for (const Delay &delay : config.delays) delay_ns = std::max(delay_ns, delay.delay_ns);
    const int64_t sleeps_ns = int64_t{rcu::poll_ms} * 1'000'000 * (rcu::max_sleeps + 2);
    return sleeps_ns + rcu->longest_silence_ns() + unkicked_section_ns + delays_in_a_step * delay_ns + margin_ns;
}

void Session::start() {
    controller_ = std::thread([this] { control(); });
}

Session::End Session::wait_for_end() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return end_ != End::none; });
    return end_;
}

void Session::abandon() {
    recorder.freeze();
    setting.gate.end();  // releases the threads that wait for an episode
    given_up_.store(true, std::memory_order_relaxed);
    controller_.detach();  // the actors' threads stay as they are: the controller may be joining them
}

void Session::mark_stall() {
    observer.attach("watchdog", trace::ThreadRole::host);
    trace::record(trace::MachineEvent::stalled, rcu->engine_state().pending);
    trace::Observer::detach();
}

void Session::ended(End how, std::string why) {
    const std::lock_guard guard(mutex_);
    if (end_ != End::none) return;
    end_ = how;
    why_stalled_ = std::move(why);
    changed_.notify_all();
}

void Session::control() {
    workload::Random random(config.seed, 0);
    const int64_t end_ns = platform::monotonic_ns() + config.duration_ns;
    observer.attach("controller", trace::ThreadRole::host);  // its last call, which stops the RCU, counts as well
    if (const char *const why = rcu->start(observer)) {
        refusal_ = why;
        return ended(End::finished);
    }
    stage_.store(workload::Stage::runs, std::memory_order_relaxed);
    start_actors();
    while (platform::monotonic_ns() < end_ns && !stop_requested()) {
        run_episode(random);
        if (given_up()) return;
    }
    perturbation.clear();
    setting.gate.end();
    stage_.store(workload::Stage::ends, std::memory_order_relaxed);
    for (auto &actor : actors_) actor->join();
    rcu->stop();
    trace::Observer::detach();
    ended(End::finished);
}

void Session::start_actors() {
    for (size_t i = 0; i < actors_.size(); ++i) {
        const bool reads = i < config.readers;
        const size_t number = reads ? i : i - config.readers;
        actors_[i]->start((reads ? "reader " : "writer ") + std::to_string(number),
                          reads ? trace::ThreadRole::vcpu : trace::ThreadRole::guest);
    }
}

/// One episode, and the silence after it: no thread calls the RCU, so pending callbacks must run without further calls.
/// That reveals a lost wake-up.
void Session::run_episode(workload::Random &random) {
    Gate &gate = setting.gate;
    const Episode episode = draw_episode(config, random);
    draw_delays(config, episode, random, perturbation);
    objects.relay(episode.late_stores);
    gate.open(episode, static_cast<uint32_t>(actors_.size()));
    const int64_t until_ns = platform::monotonic_ns() + episode.length_ns;
    while (platform::monotonic_ns() < until_ns && !stop_requested()) platform::sleep_ns(tick_ns);
    gate.close();
    objects.relay(false);
    const bool all_stand = await([&] { return gate.all_stand(); });
    if (!all_stand || !await([&] { return observer.accounting().outstanding() == 0; })) {
        stall(all_stand ? "callbacks are left long after their episode"
                        : "a thread does not come back from an episode");
        while (!given_up()) platform::sleep_ns(tick_ns);
    }
    episodes_.fetch_add(1, std::memory_order_relaxed);
}

template <class Done>
bool Session::await(Done done) {
    // Much longer than the watchdog waits: the watchdog detects an RCU without progress, this detects threads that
    // never return.
    const int64_t patience_ns = 20 * longest_step_ns();
    for (int64_t waited_ns = 0; waited_ns < patience_ns && !given_up(); waited_ns += tick_ns) {
        if (done()) return true;
        platform::sleep_ns(tick_ns);
    }
    return false;
}

}  // namespace rcu_bench::torture
