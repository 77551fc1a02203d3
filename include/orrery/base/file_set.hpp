// Files that appear under their names together, or not at all.
#pragma once
#include <cstddef>
#include <list>
#include <string>
#include <string_view>
#include <vector>

#include "orrery/base/atomic_file.hpp"

namespace orrery {

/// Each is written to a place beside its name first. `commit` puts all in place; where one cannot
/// be, those before it are taken back, and everything is as it was. A kill while they are put in
/// place leaves whole files, some of them new: the last one of a set tells that all are.
class FileSet {
public:
    FileSet() = default;
    FileSet(const FileSet&) = delete;
    FileSet& operator=(const FileSet&) = delete;

    /// Writes, and syncs, what is to appear as `path`.
    void write(const std::string& path, std::string_view text);
    /// Of a file that has been written, and synced, already.
    void add(const std::string& written, const std::string& path);
    /// A file that goes before the first is put in place, to a place from which it may come back.
    void retire(const std::string& path, const std::string& to);
    /// Throws EnvironmentError with the path and the reason.
    void commit();

private:
    struct Step {
        std::string from;
        std::string to;
        std::string shown;  ///< the name that messages give
        bool swapped = false;
        bool fresh = false;  ///< nothing stood under the name
    };
    static void take(Step& step);
    void take_back(std::size_t done);

    std::vector<Step> steps_;
    /// Of `write`, removed at the end: what was replaced, or was not put in place.
    std::list<AtomicFile> parts_;
};

}  // namespace orrery
