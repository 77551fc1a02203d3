// The files that a scenario names, by their hashes.
#include "sim/store/data_files.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <set>

#include "orrery/base/diagnostics.hpp"
#include "orrery/base/sha256.hpp"
#include "sim/scenario/effective.hpp"

namespace orrery {
namespace {

namespace fs = std::filesystem;

/// Keys of the vocabulary whose values are paths.
constexpr std::array kKeys{"file",          "series",         "grid_series", "marginal_series",
                           "price_series",  "availability",   "prices",      "lengths_from",
                           "layer_profile", "operator_tables"};

bool names_file(const std::string& path) {
    const std::string key = path.substr(path.rfind('.') + 1);
    return std::find(kKeys.begin(), kKeys.end(), key) != kKeys.end();
}

/// As resolve_path does it: beside the scenario, or under the data folder.
fs::path place_of(const std::string& written, const fs::path& folder,
                  const std::string& data_folder) {
    const std::string data = "data:";
    if (written.rfind(data, 0) != 0) return folder / written;
    const bool measured = written.rfind("data:measured/", 0) == 0;
    const fs::path root = measured ? fs::path(data_folder) : fs::path(data_folder) / "data";
    return root / written.substr(data.size());
}

/// The file, or all whose names begin with a stem.
std::vector<fs::path> files_at(const fs::path& place) {
    if (fs::is_regular_file(place)) return {place};
    std::vector<fs::path> files;
    std::error_code problem;
    const std::string stem = place.filename().string();
    for (fs::directory_iterator it(place.parent_path(), problem), end; !problem && it != end;
         it.increment(problem)) {
        const bool begins = it->path().filename().string().rfind(stem, 0) == 0;
        if (begins && it->is_regular_file()) files.push_back(it->path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

/// Quoted where YAML wants it.
std::string unquoted(const std::string& value) {
    const bool quoted = value.size() >= 2 && value.front() == '"' && value.back() == '"';
    return quoted ? value.substr(1, value.size() - 2) : value;
}

}  // namespace

std::vector<StoredData> data_files(const Scenario& scenario, const std::string& data_folder) {
    std::vector<StoredData> out;
    std::set<std::string> seen;
    const fs::path folder = fs::absolute(scenario.file).parent_path();
    for (const auto& [path, value] : effective_rows(scenario)) {
        const std::string written = unquoted(value);
        if (!names_file(path) || !seen.insert(written).second) continue;
        const fs::path place = place_of(written, folder, data_folder);
        for (const fs::path& file : files_at(place)) {
            const std::string ending =
                file.filename().string().substr(place.filename().string().size());
            out.push_back({written, ending, file.string(), file_hash(file.string())});
        }
    }
    return out;
}

bool may_name_data(const std::string& text) {
    return std::any_of(kKeys.begin(), kKeys.end(),
                       [&text](const char* key) { return text.find(key) != std::string::npos; });
}

std::string file_hash(const std::string& path) {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> in(std::fopen(path.c_str(), "rb"),
                                                             &std::fclose);
    if (!in) return {};
    Sha256 hash;
    std::string buffer(1 << 16, '\0');
    for (std::size_t n = 0; (n = std::fread(buffer.data(), 1, buffer.size(), in.get())) > 0;) {
        hash.update(std::string_view(buffer.data(), n));
    }
    if (std::ferror(in.get())) throw EnvironmentError(path + ": cannot be read");
    return hash.hex();
}

}  // namespace orrery
