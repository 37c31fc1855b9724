#include "explore/replay.h"

#include <algorithm>
#include <bit>
#include <optional>
#include <tuple>

#include "explore/run.h"

namespace rcu_bench::explore {

namespace {

/// Whatever a schedule asks for is allowed.
Options for_replay(Options options) {
    options.preemptions = 1u << 30;
    options.early_timers = true;
    return options;
}

bool offers(const Choices &choices, uint32_t thread) { return (choices.threads >> thread & 1) != 0; }

/// Behind the schedule's end: no preemption, no early timer.
void go_on_to_the_end(Run &run) {
    for (Choices among = run.choices(); among.threads != 0; among = run.choices()) {
        const Choices free{.threads = among.free, .free = among.free};
        run.take_steps(free.first(), static_cast<uint32_t>(livelock_steps), among);
    }
    run.finish();
}

std::string slice_text(size_t i, const Slice &slice) {
    return "slice " + std::to_string(i + 1) + " (" + to_text({slice}) + ")";
}

/// Empty, or what does not fit.
std::string follow(Run &run, const Schedule &schedule) {
    for (size_t i = 0; i < schedule.size(); ++i) {
        const Choices among = run.choices();
        if (among.threads == 0) return slice_text(i, schedule[i]) + ": the execution is over before it";
        if (!offers(among, schedule[i].thread)) return slice_text(i, schedule[i]) + ": the thread cannot run there";
        run.take_steps(schedule[i].thread, schedule[i].steps, among);
        if (core().ghost.violations != 0) return {};  // what would have followed does not
        if (core().executed != schedule[i].steps) {
            return slice_text(i, schedule[i]) + ": the thread blocks or ends after " + std::to_string(core().executed);
        }
    }
    return {};
}

/// Slices that do not fit are left out.
void follow_as_far_as_it_fits(Run &run, const Schedule &schedule) {
    for (const Slice &slice : schedule) {
        const Choices among = run.choices();
        if (among.threads == 0) return;
        if (slice.steps > 0 && offers(among, slice.thread)) run.take_steps(slice.thread, slice.steps, among);
    }
}

auto cost(const Finding &finding) {
    return std::tuple(finding.preemptions, finding.schedule.size(), steps_of(finding.schedule));
}

/// Tries schedules for one property.
class Shrinker {
  public:
    Shrinker(Program &program, const Options &options, Property property)
        : options_(for_replay(options)),
          property_(property),
          world_(program, {.atomic_calls = options.atomic_calls, .past = options.past, .log = false}) {}

    Schedule shrink(const Schedule &schedule) {
        std::optional<Finding> best = try_out(schedule);
        while (best) {
            std::optional<Finding> better = best_without_some(*best);
            if (!better) return best->schedule;
            best = std::move(better);
        }
        return schedule;  // it does not show the property
    }

  private:
    std::optional<Finding> try_out(const Schedule &schedule) {
        Report report;
        Run run(world_, options_, report);
        run.restart();
        follow_as_far_as_it_fits(run, schedule);
        go_on_to_the_end(run);
        const auto found = std::ranges::find(report.findings, property_, &Finding::property);
        if (found == report.findings.end()) return std::nullopt;
        return *found;
    }

    /// One change: up to three neighbouring slices left out, a slice that goes on for as long as it can, or one that comes later.
    std::optional<Finding> best_without_some(const Finding &best) {
        std::optional<Finding> better;
        const auto consider = [&](const Schedule &schedule) {
            std::optional<Finding> found = try_out(schedule);
            if (found && cost(*found) < cost(better ? *better : best)) better = std::move(found);
        };
        for (size_t at = 0; at < best.schedule.size(); ++at) {
            for (size_t length = 1; length <= 3 && at + length <= best.schedule.size(); ++length) {
                Schedule shorter = best.schedule;
                const auto first = shorter.begin() + static_cast<std::ptrdiff_t>(at);
                shorter.erase(first, first + static_cast<std::ptrdiff_t>(length));
                consider(shorter);
            }
            Schedule calmer = best.schedule;
            calmer[at].steps = static_cast<uint32_t>(livelock_steps);
            consider(calmer);
            Schedule later = best.schedule;
            for (size_t to = at + 1; to < later.size(); ++to) {
                std::swap(later[to - 1], later[to]);
                consider(later);
            }
        }
        return better;
    }

    const Options options_;
    const Property property_;
    World world_;
};

}  // namespace

Replay replay(Program &program, const Options &options, const Schedule &schedule) {
    Replay replay;
    const Options allowed = for_replay(options);
    force_times.clear();
    World world(program, {.atomic_calls = options.atomic_calls, .past = options.past, .log = true});
    Log log(core().now_ns);
    Run run(world, allowed, replay.report);
    run.restart();
    observer = &log;
    replay.error = follow(run, schedule);
    if (replay.error.empty()) go_on_to_the_end(run);
    observer = nullptr;
    Images last;
    replay.last_state = last.hash(last.save());
    replay.schedule = run.schedule();
    replay.preemptions = run.preemptions();
    replay.log = log.entries();
    replay.report.worst_force_ns = force_times.worst_ns;
    for (Finding &finding : replay.report.findings) {
        finding.worst_ns = force_times.worst_with_ns[static_cast<size_t>(finding.property)];
    }
    return replay;
}

Schedule shrink(Program &program, const Options &options, Property property, const Schedule &schedule) {
    return Shrinker(program, options, property).shrink(schedule);
}

}  // namespace rcu_bench::explore
