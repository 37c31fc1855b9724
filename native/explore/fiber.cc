#include "explore/fiber.h"

#include <cstdint>

// The registers that a called function must keep (System V AMD64; AAPCS64), and nothing else: no signal mask, no floating-point
// control word, which nobody here changes.
#if defined(__x86_64__)
asm(R"(
    .text
    .globl rcu_bench_switch_stack
    .hidden rcu_bench_switch_stack
    .type rcu_bench_switch_stack, @function
rcu_bench_switch_stack:
    .cfi_startproc
    pushq %rbp
    pushq %rbx
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    movq %rsp, (%rdi)
    movq %rsi, %rsp
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbx
    popq %rbp
    ret
    .cfi_endproc
    .size rcu_bench_switch_stack, .-rcu_bench_switch_stack
)");
#elif defined(__aarch64__)
asm(R"(
    .text
    .globl rcu_bench_switch_stack
    .hidden rcu_bench_switch_stack
    .type rcu_bench_switch_stack, @function
rcu_bench_switch_stack:
    sub sp, sp, #160
    stp x19, x20, [sp, #0]
    stp x21, x22, [sp, #16]
    stp x23, x24, [sp, #32]
    stp x25, x26, [sp, #48]
    stp x27, x28, [sp, #64]
    stp x29, x30, [sp, #80]
    stp d8, d9, [sp, #96]
    stp d10, d11, [sp, #112]
    stp d12, d13, [sp, #128]
    stp d14, d15, [sp, #144]
    mov x9, sp
    str x9, [x0]
    mov sp, x1
    ldp x19, x20, [sp, #0]
    ldp x21, x22, [sp, #16]
    ldp x23, x24, [sp, #32]
    ldp x25, x26, [sp, #48]
    ldp x27, x28, [sp, #64]
    ldp x29, x30, [sp, #80]
    ldp d8, d9, [sp, #96]
    ldp d10, d11, [sp, #112]
    ldp d12, d13, [sp, #128]
    ldp d14, d15, [sp, #144]
    add sp, sp, #160
    ret
    .size rcu_bench_switch_stack, .-rcu_bench_switch_stack
)");
#else
#error "the explorer's switch of stacks knows x86-64 and AArch64"
#endif

namespace rcu_bench::explore {

namespace {

#if defined(__x86_64__)
// Six registers, then the return address; above it a word that stands for the caller's own return address, so that `entry`
// finds the stack aligned as after a call.
constexpr size_t words_on_stack = 8;
constexpr size_t entry_word = 6;
#else
constexpr size_t words_on_stack = 20;
constexpr size_t entry_word = 11;  // x30
#endif

}  // namespace

void *prepare_stack(std::byte *bottom, size_t size, void (*entry)()) {
    auto *const words = reinterpret_cast<uintptr_t *>(bottom + size) - words_on_stack;
    for (size_t i = 0; i < words_on_stack; ++i) words[i] = 0;
    words[entry_word] = reinterpret_cast<uintptr_t>(entry);
    return words;
}

}  // namespace rcu_bench::explore
