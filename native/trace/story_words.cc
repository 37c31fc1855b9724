#include "trace/story_words.h"

namespace rcu_bench::trace {

std::string_view stage_label(Stage stage) {
    switch (stage) {
        case Stage::device: return "device";
        case Stage::before: return "before a grace period";
        case Stage::earlier: return "earlier grace period";
        case Stage::gp1: return "GP1";
        case Stage::between: return "between";
        case Stage::gp2: return "GP2";
        case Stage::after: return "callbacks";
        case Stage::others: return "other blobs";
        case Stage::resume: return "resume";
        case Stage::unseen: return "until the region is gone";
    }
    return {};
}

std::string_view cause_label(Cause cause) {
    switch (cause) {
        case Cause::transaction: return "memory transaction";
        case Cause::remapping: return "background mapped over it";
        case Cause::asleep: return "RCU thread wakes up";
        case Cause::collecting: return "collects callbacks";
        case Cause::scanning: return "scan";
        case Cause::polling: return "timed wait";
        case Cause::polling_on: return "timed wait, nobody left";
        case Cause::kicking: return "waits for a reader's signal";
        case Cause::signalled: return "signalled, wakes up";
        case Cause::bql: return "waits for the BQL";
        case Cause::callbacks: return "runs callbacks";
        case Cause::others: return "until the last region is gone";
        case Cause::running: return "RCU thread runs";
        case Cause::main_loop: return "main loop wakes up";
        case Cause::main_loop_bql: return "main loop waits for the BQL";
        case Cause::answering: return "runs the command again";
        case Cause::unseen: return "not in the recording";
    }
    return {};
}

std::string_view stage_key(Stage stage) {
    switch (stage) {
        case Stage::device: return "device";
        case Stage::before: return "before";
        case Stage::earlier: return "earlier";
        case Stage::gp1: return "gp1";
        case Stage::between: return "between";
        case Stage::gp2: return "gp2";
        case Stage::after: return "after";
        case Stage::others: return "others";
        case Stage::resume: return "resume";
        case Stage::unseen: return "unseen";
    }
    return {};
}

std::string_view cause_key(Cause cause) {
    switch (cause) {
        case Cause::transaction: return "transaction";
        case Cause::remapping: return "remapping";
        case Cause::asleep: return "asleep";
        case Cause::collecting: return "collecting";
        case Cause::scanning: return "scanning";
        case Cause::polling: return "polling";
        case Cause::polling_on: return "polling-on";
        case Cause::kicking: return "kicking";
        case Cause::signalled: return "signalled";
        case Cause::bql: return "bql";
        case Cause::callbacks: return "callbacks";
        case Cause::others: return "others";
        case Cause::running: return "running";
        case Cause::main_loop: return "main-loop";
        case Cause::main_loop_bql: return "main-loop-bql";
        case Cause::answering: return "answering";
        case Cause::unseen: return "unseen";
    }
    return {};
}

}  // namespace rcu_bench::trace
