#include "explore/scenario_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

namespace rcu_bench::explore {

namespace {

constexpr int64_t ms = 1'000'000;
constexpr int64_t long_read_ns = 75 * ms;  // longer than five sleeps of 10 ms
constexpr int64_t longest_read_ms = 10'000;
constexpr uint32_t most_repeats = 100;

struct Word {
    std::string_view text;  ///< empty: the end of the line
    size_t column = 0;
};

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r'; }
bool is_sign(char c) { return c == ',' || c == ':' || c == '{' || c == '}'; }

/// The words of one line; a comma, a colon and a brace are words of their own.
class Words {
  public:
    explicit Words(std::string_view line) : line_(line.substr(0, line.find('#'))) {}

    Word next() {
        const Word word = peek();
        at_ = word.column - 1 + word.text.size();
        return word;
    }

    Word peek() const {
        size_t begin = at_;
        while (begin < line_.size() && is_space(line_[begin])) ++begin;
        size_t end = begin;
        if (end < line_.size() && is_sign(line_[end])) {
            ++end;
        } else {
            while (end < line_.size() && !is_space(line_[end]) && !is_sign(line_[end])) ++end;
        }
        return {line_.substr(begin, end - begin), begin + 1};
    }

    bool take(std::string_view text) {
        if (peek().text != text) return false;
        next();
        return true;
    }

