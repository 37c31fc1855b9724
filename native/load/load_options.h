// A workload's options by the names that src/workloads gives them. TypeScript has checked them: a missing option is a
// bug of this tool and ends the process.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>

namespace rcu_bench::workload {

class LoadOptions {
  public:
    void set(const std::string &name, double value) { numbers_[name] = value; }
    void set(const std::string &name, const std::string &word) { words_[name] = word; }

    double number(const char *name) const { return find(numbers_, name); }
    int64_t ns(const char *name) const { return static_cast<int64_t>(number(name)); }
    uint32_t count(const char *name) const { return static_cast<uint32_t>(number(name)); }
    const std::string &word(const char *name) const { return find(words_, name); }

    /// For an option that only some workloads have.
    double number_or(const char *name, double otherwise) const {
        const auto at = numbers_.find(name);
        return at == numbers_.end() ? otherwise : at->second;
    }
    std::string word_or(const char *name, const char *otherwise) const {
        const auto at = words_.find(name);
        return at == words_.end() ? otherwise : at->second;
    }

  private:
    template <class Value>
    static const Value &find(const std::map<std::string, Value> &values, const char *name) {
        const auto at = values.find(name);
        if (at != values.end()) return at->second;
        fprintf(stderr, "rcu-bench: the workload's option %s did not reach the engine\n", name);
        abort();
    }

    std::map<std::string, double> numbers_;
    std::map<std::string, std::string> words_;
};

}  // namespace rcu_bench::workload
