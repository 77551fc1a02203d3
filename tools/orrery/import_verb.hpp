// What the parts of the verb `import` share: its words, what it prints, how it writes.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "orrery/base/file_set.hpp"
#include "sim/ingest/bytes.hpp"
#include "sim/scenario/scenario.hpp"
#include "tools/orrery/verbs.hpp"

namespace orrery::cli {

struct ImportVerb {
    std::string kind;
    std::string file;
    FileHead head{"", ""};  ///< of the file, read once for all that look at it
    std::string as;         ///< the file's format; empty: by content
    std::string out;
    std::string into;
    std::string csv;  ///< inventory: what was read, as Orrery's CSV
    std::string site, country, grid, server, zone, vendor, pool;
    int year = 0;
    std::vector<std::string> catalogs;
};

/// What an import writes: all of it or nothing, and it is told when it is there.
class ImportFiles {
public:
    void write(const std::string& path, const std::string& text, std::string told);
    /// "Written into …".
    void replace_scenario(const std::string& file, const std::string& text);
    void commit();

private:
    FileSet files_;
    std::vector<std::string> told_;
};

/// Texts of others on the way to a terminal: control characters become ?, long lines are cut.
std::string printable(const std::string& text);
/// The report on stdout, what was not understood on stderr.
void print_import(const std::string& report, const std::vector<std::string>& not_understood);
/// What was asked for is wrong: said, exit code 2.
[[noreturn]] void refuse_usage(const std::string& message);
/// An error of the file that is imported, as the compiler's of a scenario.
void refuse_file(const ImportVerb& verb, const char* code, std::string message, std::string hint,
                 Outcome& outcome);
/// "FILE: error: nothing in it could be imported", exit code 3.
void nothing_imported(const ImportVerb& verb, Outcome& outcome);

std::filesystem::path folder_of(const std::string& scenario);
/// The scenario that something goes into; nothing with diagnostics printed.
std::optional<Scenario> target_of(const ImportVerb& verb, Outcome& outcome);
/// Does the text still read as that scenario? What is wrong is told.
bool still_reads(const std::string& file, const std::string& text, Outcome& outcome);
/// Replaces the scenario's text if it still reads without an error.
void write_scenario(const std::string& file, const std::string& text, Outcome& outcome);
/// Where `beside` leaves the file, as the scenario reads it.
std::string place_beside(const std::string& file, const std::string& scenario);
/// The file's path as the scenario reads it; outside the scenario's folder it is copied there.
std::string beside(const std::string& file, const std::string& scenario, ImportFiles& files);
/// Entries as an overlay, where the scenario's text is not to be changed.
std::string entries_overlay(const std::string& kind, const std::string& list,
                            const std::string& entry);

/// The kinds that go into a scenario.
void import_demand_verb(const ImportVerb& verb, Outcome& outcome);
void import_jobs_verb(const ImportVerb& verb, Outcome& outcome);
void import_carbon_verb(const ImportVerb& verb, Outcome& outcome);

}  // namespace orrery::cli
