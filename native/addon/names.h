// The words that JavaScript and C++ share.
#pragma once

#include <optional>
#include <string_view>

#include "torture/torture.h"
#include "trace/perturbation.h"
#include "load/config.h"
#include "trial/trial.h"

namespace rcu_bench::addon {

inline std::optional<platform::HeavyBarrier> parse_membarrier(std::string_view name) {
    if (name == "off") return platform::HeavyBarrier::fence;
    if (name == "on") return platform::HeavyBarrier::private_expedited;
    if (name == "global") return platform::HeavyBarrier::global;
    return std::nullopt;
}

inline std::optional<rcu::GpWidth> parse_gp_bits(std::string_view name) {
    if (name == "64") return rcu::GpWidth::bits64;
    if (name == "32") return rcu::GpWidth::bits32;
    return std::nullopt;
}

inline std::optional<platform::WaitBackend> parse_wait_backend(std::string_view name) {
    if (name == "futex") return platform::WaitBackend::futex;
    if (name == "condvar") return platform::WaitBackend::condvar;
    if (name == "win32-v1") return platform::WaitBackend::win32_v1;
    if (name == "win32-v2") return platform::WaitBackend::win32_v2;
    if (name == "win32-v3") return platform::WaitBackend::win32_v3;
    return std::nullopt;
}

inline std::optional<workload::Spread::Kind> parse_spread(std::string_view name) {
    if (name == "fixed") return workload::Spread::Kind::fixed;
    if (name == "uniform") return workload::Spread::Kind::uniform;
    if (name == "exponential") return workload::Spread::Kind::exponential;
    return std::nullopt;
}

inline std::optional<workload::MixAction> parse_mix_action(std::string_view name) {
    if (name == "section") return workload::MixAction::section;
    if (name == "call") return workload::MixAction::call;
    if (name == "chain") return workload::MixAction::chain;
    if (name == "drain") return workload::MixAction::drain;
    if (name == "synchronize") return workload::MixAction::synchronize;
    if (name == "force") return workload::MixAction::force;
    if (name == "hold-bql") return workload::MixAction::hold_bql;
    return std::nullopt;
}

inline std::optional<workload::Accel> parse_accel(std::string_view name) {
    if (name == "kvm") return workload::Accel::kvm;
    if (name == "tcg") return workload::Accel::tcg;
    if (name == "none") return workload::Accel::none;
    return std::nullopt;
}

inline std::optional<workload::BlobPath> parse_blob_path(std::string_view name) {
    if (name == "subregion") return workload::BlobPath::subregion;
    if (name == "unref") return workload::BlobPath::unref;
    if (name == "map-fixed") return workload::BlobPath::map_fixed;
    if (name == "reset") return workload::BlobPath::reset;
    return std::nullopt;
}

inline std::optional<workload::BlobProfile> parse_blob_profile(std::string_view name) {
    if (name == "custom") return workload::BlobProfile::custom;
    if (name == "steady") return workload::BlobProfile::steady;
    if (name == "window-drag") return workload::BlobProfile::window_drag;
    if (name == "scene-switch") return workload::BlobProfile::scene_switch;
    if (name == "game-load") return workload::BlobProfile::game_load;
    return std::nullopt;
}

inline std::optional<workload::ArrivalKind> parse_arrival_kind(std::string_view name) {
    if (name == "fixed") return workload::ArrivalKind::fixed;
    if (name == "poisson") return workload::ArrivalKind::poisson;
    if (name == "bursts") return workload::ArrivalKind::bursts;
    return std::nullopt;
}

inline std::optional<rcu::Probe> parse_delay_point(std::string_view name) {
    for (const trace::DelayPoint &point : trace::delay_points()) {
        if (point.name == name) return point.probe;
    }
    return std::nullopt;
}

inline const char *name_of(torture::Verdict verdict) {
    switch (verdict) {
        case torture::Verdict::pass: return "pass";
        case torture::Verdict::interrupted: return "interrupted";
        case torture::Verdict::stalled: return "stalled";
        case torture::Verdict::data_race_suspect: return "data-race-suspect";
        case torture::Verdict::gp_violation: return "gp-violation";
    }
    return "crashed";
}

inline const char *name_of(workload::Status status) {
    switch (status) {
        case workload::Status::pass: return "pass";
        case workload::Status::stalled: return "stalled";
        case workload::Status::gp_violation: return "gp-violation";
        case workload::Status::data_race_suspect: return "data-race-suspect";
        case workload::Status::interrupted: return "interrupted";
    }
    return "crashed";
}

inline const char *name_of(workload::Phase phase) {
    switch (phase) {
        case workload::Phase::floors: return "floors";
        case workload::Phase::warmup: return "warmup";
        case workload::Phase::measure: return "measure";
        case workload::Phase::drain: return "drain";
        case workload::Phase::done: return "done";
    }
    return "done";
}

}  // namespace rcu_bench::addon
