// A file that is written from front to back, through a buffer of its own. The first error is kept, and nothing is written
// after it.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace rcu_bench::trace {

class FileOut {
  public:
    /// Creates or empties the file.
    explicit FileOut(const std::string &path);
    ~FileOut();
    FileOut(const FileOut &) = delete;
    FileOut &operator=(const FileOut &) = delete;

    static constexpr size_t capacity = size_t{1} << 18;

    /// At least `bytes` (never more than capacity) to be filled from the front; then say how many were by commit().
    char *room(size_t bytes) {
        if (capacity - used_ < bytes) [[unlikely]]
            flush();
        return buffer_.get() + used_;
    }
    void commit(const char *end) { used_ = static_cast<size_t>(end - buffer_.get()); }

    /// Of any length.
    void write(const void *data, size_t bytes);
    void flush();

    /// Flushes and closes. 0, or the errno of the first failure.
    int close();
    int error() const { return error_; }

  private:
    void put(const char *data, size_t bytes);

    int fd_;
    int error_ = 0;
    size_t used_ = 0;
    std::unique_ptr<char[]> buffer_;
};

}  // namespace rcu_bench::trace
