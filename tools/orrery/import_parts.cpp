// What the parts of the verb `import` share: what it prints, how it writes into scenarios.
#include <fmt/format.h>

#include <sstream>
#include <utility>

#include "orrery/base/cut_text.hpp"
#include "orrery/base/read_file.hpp"
#include "sim/scenario/reader/reader.hpp"
#include "tools/orrery/import_verb.hpp"
#include "tools/orrery/pipeline.hpp"
#include "tools/orrery/program.hpp"

namespace orrery::cli {

namespace fs = std::filesystem;

std::string printable(const std::string& text) {
    constexpr std::size_t kLongest = 300;
    std::string out;
    for (const char c : text) {
        const auto u = static_cast<unsigned char>(c);
        out += u < 0x20 || u == 0x7F ? '?' : c;
    }
    const std::string_view begin = cut_text(out, kLongest);
    return std::string(begin) + (begin.size() < out.size() ? " …" : "");
}

void print_import(const std::string& report, const std::vector<std::string>& not_understood) {
    std::istringstream lines(report);
    for (std::string line; std::getline(lines, line);) fmt::print("{}\n", printable(line));
    if (not_understood.empty()) return;
    fmt::print(stderr, "Not understood:\n");
    for (const std::string& line : not_understood) {
        fmt::print(stderr, "  {}\n", printable(line));
    }
}

void refuse_usage(const std::string& message) {
    fmt::print(stderr, "orrery: {}\n", message);
    throw Refused{kUsage};
}

void refuse_file(const ImportVerb& verb, const char* code, std::string message, std::string hint,
                 Outcome& outcome) {
    Diagnostic d;
    d.code = code;
    d.at.file = verb.file;
    d.message = std::move(message);
    d.hint = std::move(hint);
    outcome.code = refuse(std::move(d));
}

void nothing_imported(const ImportVerb& verb, Outcome& outcome) {
    refuse_file(verb, "E0941", "nothing in it could be imported",
                "what was not understood stands above; docs/import.md shows a file of each kind",
                outcome);
}

fs::path folder_of(const std::string& scenario) {
    const fs::path folder = fs::path(scenario).parent_path();
    return folder.empty() ? fs::path(".") : folder;
}

std::optional<Scenario> target_of(const ImportVerb& verb, Outcome& outcome) {
    if (verb.into.empty()) {
        refuse_usage(
            fmt::format("import {} needs --into SCENARIO, of which it becomes a part", verb.kind));
    }
    Diagnostics diagnostics;
    auto read = read_scenario({verb.into, {}, {}}, diagnostics);
    print(diagnostics);
    outcome.code = diagnostics.exit_code();
    return read;
}

bool still_reads(const std::string& file, const std::string& text, Outcome& outcome) {
    Diagnostics diagnostics;
    read_scenario_text(text, file, diagnostics);
    print(diagnostics);
    outcome.code = diagnostics.exit_code();
    return outcome.code == kOk;
}

void ImportFiles::write(const std::string& path, const std::string& text, std::string told) {
    files_.write(path, text);
    told_.push_back(std::move(told));
}

void ImportFiles::replace_scenario(const std::string& file, const std::string& text) {
    write(file, text, "Written into " + file);
}

void ImportFiles::commit() {
    files_.commit();
    for (const std::string& line : told_) fmt::print("{}\n", line);
}

void write_scenario(const std::string& file, const std::string& text, Outcome& outcome) {
    if (!still_reads(file, text, outcome)) return;
    ImportFiles files;
    files.replace_scenario(file, text);
    files.commit();
}

std::string place_beside(const std::string& file, const std::string& scenario) {
    const fs::path path = fs::proximate(file, folder_of(scenario));
    const bool below = path.string().rfind("..", 0) != 0 && !path.is_absolute();
    return (below ? path : fs::path(file).filename()).string();
}

std::string beside(const std::string& file, const std::string& scenario, ImportFiles& files) {
    const std::string place = place_beside(file, scenario);
    const fs::path copy = folder_of(scenario) / place;
    if (fs::proximate(file, folder_of(scenario)) == place) return place;
    files.write(copy.string(), read_file(file), "Copied to " + copy.string());
    return place;
}

std::string entries_overlay(const std::string& kind, const std::string& list,
                            const std::string& entry) {
    std::string out = fmt::format("# Written by `orrery import {}`.\n{}:\n", kind, list);
    std::istringstream lines(entry);
    for (std::string line; std::getline(lines, line);) out += "  " + line + "\n";
    return out;
}

}  // namespace orrery::cli
