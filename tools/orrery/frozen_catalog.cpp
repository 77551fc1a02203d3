// How the catalog on disk differs from the one that a release was built with.
#include "tools/orrery/frozen_catalog.hpp"

#include <filesystem>
#include <set>

#include "orrery/base/sha256.hpp"

namespace orrery::cli {
namespace {

Diagnostic catalog_differs(const std::string& file, std::string message, std::string hint) {
    Diagnostic d;
    d.severity = Severity::warning;
    d.code = "E0661";
    d.at = {file, 0, 0};
    d.message = std::move(message);
    d.hint = std::move(hint);
    return d;
}

}  // namespace

void compare_with_frozen(const std::string& folder, const CatalogFolder& now,
                         const FrozenCatalog& frozen, Diagnostics& diagnostics) {
    std::set<std::string> there;
    for (const auto& [file, text] : now.files) {
        const std::string name = std::filesystem::path(file).filename().string();
        there.insert(name);
        const auto known = frozen.files.find(name);
        if (known == frozen.files.end()) {
            diagnostics.add(
                catalog_differs(file, "added since this release was built",
                                "facts of your own belong into a folder of theirs: --catalog"));
        } else if (sha256_hex(text) != known->second) {
            diagnostics.add(
                catalog_differs(file, "changed since this release was built",
                                "install it again, and put your facts into a folder of their "
                                "own: --catalog"));
        }
    }
    for (const auto& [name, hash] : frozen.files) {
        if (there.count(name) > 0) continue;
        diagnostics.add(catalog_differs((std::filesystem::path(folder) / name).string(),
                                        "missing since this release was built",
                                        "install it again"));
    }
}

}  // namespace orrery::cli
