// What is wrong with a folder that a result is read from: none there, another version, an edited
// one.
#include "sim/store/result_problem.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <vector>

#include "orrery/base/read_file.hpp"
#include "orrery/base/version.hpp"
#include "sim/scenario/reader/reader.hpp"
#include "sim/store/observation_bytes.hpp"
#include "sim/store/sqlite.hpp"

namespace orrery {
namespace {

namespace fs = std::filesystem;

constexpr const char* kAgain = "run the scenario again with this Orrery";

Diagnostic problem_of(const std::string& folder, const char* code, std::string message,
                      std::string hint) {
    Diagnostic d;
    d.code = code;
    d.at.file = folder;
    d.message = std::move(message);
    d.hint = std::move(hint);
    return d;
}

/// The folder beside that one that holds such a file and whose name is nearest; empty where none
/// is.
std::string similar_folder(const std::string& folder, const char* file) {
    fs::path path(folder);
    if (!path.has_filename()) path = path.parent_path();  // "out/plan/"
    std::error_code problem;
    const fs::path parent = path.has_parent_path() ? path.parent_path() : fs::path(".");
    std::vector<std::string> names;
    constexpr std::size_t kMost = 10'000;
    for (fs::directory_iterator it(parent, problem), end;
         !problem && it != end && names.size() < kMost; it.increment(problem)) {
        const bool result = fs::is_regular_file(it->path() / file, problem);
        const bool other = it->path().filename() != path.filename();
        if (result && other) names.push_back(it->path().filename().string());
        problem.clear();
    }
    std::sort(names.begin(), names.end());
    const std::string name = closest(path.filename().string(), names);
    if (name.empty()) return {};
    return path.has_parent_path() ? (parent / name).string() : name;
}

Diagnostic no_result(const std::string& folder) {
    const std::string similar = similar_folder(folder, "results.db");
    return problem_of(folder, "E0904",
                      fs::is_directory(folder) ? "the folder holds no result of a run"
                                               : "there is no such folder",
                      similar.empty() ? "`orrery run SCENARIO -o " + folder + "` writes one there"
                                      : "did you mean " + similar + "?");
}

/// What result.json says of itself; nothing where it is not there or cannot be read, since all
/// figures are taken from results.db.
struct SaidOfResult {
    int schema = kResultSchemaVersion;
    std::string currency;
};
SaidOfResult said_in(const std::string& file) {
    SaidOfResult said;
    if (!fs::is_regular_file(file)) return said;
    const auto json = nlohmann::json::parse(read_file(file), nullptr, false);
    if (!json.is_object()) return said;
    const auto schema = json.find("schema_version");
    if (schema != json.end() && schema->is_number_integer()) said.schema = schema->get<int>();
    const auto currency = json.find("currency");
    if (currency != json.end() && currency->is_string())
        said.currency = currency->get<std::string>();
    return said;
}

/// The currency of the scenario that is stored with the result; empty where none is.
std::string currency_of_scenario(store::Database& db) {
    Diagnostics ignored;  // it was read without an error when it ran
    std::vector<ScenarioLayer> layers;
    store::Statement s(db,
                       "select kind, name, bytes from source where kind in ('document', 'set') "
                       "order by rowid");
    while (s.step()) {
        layers.push_back({s.text(0) == "set", s.text(1), unpack_text(s.bytes(2))});
    }
    if (layers.empty()) return {};
    const auto root = merged_layers(layers, ignored);
    if (!root) return {};
    const Node* currency = root->find("currency");
    return currency ? currency->scalar : "USD";
}

std::string text_in(store::Database& db, const char* query) {
    store::Statement s(db, query);
    return s.step() ? s.text(0) : std::string();
}

}  // namespace

std::optional<Diagnostic> result_problem(const std::string& folder) {
    const std::string file = folder + "/results.db";
    if (!fs::exists(file)) return no_result(folder);
    store::Database db(file, SQLITE_OPEN_READONLY);
    store::Statement version(db, "pragma user_version");
    const std::int64_t tables = version.step() ? version.whole(0) : 0;
    if (tables == 0) return no_result(folder);
    if (tables != kVersionOfTables) {
        return problem_of(folder, "E0905",
                          fmt::format("results.db is of version {}, and this Orrery reads {}",
                                      tables, kVersionOfTables),
                          kAgain);
    }
    const SaidOfResult said = said_in(folder + "/result.json");
    if (said.schema != kResultSchemaVersion) {
        return problem_of(folder, "E0905",
                          fmt::format("result.json has schema_version {}, and this Orrery reads {}",
                                      said.schema, kResultSchemaVersion),
                          kAgain);
    }
    const std::string run = text_in(db, "select value from run where key = 'currency'");
    const std::string scenario = currency_of_scenario(db);
    for (const auto& [place, other] :
         {std::pair{"its scenario", scenario}, std::pair{"result.json", said.currency}}) {
        if (run.empty() || other.empty() || run == other) continue;
        return problem_of(
            folder, "E0906",
            fmt::format("results.db counts in {}, {} in {}: one of them was edited", run, place,
                        other),
            "run the scenario again; `orrery reprice --set currency=…` counts a result in another");
    }
    return std::nullopt;
}

std::optional<Diagnostic> part_problem(const std::string& folder) {
    if (fs::exists(folder + "/study.db")) return std::nullopt;
    const std::string similar = similar_folder(folder, "study.db");
    return problem_of(folder, "E0904",
                      fs::is_directory(folder) ? "the folder holds no part of a study"
                                               : "there is no such folder",
                      similar.empty()
                          ? "`orrery study STUDY --shard i/n -o " + folder + "` writes one there"
                          : "did you mean " + similar + "?");
}

}  // namespace orrery
