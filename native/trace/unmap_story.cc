#include "trace/unmap_story.h"

#include <algorithm>

#include "rcu/constants.h"
#include "trace/recorder.h"

namespace rcu_bench::trace {

using rcu::EventName;
using rcu::Probe;

namespace {

/// An unmap that never ends must not fill the memory: later intervals are told as one.
constexpr size_t most_intervals = 8192;

bool waits_for_readers(Cause cause) { return cause == Cause::polling || cause == Cause::kicking; }

}  // namespace

void UnmapTime::add(const UnmapStory &story) {
    ++unmaps;
    for (const Interval &interval : story.intervals) {
        const int64_t ns = interval.end_ns - interval.begin_ns;
        stage_ns[static_cast<size_t>(interval.stage)] += ns;
        if (interval.cause == Cause::bql || interval.cause == Cause::main_loop_bql) bql_ns += ns;
    }
}

UnmapStories::UnmapStories(const Recording &recording) {
    for (const RecordedThread &recorded : recording.threads()) {
        Thread &thread = threads_.emplace_back();
        thread.pid = recorded.pid;
        thread.process = &processes_[recorded.pid];
        thread.is_rcu = recorded.order == static_cast<uint32_t>(ThreadRole::rcu);
    }
}

const UnmapStory *UnmapStories::on(const MergedEvent &event) {
    Thread &thread = threads_[event.thread];
    on_bql(event, thread);
    if (event.kind < kind_of(Probe::count_)) thread.process->shows_rcu = true;
    if (thread.is_rcu) on_rcu_thread(event, thread.process->rcu);
    on_reader(event, thread);
    for (Open &open : open_) {
        if (open.main_loop == event.thread) on_main_loop(event, open);
    }
    switch (event.kind) {
        case kind_of(MachineEvent::unmap_started): start(event); return nullptr;
        case kind_of(MachineEvent::unmap_completed): gone(event); return nullptr;
        case kind_of(MachineEvent::renderer_blocked): blocked(event); return nullptr;
        case kind_of(MachineEvent::unmap_finished): return finish(event);
        default: return nullptr;
    }
}

void UnmapStories::on_bql(const MergedEvent &event, Thread &thread) {
    if (event.kind == kind_of(Probe::bql_wait_begin)) {
        thread.bql_wait_since_ns = event.time_ns;
    } else if (event.kind == kind_of(Probe::bql_acquired)) {
        if (thread.section_since_ns != 0 && thread.bql_wait_since_ns != 0) {
            thread.section_bql_ns += event.time_ns - std::max(thread.bql_wait_since_ns, thread.section_since_ns);
        }
        thread.bql_wait_since_ns = 0;
        thread.process->bql_holder = event.thread;
    } else if (event.kind == kind_of(Probe::bql_released)) {
        if (thread.process->bql_holder == event.thread) thread.process->bql_holder = no_thread;
    }
}

void UnmapStories::on_reader(const MergedEvent &event, Thread &thread) {
    if (event.kind == kind_of(Probe::read_lock)) {
        thread.section_since_ns = event.time_ns;
        thread.section_bql_ns = 0;
    } else if (event.kind == kind_of(Probe::read_unlock) && thread.section_since_ns != 0) {
        RcuThread &rcu = thread.process->rcu;
        if (waits_for_readers(rcu.cause) && thread.section_since_ns <= rcu.advanced_ns) {
            rcu.last_left = {event.thread, thread.section_since_ns, event.time_ns, thread.section_bql_ns};
        }
        thread.section_since_ns = 0;
    }
}

void UnmapStories::on_rcu_thread(const MergedEvent &event, RcuThread &rcu) {
    const uint32_t pid = threads_[event.thread].pid;
    const Cause idle = rcu.in_grace_period ? Cause::scanning : Cause::running;
    switch (event.kind) {
        case kind_of(Probe::gp_begin):
            enter(rcu, pid, Cause::scanning, event.time_ns);
            rcu.in_grace_period = true;
            rcu.grace_period = {.begin_ns = event.time_ns, .end_ns = 0, .forced = {}, .rounds = 0, .sleeps = 0};
            for (Open &open : open_) {
                if (open.story.pid != pid || open.queued_ns == 0) continue;
                ++open.begun;
                open.inside = true;
            }
            break;
        case kind_of(Probe::gp_advanced): rcu.advanced_ns = event.time_ns; break;
        case kind_of(Probe::force_decided):
            if (!rcu.grace_period.forced) rcu.grace_period.forced = static_cast<uint8_t>(event.a);
            break;
        case kind_of(Probe::gp_end):
            enter(rcu, pid, Cause::running, event.time_ns);
            rcu.in_grace_period = false;
            rcu.grace_period.end_ns = event.time_ns;
            rcu.grace_period.rounds = event.a;
            rcu.grace_period.sleeps = event.b;
            for (Open &open : open_) {
                if (open.story.pid != pid || open.begun == 0) continue;
                open.inside = false;
                open.story.grace_periods.push_back(rcu.grace_period);
            }
            break;
        case kind_of(Probe::event_wait_begin):
        case kind_of(Probe::sem_wait_begin): {
            const bool timed = event.b < static_cast<uint64_t>(rcu::endless_ms);
            const bool for_signal = event.a == static_cast<uint64_t>(EventName::gp) || !timed;
            enter(rcu, pid,
                  rcu.in_grace_period ? (for_signal ? Cause::kicking : Cause::polling)
                                      : (timed ? Cause::collecting : Cause::asleep),
                  event.time_ns);
            break;
        }
        case kind_of(Probe::sleep_begin):
            enter(rcu, pid, rcu.in_grace_period ? Cause::polling : Cause::collecting, event.time_ns);
            break;
        case kind_of(Probe::event_wait_end):
        case kind_of(Probe::sem_wait_end):
        case kind_of(Probe::sleep_end): enter(rcu, pid, idle, event.time_ns); break;
        case kind_of(Probe::bql_wait_begin):
            enter(rcu, pid, Cause::bql, event.time_ns);
            rcu.bql_holder = bql_holder(pid);
            break;
        case kind_of(Probe::bql_acquired):
        case kind_of(Probe::batch_begin): enter(rcu, pid, Cause::callbacks, event.time_ns); break;
        case kind_of(Probe::batch_end): enter(rcu, pid, Cause::running, event.time_ns); break;
        case kind_of(Probe::count_raised): rcu.chains = true; break;
        default: break;
    }
}

/// From now on the RCU thread does this.
void UnmapStories::enter(RcuThread &rcu, uint32_t pid, Cause cause, int64_t now_ns) {
    spend(rcu, pid, now_ns);
    rcu.cause = cause;
    rcu.last_left = {};
}

/// What the RCU thread has done since it last changed is put on the account of every unmap that waits for it.
void UnmapStories::spend(RcuThread &rcu, uint32_t pid, int64_t now_ns) {
    if (!open_.empty()) {
        if (waits_for_readers(rcu.cause)) {
            add_wait(rcu, pid, now_ns);
        } else {
            add(pid, {.begin_ns = rcu.since_ns,
                      .end_ns = now_ns,
                      .stage = Stage::before,
                      .cause = rcu.cause,
                      .who = rcu.cause == Cause::bql ? rcu.bql_holder : no_thread});
        }
    }
    rcu.since_ns = now_ns;
}

/// A wait for readers: with the one that was in the way longest, and without whom it went on.
void UnmapStories::add_wait(RcuThread &rcu, uint32_t pid, int64_t now_ns) {
    const LastReader reader = oldest_reader(rcu, pid, now_ns);
    const int64_t left_ns = std::max(reader.left_ns, rcu.since_ns);  // it may have left in a part that was told already
    if (left_ns > rcu.since_ns) {
        add(pid, {rcu.since_ns, left_ns, Stage::before, rcu.cause, reader.who, reader.since_ns, reader.bql_ns});
    }
    if (left_ns < now_ns) {
        const Cause rest = rcu.cause == Cause::polling ? Cause::polling_on : Cause::signalled;
        add(pid, {left_ns, now_ns, Stage::before, rest, reader.who, reader.since_ns, reader.bql_ns});
    }
}

/// The reader whose section, older than the grace period's counter, ended last: or is there yet, the longest.
UnmapStories::LastReader UnmapStories::oldest_reader(const RcuThread &rcu, uint32_t pid, int64_t now_ns) const {
    LastReader oldest = rcu.last_left;
    for (uint32_t i = 0; i < threads_.size(); ++i) {
        const Thread &thread = threads_[i];
        if (thread.pid != pid || thread.section_since_ns == 0 || thread.section_since_ns > rcu.advanced_ns) continue;
        const bool inside = oldest.who != no_thread && oldest.left_ns == now_ns;
        if (inside && oldest.since_ns <= thread.section_since_ns) continue;
        int64_t bql_ns = thread.section_bql_ns;
        if (thread.bql_wait_since_ns != 0)
            bql_ns += now_ns - std::max(thread.bql_wait_since_ns, thread.section_since_ns);
        oldest = {i, thread.section_since_ns, now_ns, bql_ns};
    }
    return oldest;
}

void UnmapStories::add(uint32_t pid, const Interval &interval) {
    for (Open &open : open_) {
        if (open.story.pid != pid || open.queued_ns == 0 || open.story.gone_ns != 0) continue;
        Interval own = interval;
        own.begin_ns = std::max(own.begin_ns, open.queued_ns);
        if (own.end_ns <= own.begin_ns) continue;
        if (open.rcu.size() >= most_intervals) {
            open.rcu.back().interval.end_ns = own.end_ns;
        } else {
            open.rcu.push_back({own, open.begun, open.inside});
        }
    }
}

void UnmapStories::start(const MergedEvent &event) {
    const uint32_t pid = threads_[event.thread].pid;
    // A resource has one unmap at a time: the end of one that is under way yet was lost.
    std::erase_if(open_, [&](const Open &open) { return open.story.pid == pid && open.story.resource == event.a; });
    Open &open = open_.emplace_back();
    open.story.resource = event.a;
    open.story.pid = pid;
    open.story.begin_ns = event.time_ns;
    open.main_loop = event.thread;
}

/// The main loop has queued its first callback; from here on the RCU thread is what is waited for.
void UnmapStories::queued(Open &open, int64_t now_ns) {
    open.queued_ns = now_ns;
    RcuThread &rcu = processes_[open.story.pid].rcu;
    open.begun = rcu.in_grace_period ? 1 : 0;
    open.inside = rcu.in_grace_period;
}

void UnmapStories::on_main_loop(const MergedEvent &event, Open &open) {
    if (open.queued_ns == 0) {
        if (event.kind == kind_of(MachineEvent::transaction_begin)) open.has_transaction = true;
        if (event.kind == kind_of(Probe::count_raised) || event.kind == kind_of(MachineEvent::command_end))
            queued(open, event.time_ns);
        return;
    }
    if (open.story.gone_ns == 0 || open.waits_for_others) return;
    switch (event.kind) {
        case kind_of(Probe::bql_wait_begin):
            resume_as(open, Cause::main_loop_bql, event.time_ns);
            open.holder = bql_holder(open.story.pid);
            break;
        case kind_of(Probe::bql_acquired): resume_as(open, Cause::main_loop, event.time_ns); break;
        case kind_of(MachineEvent::bottom_half_begin): resume_as(open, Cause::answering, event.time_ns); break;
        default: break;
    }
}

void UnmapStories::resume_as(Open &open, Cause cause, int64_t now_ns) {
    const uint32_t who = open.resuming == Cause::main_loop_bql ? open.holder : no_thread;
    append(open.story.intervals, {open.resuming_since_ns, now_ns, Stage::resume, open.resuming, who});
    open.resuming = cause;
    open.resuming_since_ns = now_ns;
}

/// Step b, in the RCU thread.
void UnmapStories::gone(const MergedEvent &event) {
    const uint32_t pid = threads_[event.thread].pid;
    RcuThread &rcu = processes_[pid].rcu;
    spend(rcu, pid, event.time_ns);
    for (Open &open : open_) {
        if (open.story.pid != pid || open.story.resource != event.a || open.story.gone_ns != 0) continue;
        if (open.queued_ns == 0) queued(open, event.time_ns);
        open.story.gone_ns = event.time_ns;
        assign_stages(open, rcu.chains);
        resume_from(open, event.time_ns, event.thread);
    }
}

/// From now on the main loop is what is waited for. It may wait for the BQL, which the thread that freed the region holds.
void UnmapStories::resume_from(Open &open, int64_t now_ns, uint32_t freed_by) {
    open.resuming_since_ns = now_ns;
    if (threads_[open.main_loop].bql_wait_since_ns != 0) {
        open.resuming = Cause::main_loop_bql;
        open.holder = freed_by;
    } else if (open.resuming == Cause::main_loop_bql) {
        open.resuming = Cause::main_loop;  // it has had the lock while other regions were waited for
    }
}

/// Each region that goes is followed by how many are yet to go before the queue moves again. The main loop's own, which
/// raise the number, are of later unmaps.
void UnmapStories::blocked(const MergedEvent &event) {
    if (!threads_[event.thread].is_rcu) return;
    const uint32_t pid = threads_[event.thread].pid;
    for (Open &open : open_) {
        if (open.story.pid != pid || open.story.gone_ns == 0) continue;
        if (event.a > 0) {
            open.waits_for_others = true;
        } else if (open.waits_for_others) {
            open.waits_for_others = false;
            append(open.story.intervals, {open.resuming_since_ns, event.time_ns, Stage::others, Cause::others});
            resume_from(open, event.time_ns, event.thread);
        }
    }
}

/// Which of the grace periods were its own is known only now: the last ones.
void UnmapStories::assign_stages(Open &open, bool chained) {
    UnmapStory &story = open.story;
    if (!processes_[story.pid].shows_rcu) {
        append(story.intervals, {story.begin_ns, story.gone_ns, Stage::unseen, Cause::unseen});
        open.resuming = Cause::unseen;
        return;
    }
    append(story.intervals, {story.begin_ns, open.queued_ns, Stage::device, Cause::transaction, open.main_loop});
    const uint32_t total = open.begun;
    const uint32_t own = std::min<uint32_t>(chained ? 2 : 1, total);
    const uint32_t first = total - own + 1;
    for (RcuInterval &spent : open.rcu) {
        const uint32_t number = spent.grace_period;
        Stage &stage = spent.interval.stage;
        if (total == 0) {
            stage = Stage::after;
        } else if (spent.inside) {
            stage = number < first ? Stage::earlier : number == first ? Stage::gp1 : Stage::gp2;
        } else if (number == total) {
            stage = Stage::after;
        } else {
            stage = number == 0 ? Stage::before : number < first ? Stage::earlier : Stage::between;
        }
        append(story.intervals, spent.interval);
    }
}

/// Step c. The begin is reckoned from the end by what the device itself has measured, so that the story is as long as the
/// table's sample.
const UnmapStory *UnmapStories::finish(const MergedEvent &event) {
    const uint32_t pid = threads_[event.thread].pid;
    const auto found = std::find_if(open_.begin(), open_.end(), [&](const Open &open) {
        return open.story.pid == pid && open.story.resource == event.a;
    });
    if (found == open_.end()) return nullptr;
    finished_ = std::move(found->story);
    if (finished_.gone_ns == 0) {
        const bool shown = processes_[pid].shows_rcu;
        const Cause cause = found->has_transaction ? Cause::transaction : Cause::remapping;
        append(finished_.intervals, {finished_.begin_ns, event.time_ns, shown ? Stage::device : Stage::unseen,
                                     shown ? cause : Cause::unseen});
    } else if (found->waits_for_others) {  // the event that ends it was lost
        append(finished_.intervals, {found->resuming_since_ns, event.time_ns, Stage::others, Cause::others});
    } else {
        const uint32_t who = found->resuming == Cause::main_loop_bql ? found->holder : no_thread;
        append(finished_.intervals, {found->resuming_since_ns, event.time_ns, Stage::resume, found->resuming, who});
    }
    open_.erase(found);
    finished_.end_ns = event.time_ns;
    finished_.measured = unmap_was_measured(event.b);
    if (const int64_t latency_ns = unmap_latency_ns(event.b); latency_ns > 0 && !finished_.intervals.empty()) {
        finished_.begin_ns = std::min(event.time_ns - latency_ns, finished_.intervals.front().end_ns);
        Interval &first = finished_.intervals.front();
        first.begin_ns = finished_.begin_ns;
        if (first.end_ns == first.begin_ns) finished_.intervals.erase(finished_.intervals.begin());
    }
    return &finished_;
}

/// An interval of the same kind as the one before it makes that longer; an empty one is none.
void UnmapStories::append(std::vector<Interval> &intervals, const Interval &interval) {
    if (interval.end_ns <= interval.begin_ns) return;
    if (!intervals.empty()) {
        Interval &last = intervals.back();
        if (last.stage == interval.stage && last.cause == interval.cause && last.who == interval.who &&
            last.who_since_ns == interval.who_since_ns && last.end_ns == interval.begin_ns) {
            last.end_ns = interval.end_ns;
            last.who_bql_ns = interval.who_bql_ns;
            return;
        }
    }
    intervals.push_back(interval);
}

}  // namespace rcu_bench::trace
