// Which training profile stands for a model on an accelerator.
#include "sim/scenario/catalog.hpp"

namespace orrery {
namespace {

/// Of the software that names a generation on the accelerator, the newest; empty where none does.
const training::Profile* newest(const Catalog& catalog, const std::string& software,
                                const std::string& tail) {
    const training::Profile* found = nullptr;
    for (const auto& [key, profile] : catalog.training) {
        const std::size_t slash = key.find('/');
        if (slash == std::string::npos || key.substr(slash) != tail || profile.since.empty()) {
            continue;
        }
        if (!software.empty() && profile.software != software && key.substr(0, slash) != software) {
            continue;
        }
        if (!found || profile.since > found->since) found = &profile;
    }
    return found;
}

}  // namespace

bool knows_software(const Catalog& catalog, const std::string& software) {
    if (software.empty()) return true;
    for (const auto& [key, profile] : catalog.training) {
        if (profile.software == software || key.rfind(software + "/", 0) == 0) return true;
    }
    return false;
}

const training::Profile* find_training(const Catalog& catalog, const std::string& software,
                                       const Accelerator& accelerator,
                                       const llm::ModelShape& model) {
    const bool experts = model.experts > 0;
    std::vector<std::string> tails{experts ? "/experts/" + model.family : "/dense"};
    if (experts) tails.emplace_back("/experts");
    tails.emplace_back("");
    for (const std::string& on : {accelerator.name, accelerator.family}) {
        for (const std::string& tail : tails) {
            const auto* found = newest(catalog, software, "/" + on + tail);
            if (found) return found;
        }
    }
    for (const std::string& key : {accelerator.family, std::string("*")}) {
        const auto found = catalog.training.find(key);
        if (found != catalog.training.end()) return &found->second;
    }
    return nullptr;
}

}  // namespace orrery
