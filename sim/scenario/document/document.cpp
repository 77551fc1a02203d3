// A parsed text with the position of everything in it; the only file that knows yaml-cpp.
#include "sim/scenario/document/document.hpp"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>

#include "orrery/base/cut_text.hpp"
#include "orrery/base/direction_marks.hpp"
#include "sim/scenario/document/character_columns.hpp"
#include "sim/scenario/document/faults.hpp"
#include "sim/scenario/document/quoted_text.hpp"

namespace orrery {
namespace {

/// Thrown by the handler to leave yaml-cpp's parser; caught in this file.
struct Refused {};

SourcePosition position_in(CharacterColumns& columns, const std::string& file,
                           const YAML::Mark& mark) {
    return {file, mark.line + 1, columns.of(mark.line, mark.column, mark.pos)};
}

class Builder final : public YAML::EventHandler {
public:
    Builder(std::string_view text, const std::string& file, Diagnostics& diagnostics)
        : columns_(text), file_(file), diagnostics_(diagnostics) {}

    Node take() { return std::move(root_); }
    [[nodiscard]] bool refused() const { return refused_; }

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        refuse_anchor(mark, anchor);
        Node node;
        node.at = position(mark);
        add(std::move(node), mark);
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
        stop(mark, "E0103", "aliases (*name) are not supported", "write the value out");
    }
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        refuse_anchor(mark, anchor);
        refuse_tag(mark, tag);
        Node node;
        node.kind = Node::Kind::scalar;
        node.quoted = tag == "!";
        node.scalar = value;
        node.at = position(mark);
        if (!node.quoted && (value == "~" || value == "null")) node.kind = Node::Kind::null;
        add(std::move(node), mark);
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        open(mark, tag, anchor, Node::Kind::sequence);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        open(mark, tag, anchor, Node::Kind::mapping);
    }
    void OnMapEnd() override { close(); }

private:
    struct Frame {
        Node node;
        bool has_key = false;
        std::string key;
        SourcePosition key_at;
        bool skip = false;  ///< the value of a duplicate key
    };

    [[nodiscard]] SourcePosition position(const YAML::Mark& mark) {
        return position_in(columns_, file_, mark);
    }
    void report(const SourcePosition& at, std::string code, std::string message, std::string hint) {
        Diagnostic d;
        d.code = std::move(code);
        d.at = at;
        d.message = std::move(message);
        d.hint = std::move(hint);
        diagnostics_.add(std::move(d));
        refused_ = true;
    }
    [[noreturn]] void stop(const YAML::Mark& mark, std::string code, std::string message,
                           std::string hint) {
        report(position(mark), std::move(code), std::move(message), std::move(hint));
        throw Refused{};
    }
    void refuse_anchor(const YAML::Mark& mark, YAML::anchor_t anchor) {
        if (anchor == 0) return;
        stop(mark, "E0103", "anchors (&name) are not supported", "write the value out");
    }
    void refuse_tag(const YAML::Mark& mark, const std::string& tag) {
        if (tag.empty() || tag == "!" || tag == "?") return;
        stop(mark, "E0104", "tags (" + tag + ") are not supported", "remove the tag");
    }
    void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
              Node::Kind kind) {
        refuse_anchor(mark, anchor);
        refuse_tag(mark, tag);
        if (!stack_.empty() && stack_.back().node.kind == Node::Kind::mapping &&
            !stack_.back().has_key) {
            stop(mark, "E0106", "a key must be plain text", "use a name as the key");
        }
        if (static_cast<int>(stack_.size()) >= kMaxDepth) {
            stop(mark, "E0108", fmt::format("nested deeper than {} levels", kMaxDepth),
                 "flatten the text");
        }
        count(mark);
        Frame frame;
        frame.node.kind = kind;
        frame.node.at = position(mark);
        stack_.push_back(std::move(frame));
    }
    void close() {
        Node node = std::move(stack_.back().node);
        stack_.pop_back();
        place(std::move(node));
    }
    void count(const YAML::Mark& mark) {
        if (++nodes_ <= kMaxNodes) return;
        stop(mark, "E0108", fmt::format("more than {} values", kMaxNodes),
             "put recorded data in a CSV file");
    }
    void add(Node node, const YAML::Mark& mark) {
        count(mark);
        if (!stack_.empty() && stack_.back().node.kind == Node::Kind::mapping &&
            !stack_.back().has_key) {
            // A longer one cannot be printed as a key: YAML ends what may be one at 1024
            // characters.
            constexpr std::size_t kLongestKey = 200;
            if (node.scalar.size() > kLongestKey) {
                stop(mark, "E0106", fmt::format("a key is longer than {} bytes", kLongestKey),
                     "is a quote or a colon missing?");
            }
            take_key(node);
            return;
        }
        place(std::move(node));
    }
    void take_key(const Node& node) {
        Frame& frame = stack_.back();
        frame.has_key = true;
        frame.key = node.scalar;
        frame.key_at = node.at;
        frame.skip = false;
        if (frame.key == "<<" && !node.quoted) {
            report(node.at, "E0105", "merge keys (<<) are not supported",
                   "write the keys out, or use an overlay with -f");
        }
        if (const Entry* first = find_entry(frame.node, frame.key)) {
            report(node.at, "E0107", "the key \"" + frame.key + "\" appears twice",
                   fmt::format("it was given first in line {}", first->at.line));
            frame.skip = true;
        }
    }
    static const Entry* find_entry(const Node& node, const std::string& key) {
        const auto it = std::find_if(node.entries.begin(), node.entries.end(),
                                     [&](const Entry& e) { return e.key == key; });
        return it == node.entries.end() ? nullptr : &*it;
    }
    void place(Node node) {
        if (stack_.empty()) {
            root_ = std::move(node);
            return;
        }
        Frame& frame = stack_.back();
        if (frame.node.kind == Node::Kind::sequence) {
            frame.node.items.push_back(std::move(node));
            return;
        }
        frame.has_key = false;
        if (frame.skip) return;
        // The parser places nothing where the next thing begins.
        if (node.kind == Node::Kind::null) node.at = frame.key_at;
        frame.node.entries.push_back({frame.key, frame.key_at, std::move(node)});
    }

    CharacterColumns columns_;
    std::string file_;
    Diagnostics& diagnostics_;
    std::vector<Frame> stack_;
    Node root_;
    std::size_t nodes_ = 0;
    bool refused_ = false;
};

