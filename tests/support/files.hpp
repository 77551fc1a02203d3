// Temporary files of tests, removed with the object.
#pragma once
#include <unistd.h>

#include <boost/iostreams/filter/gzip.hpp>
#include <boost/iostreams/filter/zstd.hpp>
#include <boost/iostreams/filtering_stream.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace orrery::test {

/// A folder of its own under the system's temporary folder.
class TemporaryFolder {
public:
    TemporaryFolder() {
        static int count = 0;
        path_ = std::filesystem::temp_directory_path() /
                ("orrery-test-" + std::to_string(getpid()) + "-" + std::to_string(++count));
        std::filesystem::create_directories(path_);
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    [[nodiscard]] std::string file(const std::string& name) const {
        return (path_ / name).string();
    }
    std::string write(const std::string& name, const std::string& text) const {
        std::ofstream(file(name), std::ios::binary) << text;
        return file(name);
    }
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

inline std::string read_text(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

template <class Filter>
std::string packed(const std::string& text, Filter filter) {
    std::stringstream out;
    boost::iostreams::filtering_ostream stream;
    stream.push(filter);
    stream.push(out);
    stream << text;
    stream.reset();
    return out.str();
}
inline std::string gzip(const std::string& text) {
    return packed(text, boost::iostreams::gzip_compressor());
}
inline std::string zstd(const std::string& text) {
    return packed(text, boost::iostreams::zstd_compressor());
}

}  // namespace orrery::test
