// Where a key of the scenario was written, from the register of origins: errors point at the key.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "sim/scenario/scenario.hpp"

namespace orrery {

class KeyPositions {
public:
    explicit KeyPositions(const std::vector<Origin>& origins);

    /// Of "sites[0].cooling" or "sites[hall].cooling"; `otherwise` where that key was not written,
    /// or stands on the line that `otherwise` names with its column.
    [[nodiscard]] SourcePosition of(const std::string& path, const SourcePosition& otherwise) const;

private:
    std::map<std::string, SourcePosition> by_path_;
};

}  // namespace orrery
