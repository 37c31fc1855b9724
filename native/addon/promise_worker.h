// Work off the event loop, and a promise of its result.
#pragma once

#include <napi.h>

#include <string>
#include <utility>

namespace rcu_bench::addon {

/// `work(std::string &error)` runs in a thread of Node's pool; an error that it sets rejects the promise.
/// `to_object(env, result)` creates the value that the promise resolves to. The worker deletes itself.
template <class Result, class Work, class ToObject>
class PromiseWorker : public Napi::AsyncWorker {
  public:
    PromiseWorker(Napi::Env env, Work work, ToObject to_object)
        : AsyncWorker(env),
          deferred_(Napi::Promise::Deferred::New(env)),
          work_(std::move(work)),
          to_object_(std::move(to_object)) {}

    Napi::Promise promise() const { return deferred_.Promise(); }

    void Execute() override {
        std::string error;
        result_ = work_(error);
        if (!error.empty()) SetError(error);
    }
    void OnOK() override { deferred_.Resolve(to_object_(Env(), result_)); }
    void OnError(const Napi::Error &error) override { deferred_.Reject(error.Value()); }

  private:
    Napi::Promise::Deferred deferred_;
    Work work_;
    ToObject to_object_;
    Result result_;
};

/// Queues the work. See PromiseWorker.
template <class Work, class ToObject>
Napi::Promise run_off_the_event_loop(Napi::Env env, Work work, ToObject to_object) {
    using Result = decltype(work(std::declval<std::string &>()));
    auto *const worker = new PromiseWorker<Result, Work, ToObject>(env, std::move(work), std::move(to_object));
    const Napi::Promise promise = worker->promise();
    worker->Queue();
    return promise;
}

}  // namespace rcu_bench::addon
