// A scenario as text with changes over it: what `orrery run` takes with -f and --set.
#pragma once
#include <string>
#include <vector>

#include "orrery/facts.hpp"
#include "orrery/problem.hpp"

namespace orrery::api {

/// Layers of text; read when it is checked or simulated, so that all problems come at once.
class Scenario {
public:
    /// Throws Unavailable if the file cannot be read.
    static Scenario read(const std::string& file);
    /// `folder`: what relative paths inside are relative to.
    static Scenario parse(std::string text, std::string folder = ".");

    /// A piece of a scenario that is merged over what is there.
    Scenario& overlay(std::string text);
    /// As on the command line: set("pools[own-l40s].servers", "2"); [*] stands for all items.
    Scenario& set(const std::string& path, const std::string& value);

    /// Errors and warnings, in the order of the text; none: it can be simulated.
    [[nodiscard]] std::vector<Problem> check(const Facts& facts) const;

    struct Layer {
        bool set = false;  ///< path=value, else a document
        std::string name;
        std::string text;
    };
    [[nodiscard]] const std::vector<Layer>& layers() const { return layers_; }
    [[nodiscard]] const std::string& folder() const { return folder_; }

private:
    std::vector<Layer> layers_;
    std::string folder_;
};

}  // namespace orrery::api
