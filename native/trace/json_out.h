// Text output for traces: buffered, without allocation per event, the first error kept.
#pragma once

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace rcu_bench::trace {

class JsonOut {
  public:
    /// Creates or empties the file.
    explicit JsonOut(const std::string &path);
    ~JsonOut();
    JsonOut(const JsonOut &) = delete;
    JsonOut &operator=(const JsonOut &) = delete;

    JsonOut &raw(std::string_view text);
    JsonOut &number(int64_t value);
    JsonOut &number(uint64_t value);
    JsonOut &number(uint32_t value) { return number(uint64_t{value}); }
    JsonOut &number(int value) { return number(int64_t{value}); }
    /// Nanoseconds as the microseconds that Chrome's format counts in, with all three decimals.
    JsonOut &microseconds(int64_t ns);
    /// Quoted; what JSON does not take as it is becomes an escape, what is not ASCII a question mark.
    JsonOut &quoted(std::string_view text);

    /// Flushes and closes. 0, or the errno of the first failure.
    int close();

  private:
    static constexpr size_t capacity = size_t{1} << 18;
    static constexpr size_t longest_number = 24;

    void flush();
    char *room(size_t bytes);
    template <class Number>
    JsonOut &digits(Number value);

    int fd_;
    int error_ = 0;
    size_t used_ = 0;
    std::unique_ptr<char[]> buffer_;
};

}  // namespace rcu_bench::trace
