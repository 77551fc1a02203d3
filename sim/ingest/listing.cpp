// What a reader did not take: one line a reason, with its first places, all of them counted.
#include "sim/ingest/listing.hpp"

#include <fmt/format.h>

#include "orrery/base/cut_text.hpp"

namespace orrery {
namespace {

constexpr std::size_t kMostReasons = 100;  ///< of a kind
constexpr std::size_t kPlaces = 3;         ///< of a reason
constexpr std::size_t kMostNotes = 1000;
constexpr std::size_t kLongestPlace = 48;  ///< of several in a line, which their reason ends

/// The first letters of a place, so that a reason stays in sight behind four of them.
std::string shortened(const std::string& place) {
    const std::string_view begin = cut_text(place, kLongestPlace);
    return std::string(begin) + (begin.size() < place.size() ? "…" : "");
}

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
    Kind& all = kinds_[kind];
    auto known = all.reasons.find(reason);
    if (known == all.reasons.end()) {
        if (all.reasons.size() >= kMostReasons) {
            ++all.more;
            all.last = where;
            return;
        }
        known = all.reasons.emplace(reason, reasons_.size()).first;
        reasons_.push_back({reason, {}, 0, {}});
    }
    Reason& same = reasons_[known->second];
    ++same.count;
    same.last = where;
    if (same.places.size() >= kPlaces) return;
    same.places.push_back(where);
    kept_.push_back({where, known->second});
}

void Listing::note_once(const std::string& text) {
    if (once_.size() < kMostNotes && once_.emplace(text, true).second) note(text);
}

std::vector<std::string> Listing::lines() const {
    std::vector<std::string> out;
    std::set<std::size_t> told;
    for (const Kept& kept : kept_) {
        if (kept.reason == kNote) {
            out.push_back(kept.text);
            continue;
        }
        const Reason& reason = reasons_[kept.reason];
        const auto places = static_cast<std::int64_t>(kPlaces);
        if (reason.count <= places) {
            out.push_back(kept.text + ": " + reason.text);
        } else if (told.insert(kept.reason).second) {
            std::string first;
            for (const std::string& place : reason.places) {
                first += (first.empty() ? "" : ", ") + shortened(place);
            }
            out.push_back(fmt::format("{} and {} more, to {}: {}", first, reason.count - places,
                                      shortened(reason.last), reason.text));
        }
    }
    for (const auto& [kind, all] : kinds_) {
        if (all.more == 0) continue;
        out.push_back(fmt::format("and {} more, to {}: {}", all.more, all.last, kind));
    }
    return out;
}

}  // namespace orrery
