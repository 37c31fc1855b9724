// The callback queue: many producers, one consumer, a dummy node.
#include <vector>

#include "engine/common.h"

namespace rcu_bench::scripted {

namespace {
using Queue = rcu::CallbackQueue<Scripted>;
}  // namespace

TEST_SUITE("callback queue") {

TEST_CASE("empty: nothing to dequeue, and no broken link") {
    World world;
    Queue queue;
    CHECK(queue.try_dequeue() == nullptr);
    CHECK_FALSE(queue.link_broken());
}

TEST_CASE("first in, first out, the last one too: the dummy is put back behind it") {
    World world;
    Queue queue;
    CallbackNode a, b, c;
    for (int round = 0; round < 3; ++round) {
        queue.enqueue(a);
        queue.enqueue(b);
        CHECK(queue.try_dequeue() == &a);
        queue.enqueue(c);
        CHECK(queue.try_dequeue() == &b);
        CHECK(queue.try_dequeue() == &c);
        CHECK(queue.try_dequeue() == nullptr);
        CHECK_FALSE(queue.link_broken());
    }
}

TEST_CASE("a node may be queued again once it is out") {
    World world;
    Queue queue;
    CallbackNode a;
    for (int i = 0; i < 5; ++i) {
        queue.enqueue(a);
        CHECK(queue.try_dequeue() == &a);
    }
}

TEST_CASE("between the two steps of an enqueue the link is broken, for complete later nodes too") {
    World world;
    Queue queue;
    CallbackNode a, b;
    Thread &producer = world.spawn("A", [&] { queue.enqueue(a); });
    world.run_until(producer, Probe::enqueue_swapped);
    world.run("B", [&] { queue.enqueue(b); });
    CHECK(queue.try_dequeue() == nullptr);
    CHECK(queue.link_broken());
    world.resume(producer);
    CHECK_FALSE(queue.link_broken());
    CHECK(queue.try_dequeue() == &a);
    CHECK(queue.try_dequeue() == &b);
}

TEST_CASE("the link may break behind a node that can be had") {
    World world;
    Queue queue;
    CallbackNode a, b, c;
    queue.enqueue(a);
    Thread &producer = world.spawn("B", [&] { queue.enqueue(b); });
    world.run_until(producer, Probe::enqueue_swapped);
    queue.enqueue(c);
    // The dummy leads to a; a itself has no successor yet, and so cannot leave.
    CHECK(queue.try_dequeue() == nullptr);
    world.resume(producer);
    CHECK(queue.try_dequeue() == &a);
    CHECK(queue.try_dequeue() == &b);
    CHECK(queue.try_dequeue() == &c);
}

TEST_CASE("a producer that swaps while the consumer puts the dummy back breaks nothing") {
    World world;
    Queue queue;
    CallbackNode a, b;
    queue.enqueue(a);
    CallbackNode *first = nullptr;
    Thread &consumer = world.spawn("consumer", [&] { first = queue.try_dequeue(); });
    world.run_until(consumer, Probe::enqueue_swapped);  // the dummy is the tail, a does not lead to it yet
    world.run("B", [&] { queue.enqueue(b); });
    world.resume(consumer);
    CHECK(first == &a);
    CHECK(queue.try_dequeue() == &b);
    CHECK(queue.try_dequeue() == nullptr);
    CHECK_FALSE(queue.link_broken());
}

TEST_CASE("every pair of places to stop two producers at leaves a whole queue") {
    for (const Probe stop_a : {Probe::enqueue_swapped, Probe::enqueue_linked}) {
        for (const Probe stop_b : {Probe::enqueue_swapped, Probe::enqueue_linked}) {
            for (const bool a_first : {true, false}) {
                World world;
                Queue queue;
                CallbackNode a, b;
                Thread &thread_a = world.spawn("A", [&] { queue.enqueue(a); });
                Thread &thread_b = world.spawn("B", [&] { queue.enqueue(b); });
                world.run_until(thread_a, stop_a);
                world.run_until(thread_b, stop_b);
                std::vector<CallbackNode *> out;
                const auto take = [&] {
                    while (CallbackNode *node = queue.try_dequeue()) out.push_back(node);
                };
                take();
                world.resume(a_first ? thread_a : thread_b);
                take();
                world.resume(a_first ? thread_b : thread_a);
                take();
                CHECK(out == std::vector<CallbackNode *>{&a, &b});  // the order of the swaps
            }
        }
    }
}

}  // TEST_SUITE("callback queue")

}  // namespace rcu_bench::scripted
