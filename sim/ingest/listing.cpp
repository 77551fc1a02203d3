// What a reader did not take: by kind, the first of each with place and reason, all of them
// counted.
#include "sim/ingest/listing.hpp"

#include <fmt/format.h>

namespace orrery {
namespace {

constexpr std::int64_t kKept = 100;
constexpr std::size_t kMostNotes = 1000;

}  // namespace

std::string unused_column(const std::string& name) {
    return "column \"" + name + "\": not used";
}

std::string other_cells(std::size_t cells, std::size_t header) {
    return fmt::format("{} cells, the header has {}", cells, header);
}

void Listing::note_unused(const std::vector<std::string>& header, const std::set<int>& used) {
    for (std::size_t i = 0; i < header.size(); ++i) {
        if (used.count(static_cast<int>(i)) == 0) note(unused_column(header[i]));
    }
}

void Listing::add(const std::string& where, const std::string& kind, const std::string& reason) {
    ++total_;
    More& more = kinds_[kind];
    if (++more.count <= kKept) {
        kept_.push_back(where + ": " + reason);
    } else {
        more.last = where;
    }
}

void Listing::note_once(const std::string& text) {
    if (once_.size() < kMostNotes && once_.emplace(text, true).second) note(text);
}

std::vector<std::string> Listing::lines() const {
    std::vector<std::string> out = kept_;
    for (const auto& [kind, more] : kinds_) {
        if (more.count <= kKept) continue;
        out.push_back(fmt::format("and {} more, to {}: {}", more.count - kKept, more.last, kind));
    }
    return out;
}

}  // namespace orrery
