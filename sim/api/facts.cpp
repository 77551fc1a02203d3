// The façade's facts, and where this installation keeps what is data.
#include "orrery/facts.hpp"

#include <array>
#include <cstdlib>
#include <filesystem>

#include "sim/api/problems.hpp"
#include "sim/scenario/catalog.hpp"

namespace orrery::api {
namespace {

namespace fs = std::filesystem;

/// A folder beside the program's: /usr/bin/orrery has /usr/share/orrery.
std::string beside_program() {
    std::error_code none;
    const fs::path program = fs::read_symlink("/proc/self/exe", none);
    return none ? std::string() : (program.parent_path().parent_path() / "share/orrery").string();
}

std::string from_environment() {
    const char* folder = std::getenv("ORRERY_SHARE");
    return folder ? folder : "";
}

}  // namespace

std::string share_folder() {
    // The last but one is a package's, where /proc does not say where the program lies.
    const std::array<std::string, 5> known{from_environment(), beside_program(),
                                           ORRERY_INSTALLED_SHARE, "/usr/share/orrery",
                                           ORRERY_SOURCE_DIR};
    for (const std::string& folder : known) {
        std::error_code none;
        if (!folder.empty() && fs::is_directory(folder + "/scenarios/catalog", none)) return folder;
    }
    throw Unavailable("the folder share/orrery with the catalog is not found; set ORRERY_SHARE");
}

Facts Facts::installed() {
    return read({share_folder() + "/scenarios/catalog"});
}

Facts Facts::read(const std::vector<std::string>& folders) {
    return guarded([&] {
        Diagnostics diagnostics;
        Facts facts;
        facts.catalog_ = std::make_shared<const Catalog>(read_catalog(folders, diagnostics));
        refuse_errors(diagnostics);
        return facts;
    });
}

std::string Facts::as_of() const {
    return catalog_->as_of;
}

std::string Facts::sha256() const {
    return catalog_->hash;
}

}  // namespace orrery::api
