// Files that appear under their names together, or not at all.
#include "orrery/base/file_set.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <map>

namespace orrery {
namespace {

/// Not all file systems can swap two names.
bool cannot_swap(int error) {
    return error == EINVAL || error == ENOSYS || error == EOPNOTSUPP;
}

bool is_folder(const std::string& path) {
    struct stat found {};
    return stat(path.c_str(), &found) == 0 && S_ISDIR(found.st_mode);
}

std::string folder_of_file(const std::string& path) {
    const std::string folder = std::filesystem::path(path).parent_path().string();
    return folder.empty() ? "." : folder;
}

}  // namespace

void FileSet::write(const std::string& path, std::string_view text) {
    AtomicFile& file = parts_.emplace_back(path, Sweep::by_set);
    file.write(text);
    file.sync();
    add(file.temporary(), path);
}

void FileSet::add(const std::string& written, const std::string& path) {
    steps_.push_back({written, path, path});
}

void FileSet::retire(const std::string& path, const std::string& to) {
    std::error_code none;
    if (std::filesystem::exists(path, none)) steps_.insert(steps_.begin(), {path, to, path});
}

void FileSet::take(Step& step) {
    if (is_folder(step.to)) refuse_write(step.shown, "cannot be put in place", EISDIR);
    step.swapped =
        renameat2(AT_FDCWD, step.from.c_str(), AT_FDCWD, step.to.c_str(), RENAME_EXCHANGE) == 0;
    if (step.swapped) return;
    step.fresh = errno == ENOENT;
    if (errno != ENOENT && !cannot_swap(errno)) {
        refuse_write(step.shown, "cannot be put in place", errno);
    }
    if (std::rename(step.from.c_str(), step.to.c_str()) != 0) {
        refuse_write(step.shown, "cannot be put in place", errno);
    }
}

/// What cannot be taken back stays: a whole file of the new ones.
void FileSet::take_back(std::size_t done) {
    while (done-- > 0) {
        const Step& step = steps_[done];
        if (!step.swapped && !step.fresh) continue;
        const unsigned flags = step.swapped ? RENAME_EXCHANGE : 0;
        renameat2(AT_FDCWD, step.to.c_str(), AT_FDCWD, step.from.c_str(), flags);
    }
}

void FileSet::commit() {
    // From the last step on nothing may fail, or what is done would be told as failed.
    std::map<std::string, std::vector<std::string>> folders;
    for (const Step& step : steps_) {
        const std::filesystem::path to(step.to);
        folders[folder_of_file(step.to)].push_back(to.filename().string());
    }
    for (const auto& [folder, names] : folders) {
        if (!parts_.empty()) sweep_parts(folder, names);
    }
    std::size_t done = 0;
    try {
        for (; done < steps_.size(); ++done) take(steps_[done]);
    } catch (...) {
        take_back(done);
        throw;
    }
    steps_.clear();
    // All are in place; a folder that cannot be synced is as it would be without.
    for (const auto& [folder, names] : folders) {
        const int open_folder = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (open_folder < 0) continue;
        fsync(open_folder);
        close(open_folder);
    }
}

}  // namespace orrery
