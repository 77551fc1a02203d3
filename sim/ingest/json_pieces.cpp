// The objects of a JSON document, or of one document a line, one by one in bounded memory.
#include "sim/ingest/json_pieces.hpp"

#include <fmt/format.h>

#include "orrery/base/diagnostics.hpp"
#include "orrery/base/invalid_input.hpp"

namespace orrery {
namespace {

constexpr std::size_t kLongestPiece = std::size_t{256} << 20;
constexpr std::size_t kLongestKey = 4096;
constexpr std::size_t kDeepest = 1000;
constexpr std::size_t kKeptProblems = 100;

bool blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

}  // namespace

JsonPieces::JsonPieces(const std::string& file, std::vector<std::string> paths)
    : bytes_(file), paths_(std::move(paths)) {}

bool JsonPieces::next(JsonPiece& piece) {
    while (true) {
        while (at_ < buffer_.size()) {
            const char c = buffer_[at_];
            if (step(c, piece)) return true;
        }
        if (piece_path_ >= 0) flush();
        buffer_.clear();
        at_ = kept_from_ = 0;
        if (ended_) return false;
        if (bytes_.more(buffer_, line_ - 1)) continue;
        ended_ = true;
        if (!frames_.empty() || within_ == Within::string) broken("the document ends too early");
    }
}

/// Moves what was read of the object that is being kept out of the buffer.
void JsonPieces::flush() {
    piece_.append(buffer_, kept_from_, at_ - kept_from_);
    kept_from_ = at_;
    if (piece_.size() > kLongestPiece) {
        throw InvalidInput(
            fmt::format("{}:{}: the object is over 256 MiB", bytes_.file(), piece_line_));
    }
}

/// Takes one character; true where an object that is wanted ends with it.
bool JsonPieces::step(char c, JsonPiece& piece) {
    ++at_;
    if (c == '\n') {
        end_line();
        ++line_;
        return false;
    }
    if (within_ == Within::skipped) return false;
    if (within_ == Within::string) {
        in_string(c);
        return false;
    }
    if (c == '"') {
        within_ = Within::string;
        key_.clear();
    } else if (c == '{' || c == '[') {
        open(c);
    } else if (c == '}' || c == ']') {
        return close(c, piece);
    } else if (c == ',') {
        if (!frames_.empty()) frames_.back().wants_key = frames_.back().object;
    } else if (c == ':') {
        if (!frames_.empty()) frames_.back().wants_key = false;
    } else if (frames_.empty() && !blank(c)) {
        broken("this is not JSON");
    }
    return false;
}

void JsonPieces::in_string(char c) {
    if (escaped_) {
        escaped_ = false;
    } else if (c == '\\') {
        escaped_ = true;
    } else if (c == '"') {
        within_ = Within::text;
        if (frames_.empty()) broken("this is not JSON");
        return;
    }
    const bool key = !frames_.empty() && frames_.back().wants_key;
    if (key && key_.size() < kLongestKey) key_ += c;
}

/// The number of the path that an object which begins here lies at, or −1.
int JsonPieces::wanted() const {
    std::string_view here = path_;
    for (int again = 0; again < 2; ++again) {
        for (std::size_t i = 0; i < paths_.size(); ++i) {
            if (paths_[i] == here) return static_cast<int>(i);
        }
        if (here.rfind("[].", 0) != 0) break;
        here.remove_prefix(3);
    }
    return -1;
}

void JsonPieces::begin_object() {
    const int path = wanted();
    if (path < 0) return;
    // What lies around it is no row but a document that holds rows.
    piece_.clear();
    kept_from_ = at_ - 1;
    piece_path_ = path;
    piece_depth_ = frames_.size();
    piece_line_ = line_;
}

void JsonPieces::open(char c) {
    if (frames_.empty()) first_line_ = line_;
    if (frames_.size() >= kDeepest) return broken("it is nested too deeply");
    Frame frame{c == '{', c == '{', path_.size()};
    if (!frames_.empty()) {
        if (frames_.back().object) {
            if (!path_.empty()) path_ += '.';
            path_ += key_;
        } else {
            path_ += "[]";
        }
    }
    if (c == '{') begin_object();
    frames_.push_back(frame);
}

bool JsonPieces::close(char c, JsonPiece& piece) {
    if (frames_.empty() || frames_.back().object != (c == '}')) {
        broken("a bracket is closed that was not opened");
        return false;
    }
    path_.resize(frames_.back().path_size);
    frames_.pop_back();
    if (frames_.empty() && first_line_ == line_) by_line_ = true;
    if (piece_path_ < 0 || frames_.size() != piece_depth_) return false;
    flush();
    given_.swap(piece_);
    piece_.clear();
    piece = {static_cast<std::size_t>(piece_path_), given_, piece_line_};
    piece_path_ = -1;
    return true;
}

void JsonPieces::end_line() {
    if (within_ == Within::skipped) {
        within_ = Within::text;
        return;
    }
    if (by_line_ && (!frames_.empty() || within_ == Within::string)) {
        broken("the line ends within the document");
        within_ = Within::text;
    }
}

void JsonPieces::broken(const char* reason) {
    ++problem_count_;
    if (problems_.size() < kKeptProblems) problems_.push_back({line_, reason});
    frames_.clear();
    path_.clear();
    piece_path_ = -1;
    escaped_ = false;
    within_ = Within::skipped;
}

}  // namespace orrery
