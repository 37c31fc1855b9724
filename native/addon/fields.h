// Reads the fields of a JavaScript object; a wrong type becomes a TypeError that names the field.
#pragma once

#include <napi.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rcu_bench::addon {

class Fields {
  public:
    explicit Fields(const Napi::Object &object) : object_(object) {}

    double number(const char *name) const {
        const Napi::Value value = object_.Get(name);
        if (value.IsNumber()) return value.As<Napi::Number>().DoubleValue();
        complain(name, "a number");
        return 0;
    }
    int64_t ns(const char *name) const { return static_cast<int64_t>(number(name)); }
    uint32_t count(const char *name) const { return static_cast<uint32_t>(number(name)); }

    std::string text(const char *name) const {
        const Napi::Value value = object_.Get(name);
        if (value.IsString()) return value.As<Napi::String>().Utf8Value();
        complain(name, "a string");
        return {};
    }

    bool flag(const char *name) const {
        const Napi::Value value = object_.Get(name);
        if (value.IsBoolean()) return value.As<Napi::Boolean>().Value();
        complain(name, "a boolean");
        return false;
    }

    Napi::Object object(const char *name) const {
        const Napi::Value value = object_.Get(name);
        if (value.IsObject()) return value.As<Napi::Object>();
        complain(name, "an object");
        return Napi::Object::New(object_.Env());
    }

    std::vector<int> integers(const char *name) const {
        const Napi::Value value = object_.Get(name);
        std::vector<int> list;
        if (!value.IsArray()) {
            complain(name, "an array");
            return list;
        }
        const auto array = value.As<Napi::Array>();
        for (uint32_t i = 0; i < array.Length(); ++i) list.push_back(array.Get(i).ToNumber().Int32Value());
        return list;
    }

    std::vector<Napi::Object> objects(const char *name) const {
        const Napi::Value value = object_.Get(name);
        std::vector<Napi::Object> list;
        if (!value.IsArray()) {
            complain(name, "an array");
            return list;
        }
        const auto array = value.As<Napi::Array>();
        for (uint32_t i = 0; i < array.Length(); ++i) list.push_back(array.Get(i).ToObject());
        return list;
    }

    template <class Value>
    Value named(const char *name, std::optional<Value> (*parse)(std::string_view)) const {
        const std::optional<Value> value = parse(text(name));
        if (value) return *value;
        complain(name, "a known name");
        return {};
    }

  private:
    void complain(const char *name, const char *expected) const {
        const Napi::Env env = object_.Env();
        if (env.IsExceptionPending()) return;
        Napi::TypeError::New(env, std::string("config.") + name + " is not " + expected).ThrowAsJavaScriptException();
    }

    const Napi::Object &object_;
};

}  // namespace rcu_bench::addon
