#include "machine/main_loop.h"

#include <algorithm>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "platform/clock.h"
#include "support/observed_thread.h"

namespace rcu_bench::workload {

using platform::monotonic_ns;
using trace::MachineEvent;

MainLoop::MainLoop(provider::BigLock &bql) : bql_(bql), eventfd_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

MainLoop::~MainLoop() { close(eventfd_); }

void MainLoop::start(trace::Observer &observer, LoopClient &client) {
    thread_ = observed_thread(observer, "main loop", trace::ThreadRole::main_loop, [this, &client] { run(client); });
}

void MainLoop::stop() {
    stopping_.store(true, std::memory_order_release);
    wake();
    thread_.join();
}

void MainLoop::kick() {
    kicked_.store(true, std::memory_order_release);  // counterpart: the exchange in dispatch()
    wake();
}

void MainLoop::schedule_bottom_half() {
    bottom_half_.store(true, std::memory_order_release);  // counterpart: the exchange in dispatch()
    wake();
}

void MainLoop::wake() {
    const uint64_t one = 1;
    // A write fails only when the counter is full, and then the loop is awake.
    [[maybe_unused]] const ssize_t written = write(eventfd_, &one, sizeof one);
}

void MainLoop::run(LoopClient &client) {
    while (!stopping_.load(std::memory_order_acquire)) {
        trace::current_thread->activity.does("polls");
        poll();
        trace::current_thread->activity.does("dispatches under the BQL");
        bql_.lock();
        dispatch(client);
        bql_.unlock();
    }
}

void MainLoop::poll() {
    pollfd waited{.fd = eventfd_, .events = POLLIN, .revents = 0};
    const int64_t left_ns = std::max<int64_t>(timer_ns_ == never ? 0 : timer_ns_ - monotonic_ns(), 0);
    const timespec timeout = platform::to_timespec(left_ns);
    ppoll(&waited, 1, timer_ns_ == never ? nullptr : &timeout, nullptr);
    uint64_t count;
    [[maybe_unused]] const ssize_t taken = read(eventfd_, &count, sizeof count);  // EAGAIN: the timer ended the poll
}

void MainLoop::dispatch(LoopClient &client) {
    if (bottom_half_.exchange(false, std::memory_order_acq_rel)) {
        trace::record(MachineEvent::bottom_half_begin);
        client.on_bottom_half();
        trace::record(MachineEvent::bottom_half_end);
    }
    if (kicked_.exchange(false, std::memory_order_acq_rel)) client.on_kick();
    if (timer_ns_ <= monotonic_ns()) {
        timer_ns_ = never;
        trace::record(MachineEvent::timer_begin);
        client.on_timer();
        trace::record(MachineEvent::timer_end);
    }
}

}  // namespace rcu_bench::workload
