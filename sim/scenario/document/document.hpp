// A parsed text with the position of everything in it; all that later steps see of YAML.
#pragma once
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "orrery/base/diagnostics.hpp"

namespace orrery {

struct Entry;

/// One node. Scalars keep their text; numbers and units are read later, by who knows the type.
struct Node {
    enum class Kind { null, scalar, sequence, mapping };
    Kind kind = Kind::null;
    bool quoted = false;
    std::string scalar;
    std::vector<Node> items;     ///< of a sequence
    std::vector<Entry> entries;  ///< of a mapping, in the order of the text
    SourcePosition at;

    [[nodiscard]] const Node* find(std::string_view key) const;
    [[nodiscard]] Node* find(std::string_view key);
};

struct Entry {
    std::string key;
    SourcePosition at;
    Node value;
};

/// Limits that keep hostile text harmless.
inline constexpr std::size_t kMaxDocumentBytes = 1 << 20;
inline constexpr std::size_t kMaxNodes = 200'000;
inline constexpr int kMaxDepth = 64;

/// What the stream holds, at most one byte more than a document may have: the parser then refuses
/// it. The stream tells whether reading failed.
std::string document_text(std::istream& in);

/// Parses YAML. Refused, each with its position: anchors, aliases, tags, merge keys, duplicate and
/// non-scalar keys, a second document, more than the limits above, text that is not UTF-8.
std::optional<Node> parse_document(std::string_view text, const std::string& name,
                                   Diagnostics& diagnostics);

/// Reads a file and parses it; a file that cannot be read is an error E0100.
std::optional<Node> read_document(const std::string& file, Diagnostics& diagnostics);

/// The node as YAML text, indented by two; for `check --print document`.
std::string print_document(const Node& node);

}  // namespace orrery
