// A whole file as text, or an error: never a part of it.
#include "orrery/base/read_file.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>

#include "orrery/base/diagnostics.hpp"

namespace orrery {

void refuse_file(const std::string& path, const std::string& why) {
    std::error_code problem;
    const auto status = std::filesystem::status(path, problem);
    const bool closed = std::filesystem::exists(status) && access(path.c_str(), R_OK) != 0;
    if (closed || std::filesystem::is_directory(status) || !std::filesystem::exists(status)) {
        throw UnreadableFile(path, why);
    }
    throw EnvironmentError(path + ": cannot be read: " + why);
}

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
        refuse_file(path, std::strerror(errno));
    }
    text.resize(size);
    return text;
}

}  // namespace orrery
