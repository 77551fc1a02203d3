// What the workbook writer keeps of its parts while it makes them: in memory, and never in part.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE  // fopencookie
#endif
#include "sim/report/workbook_scratch.hpp"

#include <stdio.h>
#include <xlsxwriter.h>

#include <algorithm>
#include <memory>
#include <new>
#include <string>
#include <utility>

namespace orrery::xlsx {
namespace {

thread_local bool lost = false;

struct Scratch {
    std::string bytes;
    std::size_t at = 0;
};

ssize_t scratch_write(void* cookie, const char* data, std::size_t size) {
    auto& s = *static_cast<Scratch*>(cookie);
    try {
        if (s.at + size > s.bytes.size()) s.bytes.resize(s.at + size);
    } catch (const std::bad_alloc&) {
        lost = true;
        return 0;
    }
    std::copy_n(data, size, s.bytes.begin() + static_cast<std::ptrdiff_t>(s.at));
    s.at += size;
    return static_cast<ssize_t>(size);
}

ssize_t scratch_read(void* cookie, char* to, std::size_t size) {
    auto& s = *static_cast<Scratch*>(cookie);
    const std::size_t got = std::min(size, s.bytes.size() - std::min(s.at, s.bytes.size()));
    std::copy_n(s.bytes.begin() + static_cast<std::ptrdiff_t>(s.at), got, to);
    s.at += got;
    return static_cast<ssize_t>(got);
}

int scratch_seek(void* cookie, off64_t* offset, int from) {
    auto& s = *static_cast<Scratch*>(cookie);
    const off64_t base = from == SEEK_SET   ? 0
                         : from == SEEK_CUR ? static_cast<off64_t>(s.at)
                                            : static_cast<off64_t>(s.bytes.size());
    const off64_t to = base + *offset;
    if (to < 0 || to > static_cast<off64_t>(s.bytes.size())) return -1;
    s.at = static_cast<std::size_t>(to);
    *offset = to;
    return 0;
}

int scratch_close(void* cookie) {
    delete static_cast<Scratch*>(cookie);
    return 0;
}

std::FILE* scratch_file() {
    std::unique_ptr<Scratch> scratch(new (std::nothrow) Scratch);
    const cookie_io_functions_t calls{scratch_read, scratch_write, scratch_seek, scratch_close};
    std::FILE* file = scratch ? fopencookie(scratch.get(), "w+", calls) : nullptr;
    if (file) static_cast<void>(scratch.release());
    lost = lost || !file;
    return file;
}

}  // namespace

bool scratch_was_lost() {
    return std::exchange(lost, false);
}

}  // namespace orrery::xlsx

/// Takes the place of the writer's own, which makes files in the system's folder for them.
extern "C" FILE* lxw_tmpfile(char*) {
    return orrery::xlsx::scratch_file();
}
