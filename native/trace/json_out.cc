#include "trace/json_out.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace rcu_bench::trace {

JsonOut::JsonOut(const std::string &path)
    : fd_(open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644)), buffer_(new char[capacity]) {
    if (fd_ < 0) error_ = errno;
}

JsonOut::~JsonOut() { close(); }

int JsonOut::close() {
    flush();
    if (fd_ >= 0 && ::close(fd_) != 0 && error_ == 0) error_ = errno;
    fd_ = -1;
    return error_;
}

void JsonOut::flush() {
    for (size_t done = 0; done < used_ && error_ == 0;) {
        const ssize_t written = write(fd_, buffer_.get() + done, used_ - done);
        if (written > 0) {
            done += static_cast<size_t>(written);
        } else if (errno != EINTR) {
            error_ = errno;
        }
    }
    used_ = 0;
}

/// At least `bytes` (never more than the buffer holds) at the end of what was written.
char *JsonOut::room(size_t bytes) {
    if (capacity - used_ < bytes) flush();
    return buffer_.get() + used_;
}

JsonOut &JsonOut::raw(std::string_view text) {
    std::memcpy(room(text.size()), text.data(), text.size());
    used_ += text.size();
    return *this;
}

template <class Number>
JsonOut &JsonOut::digits(Number value) {
    char *const at = room(longest_number);
    used_ += static_cast<size_t>(std::to_chars(at, at + longest_number, value).ptr - at);
    return *this;
}

JsonOut &JsonOut::number(int64_t value) { return digits(value); }
JsonOut &JsonOut::number(uint64_t value) { return digits(value); }

JsonOut &JsonOut::microseconds(int64_t ns) {
    digits(ns / 1000);
    const auto rest = static_cast<int>(ns % 1000);
    char *const at = room(4);
    at[0] = '.';
    at[1] = static_cast<char>('0' + rest / 100);
    at[2] = static_cast<char>('0' + rest / 10 % 10);
    at[3] = static_cast<char>('0' + rest % 10);
    used_ += 4;
    return *this;
}

JsonOut &JsonOut::quoted(std::string_view text) {
    raw("\"");
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            raw("\\");
            raw({&c, 1});
        } else if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) >= 0x7f) {
            raw("?");
        } else {
            raw({&c, 1});
        }
    }
    return raw("\"");
}

}  // namespace rcu_bench::trace