void complain(Diagnostics& diagnostics, const SourcePosition& at, std::string code,
              std::string message, std::string hint) {
    Diagnostic d;
    d.code = std::move(code);
    d.at = at;
    d.message = std::move(message);
    d.hint = std::move(hint);
    diagnostics.add(std::move(d));
}

/// Length of the UTF-8 sequence at `i`, or 0 if there is none.
std::size_t utf8_length(std::string_view text, std::size_t i) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t length = lead < 0x80             ? 1
                               : (lead & 0xE0) == 0xC0 ? 2
                               : (lead & 0xF0) == 0xE0 ? 3
                               : (lead & 0xF8) == 0xF0 ? 4
                                                       : 0;
    if (length == 0 || i + length > text.size() || lead == 0xC0 || lead == 0xC1) return 0;
    for (std::size_t k = 1; k < length; ++k) {
        if (begins_character(text[i + k])) return 0;
    }
    return length;
}

/// Whether the bytes are text that YAML may hold; the first that is not is reported.
bool check_bytes(std::string_view text, const std::string& file, Diagnostics& diagnostics) {
    SourcePosition at{file, 1, 1};
    if (text.substr(0, 2) == "\x1f\x8b" || text.substr(0, 4) == "\x28\xb5\x2f\xfd") {
        complain(diagnostics, {file, 0, 0}, "E0101", "the file is compressed", "unpack it first");
        return false;
    }
    bool indent = true;
    for (std::size_t i = 0; i < text.size();) {
        const char c = text[i];
        const std::size_t length = utf8_length(text, i);
        const auto byte = static_cast<unsigned char>(c);
        if (length == 0) {
            complain(diagnostics, at, "E0101", fmt::format("byte 0x{:02x} is not UTF-8", byte),
                     "save the file as UTF-8");
            return false;
        }
        if ((byte < 0x20 && c != '\n' && c != '\r' && c != '\t') || byte == 0x7F) {
            complain(diagnostics, at, "E0101", fmt::format("control character 0x{:02x}", byte),
                     "remove it");
            return false;
        }
        if (turns_text(text, i)) {
            complain(diagnostics, at, "E0101",
                     "an invisible mark turns the direction of the text around",
                     "remove it: what is read would not be what is written");
            return false;
        }
        if (c == '\t' && indent) {
            complain(diagnostics, at, "E0102", "a tab indents this line",
                     "YAML is indented by spaces");
            return false;
        }
        indent = c == '\n' || (indent && c == ' ');
        at.col = c == '\n' ? 1 : at.col + 1;
        at.line += c == '\n' ? 1 : 0;
        i += length;
    }
    return true;
}

