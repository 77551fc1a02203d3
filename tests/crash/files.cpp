// Calls that reach the disk, each of which may be the one that fails. Files that the C library
// writes for others go through streams of our own, since its inner calls cannot be taken over.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/uio.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>

#include "tests/crash/plan.hpp"

namespace faults = orrery::faults;
using faults::Kind;

namespace {

template <class F>
F* real(const char* name) {
    return reinterpret_cast<F*>(dlsym(RTLD_NEXT, name));
}

/// stdout and stderr are no files of ours; tests close them or fill them from outside.
bool ours(int fd) {
    return fd > 2;
}

ssize_t real_write(int fd, const void* data, size_t size) {
    static auto* const f = real<ssize_t(int, const void*, size_t)>("write");
    return f(fd, data, size);
}

ssize_t real_pwrite(int fd, const void* data, size_t size, off_t at) {
    static auto* const f = real<ssize_t(int, const void*, size_t, off_t)>("pwrite");
    return f(fd, data, size, at);
}

/// What a struck write gives back, with `half` having done the part that goes through.
template <class Half>
ssize_t struck(const faults::Stroke& s, Half half) {
    ssize_t done = -1;
    if (s.size > 0) done = half(static_cast<size_t>(s.size));
    if (s.kills) faults::die();
    if (done < 0) faults::set_error();
    return done;
}

int open_as(const char* name, const char* path, int flags, mode_t mode) {
    if ((flags & O_ACCMODE) != O_RDONLY) {
        if (faults::in_child) return real<int(const char*, int, ...)>("open")("/dev/null", O_RDWR);
        if (faults::strikes(Kind::open)) return -1;
    }
    return real<int(const char*, int, ...)>(name)(path, flags, mode);
}

ssize_t stream_write(void* cookie, const char* data, size_t size) {
    return write(static_cast<int>(reinterpret_cast<intptr_t>(cookie)), data, size);
}

ssize_t stream_read(void* cookie, char* to, size_t size) {
    return read(static_cast<int>(reinterpret_cast<intptr_t>(cookie)), to, size);
}

int stream_seek(void* cookie, off64_t* at, int from) {
    *at = lseek64(static_cast<int>(reinterpret_cast<intptr_t>(cookie)), *at, from);
    return *at < 0 ? -1 : 0;
}

/// By descriptor: the streams of our own, which know no descriptor of theirs.
std::atomic<FILE*> streams[1024];

int stream_close(void* cookie) {
    const auto fd = static_cast<int>(reinterpret_cast<intptr_t>(cookie));
    streams[fd % 1024] = nullptr;
    return close(fd);
}

FILE* stream_of(int fd, const char* mode) {
    const cookie_io_functions_t calls{stream_read, stream_write, stream_seek, stream_close};
    FILE* made = fopencookie(reinterpret_cast<void*>(static_cast<intptr_t>(fd)), mode, calls);
    streams[fd % 1024] = made;
    return made;
}

int flags_of(const char* mode) {
    const bool both = std::strchr(mode, '+') != nullptr;
    const int access = both ? O_RDWR : mode[0] == 'r' ? O_RDONLY : O_WRONLY;
    const int rest = mode[0] == 'w' ? O_CREAT | O_TRUNC : mode[0] == 'a' ? O_CREAT | O_APPEND : 0;
    return access | rest;
}

FILE* open_stream(const char* path, const char* mode) {
    const int fd = open(path, flags_of(mode), 0666);
    return fd < 0 ? nullptr : stream_of(fd, mode);
}

mode_t mode_in(va_list rest, int flags) {
    return flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;
}

bool renames() {
    return !faults::in_child && faults::strikes(Kind::rename);
}

}  // namespace

