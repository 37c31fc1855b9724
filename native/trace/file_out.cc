#include "trace/file_out.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace rcu_bench::trace {

FileOut::FileOut(const std::string &path)
    : fd_(open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644)), buffer_(new char[capacity]) {
    if (fd_ < 0) error_ = errno;
}

FileOut::~FileOut() { close(); }

int FileOut::close() {
    flush();
    if (fd_ >= 0 && ::close(fd_) != 0 && error_ == 0) error_ = errno;
    fd_ = -1;
    return error_;
}

void FileOut::write(const void *data, size_t bytes) {
    if (bytes > capacity) {
        flush();
        put(static_cast<const char *>(data), bytes);
        return;
    }
    char *const at = room(bytes);
    std::memcpy(at, data, bytes);
    commit(at + bytes);
}

void FileOut::flush() {
    put(buffer_.get(), used_);
    used_ = 0;
}

void FileOut::put(const char *data, size_t bytes) {
    for (size_t done = 0; done < bytes && error_ == 0;) {
        const ssize_t written = ::write(fd_, data + done, bytes - done);
        if (written > 0) {
            done += static_cast<size_t>(written);
        } else if (errno != EINTR) {
            error_ = errno;
        }
    }
}

}  // namespace rcu_bench::trace
