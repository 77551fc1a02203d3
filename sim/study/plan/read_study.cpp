// A study file to a StudySpec: everything that is wrong with it, at once.
#include "sim/study/plan/read_study.hpp"

#include <fstream>

namespace orrery {
namespace {

std::optional<StudySpec> read_root(const Node& root, const std::string& name,
                                   Diagnostics& diagnostics) {
    StudySpec spec;
    spec.file = name;
    const Reader reader{diagnostics};
    if (!reader.expect(root, Node::Kind::mapping, "", "keys with values")) return std::nullopt;
    read_object(reader, root, "", study_table(), spec);
    check_study(spec, diagnostics);
    if (diagnostics.has_errors()) return std::nullopt;
    return spec;
}

}  // namespace

std::optional<StudySpec> read_study(const std::string& file, Diagnostics& diagnostics) {
    const auto root = read_document(file, diagnostics);
    if (!root) return std::nullopt;
    return read_root(*root, file, diagnostics);
}

std::optional<StudySpec> read_study_text(std::string_view text, const std::string& name,
                                         Diagnostics& diagnostics) {
    const auto root = parse_document(text, name, diagnostics);
    if (!root) return std::nullopt;
    return read_root(*root, name, diagnostics);
}

bool is_study_file(const std::string& file) {
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) {
        if (line.empty() || line[0] == '#') continue;
        return line.rfind("study:", 0) == 0;
    }
    return false;
}

}  // namespace orrery
