// v2 and v3 from patch 4 on are the same algorithm on Linux: one list of behaviours, run for either by its own file.
#pragma once

#include <initializer_list>

#include "engine/common.h"

namespace rcu_bench::scripted {

// Each takes a version's name.
void ready_event_is_set_by_every_call(const char *version);
void n_is_subtracted_after_the_grace_period(const char *version);
void quiet_grace_period_polls_nothing(const char *version);
void request_before_fetch_forces_before_the_first_scan(const char *version);
void request_forces_even_a_quiet_grace_period(const char *version);
void five_cuttable_sleeps_then_force(const char *version);
void reader_that_leaves_in_a_sleep_waits_for_its_end(const char *version);
void request_cuts_the_sleep_and_stays_for_the_next_batch(const char *version);
void request_between_fetch_and_reset_is_seen_in_the_word(const char *version);
void request_after_the_decision_makes_the_sleep_return_at_once(const char *version);
void request_while_idle_wakes_nobody_and_stays(const char *version);
void fetch_of_nothing_discards_the_request(const char *version);
void call_during_a_sleep_neither_cuts_nor_forces(const char *version);
void threshold_forces_before_the_first_scan(const char *version);
void chained_grace_periods_by_the_order_of_force_and_fetch(const char *version);
void each_32_bit_phase_starts_anew(const char *version);
void request_forces_both_32_bit_phases(const char *version);
void request_in_the_first_32_bit_phase_is_in_the_word_for_the_second(const char *version);
void broken_link_loses_no_wake_up(const char *version);
void forced_walk_holds_the_lock(const char *version);
void drain_queues_then_forces(const char *version);

}  // namespace rcu_bench::scripted

// A test case for each, in the current file's suite.
#define V2_V3_CASE(text, body, ...) \
    TEST_CASE(text) { FOR_EACH_OF(version, __VA_ARGS__) body(version); }

#define V2_V3_CASES(...)                                                                                               \
    V2_V3_CASE("every call_rcu sets the ready event", ready_event_is_set_by_every_call, __VA_ARGS__)                   \
    V2_V3_CASE("the grace period starts at once and n is subtracted after it", n_is_subtracted_after_the_grace_period, \
               __VA_ARGS__)                                                                                            \
    V2_V3_CASE("a quiet grace period without a request takes one round: no sleep, no force",                           \
               quiet_grace_period_polls_nothing, __VA_ARGS__)                                                          \
    V2_V3_CASE(                                                                                                        \
        "a request before the fetch is taken with it and forces before the first scan: quiescent readers are "         \
        "kicked too",                                                                                                  \
        request_before_fetch_forces_before_the_first_scan, __VA_ARGS__)                                                \
    V2_V3_CASE("a request forces even a grace period that nobody holds up", request_forces_even_a_quiet_grace_period,  \
               __VA_ARGS__)                                                                                            \
    V2_V3_CASE("without a request: five timed waits of 10 ms on the force event, then a force before the next scan",   \
               five_cuttable_sleeps_then_force, __VA_ARGS__)                                                           \
    V2_V3_CASE("a reader that leaves during a sleep is not noticed before its end",                                    \
               reader_that_leaves_in_a_sleep_waits_for_its_end, __VA_ARGS__)                                           \
    V2_V3_CASE("a request during a sleep cuts it short, and is left over for the next batch",                          \
               request_cuts_the_sleep_and_stays_for_the_next_batch, __VA_ARGS__)                                       \
    V2_V3_CASE("a request between the fetch and the reset of its event is not lost: the word shows it",                \
               request_between_fetch_and_reset_is_seen_in_the_word, __VA_ARGS__)                                       \
    V2_V3_CASE("a request between the decision and the sleep makes the sleep return at once",                          \
               request_after_the_decision_makes_the_sleep_return_at_once, __VA_ARGS__)                                 \
    V2_V3_CASE("a request while idle wakes nobody and stays for the next batch",                                       \
               request_while_idle_wakes_nobody_and_stays, __VA_ARGS__)                                                 \
    V2_V3_CASE("a fetch that sees n = 0 discards the request", fetch_of_nothing_discards_the_request, __VA_ARGS__)     \
    V2_V3_CASE(                                                                                                        \
        "a call_rcu during the wait for readers neither cuts the sleep nor forces: v1's spurious force is gone",       \
        call_during_a_sleep_neither_cuts_nor_forces, __VA_ARGS__)                                                      \
    V2_V3_CASE("30 callbacks force before the first scan", threshold_forces_before_the_first_scan, __VA_ARGS__)        \
    V2_V3_CASE("32 bits: each phase resets the force event and has all its sleeps", each_32_bit_phase_starts_anew,     \
               __VA_ARGS__)                                                                                            \
    V2_V3_CASE("32 bits: a fetched request forces both phases", request_forces_both_32_bit_phases, __VA_ARGS__)        \
    V2_V3_CASE("32 bits: a request during the first phase forces the second by the bit, its event being reset",        \
               request_in_the_first_32_bit_phase_is_in_the_word_for_the_second, __VA_ARGS__)                           \
    V2_V3_CASE("the interleaving of v1's lost wake-up loses none", broken_link_loses_no_wake_up, __VA_ARGS__)          \
    V2_V3_CASE("the forced walk holds the registry's lock", forced_walk_holds_the_lock, __VA_ARGS__)                   \
    V2_V3_CASE("drain_call_rcu queues its callback, then forces", drain_queues_then_forces, __VA_ARGS__)

// The one that a version may do better at.
#define CHAIN_BY_ORDER_CASE(...)                                                                           \
    V2_V3_CASE("two chained grace periods: the second is forced or not by the order of request and fetch", \
               chained_grace_periods_by_the_order_of_force_and_fetch, __VA_ARGS__)