bool blank(std::string_view text) {
    std::size_t i = 0;
    while (i < text.size()) {
        if (text[i] == '#' && (i == 0 || text[i - 1] != '-')) {  // "-#" is a text
            while (i < text.size() && text[i] != '\n') ++i;
        } else if (text[i] == ' ' || text[i] == '\n' || text[i] == '\r' || text[i] == '-') {
            ++i;
        } else {
            return false;
        }
    }
    return true;
}

void print(const Node& node, int depth, bool inline_first, std::string& out) {
    const std::string indent(static_cast<std::size_t>(depth) * 2, ' ');
    switch (node.kind) {
        case Node::Kind::null:
            out += " null\n";
            return;
        case Node::Kind::scalar:
            out += " " + value_text(node.scalar, node.quoted) + "\n";
            return;
        case Node::Kind::sequence:
            out += node.items.empty() ? " []\n" : "\n";
            for (const Node& item : node.items) {
                out += indent + "-";
                print(item, depth + 1, true, out);
            }
            return;
        case Node::Kind::mapping:
            if (node.entries.empty()) out += " {}";
            if (!inline_first) out += "\n";
            for (std::size_t i = 0; i < node.entries.size(); ++i) {
                out += i == 0 && inline_first ? " " : indent;
                out += key_text(node.entries[i].key) + ":";
                print(node.entries[i].value, depth + 1, false, out);
            }
            return;
    }
}

}  // namespace

const Node* Node::find(std::string_view key) const {
    for (const Entry& entry : entries) {
        if (entry.key == key) return &entry.value;
    }
    return nullptr;
}

Node* Node::find(std::string_view key) {
    // What is found is a part of this, which is not const.
    return const_cast<Node*>(  // NOLINT(cppcoreguidelines-pro-type-const-cast)
        static_cast<const Node*>(this)->find(key));
}

std::optional<Node> parse_document(std::string_view text, const std::string& name,
                                   Diagnostics& diagnostics) {
    if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);
    if (text.size() > kMaxDocumentBytes) {
        complain(diagnostics, {name, 0, 0}, "E0108", "the text is larger than 1 MiB",
                 "put recorded data in a CSV file");
        return std::nullopt;
    }
    if (!check_bytes(text, name, diagnostics)) return std::nullopt;
    if (blank(text)) {
        complain(diagnostics, {name, 1, 1}, "E0109", "the file is empty",
                 "start with `orrery: 1`; scenarios/examples/ has complete ones");
        return std::nullopt;
    }
    std::istringstream in{std::string(text)};
    Builder builder(text, name, diagnostics);
    try {
        YAML::Parser parser(in);
        parser.HandleNextDocument(builder);
        Builder second(text, name, diagnostics);
        if (parser.HandleNextDocument(second)) {
            const Node more = second.take();
            if (more.kind != Node::Kind::null) {
                complain(diagnostics, more.at, "E0110", "here a second document begins",
                         "remove `---` above it, or put it into a file of its own");
                return std::nullopt;
            }
        }
    } catch (const Refused&) {
        return std::nullopt;
    } catch (const YAML::Exception& e) {
        TextFault fault = yaml_fault(e.msg);
        if (const std::size_t at = text.find("\xc2\xa0"); at != std::string_view::npos) {
            fault.hint = fmt::format(
                "line {} holds a no-break space (U+00A0), as copied from a web page: type a plain "
                "one",
                1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
        }
        CharacterColumns columns(text);
        complain(diagnostics, position_in(columns, name, e.mark), fault.code, fault.message,
                 fault.hint);
        return std::nullopt;
    }
    if (builder.refused()) return std::nullopt;
    return builder.take();
}

std::string document_text(std::istream& in) {
    std::string text;
    // Piece by piece: a buffer of the limit for each of a catalog's twenty files costs more than to
    // read them.
    std::array<char, 1 << 14> piece;
    while (in && text.size() <= kMaxDocumentBytes) {
        in.read(piece.data(), static_cast<std::streamsize>(
                                  std::min(piece.size(), kMaxDocumentBytes + 1 - text.size())));
        text.append(piece.data(), static_cast<std::size_t>(in.gcount()));
    }
    return text;
}

std::optional<Node> read_document(const std::string& file, Diagnostics& diagnostics) {
    std::ifstream in(file, std::ios::binary);
    const std::string text = document_text(in);
    if (!in && !in.eof()) {
        const TextFault fault = unreadable_fault(file);
        complain(diagnostics, {file, 0, 0}, fault.code, fault.message, fault.hint);
        return std::nullopt;
    }
    return parse_document(text, file, diagnostics);
}

std::string print_document(const Node& node) {
    std::string out;
    print(node, 0, true, out);
    return node.kind == Node::Kind::mapping ? out.substr(1) : out;
}

}  // namespace orrery
