// A whole file as text, or an error: never a part of it.
#include "orrery/base/read_file.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "orrery/base/diagnostics.hpp"

namespace orrery {

std::string read_file(const std::string& path) {
    // Streams that are copied into streams end at an error as at the end of the file.
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> in(std::fopen(path.c_str(), "rb"),
                                                             &std::fclose);
    std::string text;
    std::size_t size = 0;
    while (in) {
        text.resize(size + (1 << 16));
        const std::size_t got = std::fread(text.data() + size, 1, text.size() - size, in.get());
        size += got;
        if (got == 0) break;
    }
    if (!in || std::ferror(in.get())) {
        throw EnvironmentError(path + ": cannot be read: " + std::strerror(errno));
    }
    text.resize(size);
    return text;
}

}  // namespace orrery