  private:
    std::string_view line_;
    size_t at_ = 0;
};

std::optional<uint32_t> number(std::string_view text) {
    uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

/// One line: `name: step, step, bql { step }`.
class LineParser {
  public:
    LineParser(std::string_view line, size_t number) : words_(line), line_(number) {}

    bool empty() const { return words_.peek().text.empty(); }

    /// False: see error().
    bool parse(ScenarioThread &thread) {
        const Word name = words_.next();
        if (is_sign(name.text[0])) return fail(name, "a thread's name is expected");
        thread.name = name.text;
        const Word colon = words_.next();
        if (colon.text != ":") return fail(colon, "':' is expected behind the thread's name");
        if (!steps(thread.steps, false)) return false;
        return check_reader(thread);
    }

    const ScenarioError &error() const { return error_; }

  private:
    bool fail(Word at, std::string message) {
        error_ = {.line = line_, .column = at.column, .message = std::move(message)};
        return false;
    }

    bool steps(std::vector<Step> &steps, bool in_bql) {
        do {
            if (!step(steps, in_bql)) return false;
        } while (words_.take(","));
        const Word end = words_.next();
        if (in_bql && end.text != "}") return fail(end, "',' or '}' is expected behind a step");
        if (!in_bql && !end.text.empty()) return fail(end, "',' is expected between two steps");
        return true;
    }

    bool step(std::vector<Step> &steps, bool in_bql) {
        const Word word = words_.next();
        columns_.push_back(word);
        if (word.text == "call" || word.text == "call+force") return call(word, steps);
        if (word.text == "read") return read(steps);
        if (word.text == "bql") return bql(word, steps, in_bql);
        constexpr std::array<std::pair<std::string_view, StepKind>, 5> plain{{
            {"force", StepKind::force},
            {"drain", StepKind::drain},
            {"sync", StepKind::synchronize},
            {"register", StepKind::register_reader},
            {"unregister", StepKind::unregister_reader},
        }};
        const auto found = std::ranges::find(plain, word.text, &std::pair<std::string_view, StepKind>::first);
        if (found == plain.end()) return fail(word, no_step(word));
        if (in_bql && found->second == StepKind::synchronize)
            return fail(word, "sync under the BQL waits for ever: its callback needs the BQL");
        return add(steps, {.kind = found->second});
    }

    static std::string no_step(Word word) {
        const std::string steps = "call, force, call+force, drain, sync, read, register, unregister, bql { }";
        if (word.text.empty()) return "a step is expected: " + steps;
        return "'" + std::string(word.text) + "' is no step; there are: " + steps;
    }

    bool add(std::vector<Step> &steps, Step step) {
        steps.push_back(step);
        places_.push_back(columns_.back());
        return true;
    }

    /// `call`, `call chain 2`, `call x30`; call+force forces once behind them.
    bool call(Word word, std::vector<Step> &steps) {
        Step step{.kind = StepKind::call};
        uint32_t times = 1;
        if (words_.take("chain") &&
            !count(words_.next(), "behind 'chain', how many further callbacks there are", step.chain))
            return false;
        const Word repeat = words_.peek();
        if (repeat.text.starts_with('x') && repeat.text != "x") {
            words_.next();
            const Word digits{repeat.text.substr(1), repeat.column + 1};
            if (!count(digits, "behind 'x', how often it is done", times)) return false;
        }
        for (uint32_t i = 0; i < times; ++i) add(steps, step);
        if (word.text == "call+force") add(steps, {.kind = StepKind::force});
        return true;
    }

    bool count(Word word, const char *what, uint32_t &value) {
        const std::optional<uint32_t> parsed = number(word.text);
        if (!parsed || *parsed < 1 || *parsed > most_repeats)
            return fail(word, "1 to " + std::to_string(most_repeats) + " is expected " + what);
        value = *parsed;
        return true;
    }

    /// `read short`, `read long`, `read 25ms`, `read until kicked`
    bool read(std::vector<Step> &steps) {
        const Word word = words_.next();
        if (word.text == "short") return add(steps, {.kind = StepKind::read});
        if (word.text == "long") return add(steps, {.kind = StepKind::read, .ns = long_read_ns});
        if (word.text == "until") {
            const Word kicked = words_.next();
            if (kicked.text != "kicked") return fail(kicked, "'kicked' is expected behind 'read until'");
            return add(steps, {.kind = StepKind::read_until_kicked});
        }
        const bool in_ms = word.text.ends_with("ms");
        const std::optional<uint32_t> value = in_ms ? number(word.text.substr(0, word.text.size() - 2)) : std::nullopt;
        if (!value || *value < 1 || *value > longest_read_ms) {
            return fail(word, "behind 'read' one of these is expected: short, long, 1ms to " +
                                  std::to_string(longest_read_ms) + "ms, until kicked");
        }
        return add(steps, {.kind = StepKind::read, .ns = *value * ms});
    }

    bool bql(Word word, std::vector<Step> &steps, bool in_bql) {
        if (in_bql) return fail(word, "the BQL is held already");
        const Word brace = words_.next();
        if (brace.text != "{") return fail(brace, "'{' is expected behind 'bql'");
        add(steps, {.kind = StepKind::bql_lock});
        if (!this->steps(steps, true)) return false;
        return add(steps, {.kind = StepKind::bql_unlock});
    }

    /// Who reads must be registered, and nobody twice.
    bool check_reader(const ScenarioThread &thread) {
        std::optional<bool> registered;
        for (size_t i = 0; i < thread.steps.size(); ++i) {
            switch (thread.steps[i].kind) {
                case StepKind::read:
                case StepKind::read_until_kicked:
                    if (registered == false) return fail(places_[i], "the thread reads here without being registered");
                    registered = true;
                    break;
                case StepKind::register_reader:
                    if (registered == true) return fail(places_[i], "the thread is registered already");
                    registered = true;
                    break;
                case StepKind::unregister_reader:
                    if (registered == false) return fail(places_[i], "the thread is not registered");
                    registered = false;
                    break;
                default: break;
            }
        }
        return true;
    }

    Words words_;
    size_t line_;
    std::vector<Word> columns_;  // of the steps that were begun
    std::vector<Word> places_;   // of the steps that came of them
    ScenarioError error_;
};

bool knows(const Scenario &scenario, std::string_view name) {
    return name == "RCU" ||
           std::ranges::any_of(scenario.threads, [&](const ScenarioThread &t) { return t.name == name; });
}

}  // namespace

ParsedScenario parse_scenario(std::string_view name, std::string_view text) {
    ParsedScenario parsed{.scenario = {.name = std::string(name), .threads = {}}, .error = {}};
    size_t line = 0;
    for (size_t at = 0; at <= text.size(); ++line) {
        const size_t end = std::min(text.find('\n', at), text.size());
        LineParser parser(text.substr(at, end - at), line + 1);
        at = end + 1;
        if (parser.empty()) continue;
        ScenarioThread thread;
        if (!parser.parse(thread)) {
            parsed.error = parser.error();
            return parsed;
        }
        if (knows(parsed.scenario, thread.name)) {
            parsed.error = {.line = line + 1, .column = 1, .message = "there is a thread " + thread.name + " already"};
            return parsed;
        }
        parsed.scenario.threads.push_back(std::move(thread));
        const std::string why = too_large(parsed.scenario);
        if (!why.empty()) {
            parsed.error = {.line = line + 1, .column = 1, .message = "the scenario is too large: " + why};
            return parsed;
        }
    }
    if (parsed.scenario.threads.empty()) parsed.error = {.line = 1, .column = 1, .message = "there is no thread in it"};
    return parsed;
}

}  // namespace rcu_bench::explore
