// The callback queue on real threads: what a dump reads while producers and the consumer go on.
#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "live/counting_platform.h"
#include "rcu/callback_queue.h"

namespace rcu_bench::live {

TEST_CASE("a dump asks for a broken link while nodes are dequeued and freed") {
    using Queue = rcu::CallbackQueue<Platform>;
    using Node = rcu::CallbackNode<Platform>;
    constexpr int nodes = 20'000;
    Queue queue;
    std::atomic<bool> finished{false};
    std::thread producer([&queue] {
        for (int i = 0; i < nodes; ++i) queue.enqueue(*new Node);
    });
    std::thread dump([&queue, &finished] {
        // ASan and TSan see a look at a node that the consumer has freed.
        while (!finished.load(std::memory_order_relaxed)) static_cast<void>(queue.link_broken());
    });
    for (int dequeued = 0; dequeued < nodes;) {
        Node *const node = queue.try_dequeue();
        if (node == nullptr) continue;
        delete node;
        ++dequeued;
    }
    finished.store(true, std::memory_order_relaxed);
    producer.join();
    dump.join();
    CHECK_FALSE(queue.link_broken());
}

}  // namespace rcu_bench::live
