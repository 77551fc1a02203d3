// What of a scenario could not be read, so that nothing is told that only follows from it.
#pragma once
#include <string>
#include <vector>

#include "orrery/base/diagnostics.hpp"

namespace orrery {

class Unread {
public:
    /// Everything was read.
    Unread() = default;
    /// From the errors of reading.
    explicit Unread(const Diagnostics& reading);

    /// Whether the key, something below it, or the shape of what it stands in was wrong:
    /// "network.links[0].between".
    [[nodiscard]] bool touches(const std::string& path) const;
    /// Whether an object ("": the whole) has a key that nobody knows and that may be this one.
    [[nodiscard]] bool misspelt(const std::string& object, const std::string& key) const;
    /// Whether a list may have names beyond `names`: it was refused as a whole, an item has no name
    /// (empty), or it is empty beside a key that nobody knows.
    [[nodiscard]] bool lacks(const std::string& list, const std::vector<std::string>& names) const;
    /// Whether a contradiction may only follow from values that kept their defaults: they belong to
    /// the same entry, or to the times that it is held against.
    [[nodiscard]] bool explains(const Diagnostic& contradiction) const;

private:
    std::vector<Diagnostic> errors_;
};

}  // namespace orrery
