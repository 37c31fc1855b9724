// A stack and the switch to it: how the scripted platform has many "threads" on one OS thread.
#pragma once

#include <ucontext.h>

#include <cstddef>
#include <functional>
#include <memory>

namespace rcu_bench::scripted {

/// Runs `body` on a stack of its own, in slices: resume() enters it, suspend() (called by the body) leaves it.
/// A fiber that is destroyed unfinished just loses its stack: nothing on it is destructed.
class Fiber {
  public:
    explicit Fiber(std::function<void()> body);
    ~Fiber();
    Fiber(const Fiber &) = delete;
    Fiber &operator=(const Fiber &) = delete;

    /// From outside the fiber: runs it until it suspends or ends.
    void resume();
    /// From inside: goes back to whoever resumed.
    void suspend();
    bool finished() const { return finished_; }

  private:
    static void entry(unsigned low, unsigned high);
    void run();

    std::function<void()> body_;
    std::unique_ptr<std::byte[]> stack_;
    ucontext_t own_{};
    ucontext_t resumer_{};
    bool finished_ = false;
    // What the sanitizers must be told at a switch; unused without them.
    const void *resumer_stack_ = nullptr;
    size_t resumer_stack_size_ = 0;
    void *tsan_own_ = nullptr;
    void *tsan_resumer_ = nullptr;
};

}  // namespace rcu_bench::scripted
