// The facts that scenarios refer to by name: hardware, models, prices, grids; dated, with sources.
#pragma once
#include <memory>
#include <string>
#include <vector>

namespace orrery {
struct Catalog;
}

namespace orrery::api {

/// Cheap to copy; never changes.
class Facts {
public:
    /// Those that came with this installation: see `share_folder`.
    static Facts installed();
    /// Every *.yaml of the folders; an entry of a later folder replaces one of the same name.
    /// Throws InvalidInput, Unavailable.
    static Facts read(const std::vector<std::string>& folders);

    [[nodiscard]] std::string as_of() const;   ///< newest date of an entry, ISO
    [[nodiscard]] std::string sha256() const;  ///< of all files that were read

    [[nodiscard]] const Catalog& catalog() const {
        return *catalog_;
    }  ///< of this library's own use

private:
    std::shared_ptr<const Catalog> catalog_;
};

/// The folder with `scenarios/` (catalog, examples, studies) and the page of the report: the
/// environment's ORRERY_SHARE, `share/orrery` beside the running program, where it was installed, a
/// package's /usr/share/orrery, or the source that it was built from, whichever is there first.
/// Throws Unavailable.
std::string share_folder();

}  // namespace orrery::api
