#include "platform/wait_backend.h"

#include <pthread.h>

#include <array>
#include <climits>

namespace rcu_bench::platform {

namespace {

std::atomic<WaitBackend> chosen{WaitBackend::futex};

/// Where threads wait for a word: its address says in which. Two words in one only wake each other for nothing.
class Bucket {
  public:
    Bucket() {
        pthread_condattr_t attributes;
        pthread_condattr_init(&attributes);
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
        pthread_cond_init(&changed_, &attributes);
        pthread_condattr_destroy(&attributes);
    }

    bool wait(std::atomic<uint32_t> &word, uint32_t expected, int64_t deadline_ns) {
        pthread_mutex_lock(&mutex_);
        int error = 0;
        // Acquire: as a wait that found the word changed.
        if (word.load(std::memory_order_acquire) == expected) {
            if (deadline_ns == INT64_MAX) {
                error = pthread_cond_wait(&changed_, &mutex_);
            } else {
                const timespec deadline = to_timespec(deadline_ns);
                error = pthread_cond_timedwait(&changed_, &mutex_, &deadline);
            }
        }
        pthread_mutex_unlock(&mutex_);
        return error != ETIMEDOUT;
    }

    void wake_all() {
        pthread_mutex_lock(&mutex_);  // whoever saw the old word is asleep, or has not looked yet
        pthread_cond_broadcast(&changed_);
        pthread_mutex_unlock(&mutex_);
    }

  private:
    pthread_mutex_t mutex_ = PTHREAD_MUTEX_INITIALIZER;
    pthread_cond_t changed_;
};

Bucket &bucket_of(const std::atomic<uint32_t> &word) {
    static std::array<Bucket, 64> buckets;
    return buckets[(reinterpret_cast<uintptr_t>(&word) >> 6) % buckets.size()];
}

}  // namespace

void set_wait_backend(WaitBackend backend) { chosen.store(backend, std::memory_order_relaxed); }
WaitBackend wait_backend() { return chosen.load(std::memory_order_relaxed); }

void condvar_wait(std::atomic<uint32_t> &word, uint32_t expected) { bucket_of(word).wait(word, expected, INT64_MAX); }

bool condvar_wait_until(std::atomic<uint32_t> &word, uint32_t expected, int64_t deadline_ns) {
    return bucket_of(word).wait(word, expected, deadline_ns);
}

void condvar_wake_all(std::atomic<uint32_t> &word) { bucket_of(word).wake_all(); }

bool wait_on_address(std::atomic<uint32_t> &word, uint32_t expected, std::optional<uint32_t> milliseconds) {
    if (!milliseconds) return false;
    const int64_t deadline_ns =
        *milliseconds == rcu::win32_infinite ? INT64_MAX : monotonic_ns() + int64_t{*milliseconds} * 1'000'000;
    return futex_wait_until<rcu::TimespecAbi::time64>(word, expected, deadline_ns);
}

}  // namespace rcu_bench::platform