extern "C" {

ssize_t write(int fd, const void* data, size_t size) {
    if (!ours(fd)) return real_write(fd, data, size);
    if (faults::in_child) return static_cast<ssize_t>(size);
    const faults::Stroke s = faults::strikes_write(size);
    if (!s.hit) return real_write(fd, data, size);
    return struck(s, [&](size_t part) { return real_write(fd, data, part); });
}

ssize_t pwrite(int fd, const void* data, size_t size, off_t at) {
    if (faults::in_child) return static_cast<ssize_t>(size);
    const faults::Stroke s = faults::strikes_write(size);
    if (!s.hit) return real_pwrite(fd, data, size, at);
    return struck(s, [&](size_t part) { return real_pwrite(fd, data, part, at); });
}

ssize_t pwrite64(int fd, const void* data, size_t size, off64_t at) {
    return pwrite(fd, data, size, at);
}

ssize_t writev(int fd, const iovec* parts, int n) {
    size_t size = 0;
    for (int i = 0; i < n; ++i) size += parts[i].iov_len;
    static auto* const f = real<ssize_t(int, const iovec*, int)>("writev");
    if (!ours(fd)) return f(fd, parts, n);
    if (faults::in_child) return static_cast<ssize_t>(size);
    const faults::Stroke s = faults::strikes_write(size);
    if (!s.hit) return f(fd, parts, n);
    return struck(s, [&](size_t part) {
        const size_t first = n > 0 && parts[0].iov_len < part ? parts[0].iov_len : part;
        return n > 0 ? real_write(fd, parts[0].iov_base, first) : ssize_t{0};
    });
}

ssize_t read(int fd, void* to, size_t size) {
    static auto* const f = real<ssize_t(int, void*, size_t)>("read");
    if (ours(fd) && faults::strikes(Kind::read)) return -1;
    return f(fd, to, size);
}

ssize_t pread(int fd, void* to, size_t size, off_t at) {
    static auto* const f = real<ssize_t(int, void*, size_t, off_t)>("pread");
    if (faults::strikes(Kind::read)) return -1;
    return f(fd, to, size, at);
}

ssize_t pread64(int fd, void* to, size_t size, off64_t at) {
    return pread(fd, to, size, at);
}

int fsync(int fd) {
    if (faults::in_child) return 0;
    return faults::strikes(Kind::sync) ? -1 : real<int(int)>("fsync")(fd);
}

int fdatasync(int fd) {
    if (faults::in_child) return 0;
    return faults::strikes(Kind::sync) ? -1 : real<int(int)>("fdatasync")(fd);
}

int rename(const char* from, const char* to) {
    if (faults::in_child) return 0;
    return renames() ? -1 : real<int(const char*, const char*)>("rename")(from, to);
}

int renameat2(int from_dir, const char* from, int to_dir, const char* to, unsigned flags) {
    if (faults::in_child) return 0;
    if (renames()) return -1;
    return real<int(int, const char*, int, const char*, unsigned)>("renameat2")(from_dir, from,
                                                                                to_dir, to, flags);
}

int unlink(const char* path) {
    return faults::in_child ? 0 : real<int(const char*)>("unlink")(path);
}

int remove(const char* path) {
    return faults::in_child ? 0 : real<int(const char*)>("remove")(path);
}

int unlinkat(int folder, const char* path, int flags) {
    if (faults::in_child) return 0;
    return real<int(int, const char*, int)>("unlinkat")(folder, path, flags);
}

int rmdir(const char* path) {
    return faults::in_child ? 0 : real<int(const char*)>("rmdir")(path);
}

int mkdir(const char* path, mode_t mode) {
    return faults::in_child ? 0 : real<int(const char*, mode_t)>("mkdir")(path, mode);
}

int ftruncate(int fd, off_t size) {
    return faults::in_child ? 0 : real<int(int, off_t)>("ftruncate")(fd, size);
}

int ftruncate64(int fd, off64_t size) {
    return ftruncate(fd, size);
}

int close(int fd) {
    const int done = real<int(int)>("close")(fd);
    return ours(fd) && !faults::in_child && faults::strikes(Kind::close) ? -1 : done;
}

int open(const char* path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    const mode_t mode = mode_in(rest, flags);
    va_end(rest);
    return open_as("open", path, flags, mode);
}

int open64(const char* path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    const mode_t mode = mode_in(rest, flags);
    va_end(rest);
    return open_as("open64", path, flags, mode);
}

FILE* fopen(const char* path, const char* mode) {
    return open_stream(path, mode);
}

FILE* fopen64(const char* path, const char* mode) {
    return open_stream(path, mode);
}

/// Locks are the parent's: its child is alone, and is not told of them.
int fcntl(int fd, int command, ...) {
    va_list rest;
    va_start(rest, command);
    void* argument = va_arg(rest, void*);
    va_end(rest);
    const bool locks = command == F_SETLK || command == F_SETLKW || command == F_GETLK;
    if (faults::in_child && locks) {
        if (command == F_GETLK) static_cast<struct flock*>(argument)->l_type = F_UNLCK;
        return 0;
    }
    static auto* const f = real<int(int, int, ...)>("fcntl64");
    return f(fd, command, argument);
}

/// flock; that name is a struct's, too.
int lock_file(int fd, int how) __asm__("flock");
int lock_file(int fd, int how) {
    static auto* const f = real<int(int, int)>("flock");
    return faults::in_child ? 0 : f(fd, how);
}

int fcntl64(int fd, int command, ...) __attribute__((alias("fcntl")));

int pthread_mutex_lock(pthread_mutex_t* mutex) noexcept {
    static auto* const f = real<int(pthread_mutex_t*)>("pthread_mutex_lock");
    return faults::in_child ? 0 : f(mutex);
}

int pthread_mutex_unlock(pthread_mutex_t* mutex) noexcept {
    static auto* const f = real<int(pthread_mutex_t*)>("pthread_mutex_unlock");
    return faults::in_child ? 0 : f(mutex);
}

int fileno(FILE* stream) noexcept {
    for (int fd = 3; fd < 1024; ++fd) {
        if (streams[fd] == stream) return fd;
    }
    static auto* const f = real<int(FILE*)>("fileno");
    return f(stream);
}

FILE* fdopen(int fd, const char* mode) {
    return stream_of(fd, mode);
}

}  // extern "C"
