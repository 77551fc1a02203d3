// The questions that stand as files: where they are, and what they say of built-in procedures.
#pragma once
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace orrery::cli {

struct Outcome;

/// Folder of the shipped studies.
std::string studies_folder();
/// The file of `orrery study WORD`: a path as it is, a name's file in the folder; empty: none.
std::string study_file(const std::string& word);

/// Whether the file is one of those that come with Orrery.
bool is_shipped(const std::string& file);

/// Last of all: a word that is no study is answered with the nearest that is one.
void add_unknown_study(CLI::App& study, Outcome& outcome);

/// Whether a study's file leaves the work to a built-in procedure, which is a kind of its own.
bool names_procedure(const std::string& file);

/// Adds those of the folder, and a file that is named on the command line, as kinds of `study`.
void add_study_files(CLI::App& study, Outcome& outcome);

/// Where a study's file names a procedure, its base and flags join those of the command line that
/// lack them, and its goal is what the answer is held against.
void take_study_defaults(Outcome& outcome);

}  // namespace orrery::cli
