// Files that appear together or not at all, and what killed processes leave behind.
#include "orrery/base/file_set.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "orrery/base/atomic_file.hpp"
#include "orrery/base/diagnostics.hpp"
#include "orrery/base/read_file.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/files.hpp"

namespace file_set_test {

using namespace orrery;
namespace fs = std::filesystem;

namespace {

std::size_t names_below(const fs::path& folder) {
    std::size_t n = 0;
    for (const auto& entry : fs::directory_iterator(folder)) n += entry.exists() ? 1 : 0;
    return n;
}

std::string in_folder(const test::TemporaryFolder& folder, const char* name) {
    return (fs::path(folder.path()) / name).string();
}

}  // namespace

TEST_CASE("a set of files replaces what was there, and leaves nothing beside") {
    const test::TemporaryFolder folder;
    write_file(in_folder(folder, "a"), "old a");
    {
        FileSet set;
        set.write(in_folder(folder, "a"), "new a");
        set.write(in_folder(folder, "b"), "new b");
        CHECK(read_file(in_folder(folder, "a")) == "old a");
        CHECK_FALSE(fs::exists(in_folder(folder, "b")));
        set.commit();
    }
    CHECK(read_file(in_folder(folder, "a")) == "new a");
    CHECK(read_file(in_folder(folder, "b")) == "new b");
    CHECK(names_below(folder.path()) == 2);
}

TEST_CASE("where one file cannot be put in place, all are as they were") {
    const test::TemporaryFolder folder;
    write_file(in_folder(folder, "a"), "old a");
    write_file(in_folder(folder, "manifest"), "old manifest");
    fs::create_directory(in_folder(folder, "c"));
    {
        FileSet set;
        set.retire(in_folder(folder, "manifest"), in_folder(folder, "manifest.old"));
        set.write(in_folder(folder, "a"), "new a");
        set.write(in_folder(folder, "b"), "new b");
        set.write(in_folder(folder, "c"), "a folder is in its place");
        std::string said;
        try {
            set.commit();
        } catch (const EnvironmentError& e) {
            said = e.message();
        }
        CHECK(said == in_folder(folder, "c") + ": cannot be put in place: Is a directory");
    }
    CHECK(read_file(in_folder(folder, "a")) == "old a");
    CHECK(read_file(in_folder(folder, "manifest")) == "old manifest");
    CHECK_FALSE(fs::exists(in_folder(folder, "b")));
    CHECK(names_below(folder.path()) == 3);
}

TEST_CASE("what a process that is gone left of a file goes with the next one") {
    const test::TemporaryFolder folder;
    const pid_t gone = fork();
    if (gone == 0) _exit(0);
    REQUIRE(waitpid(gone, nullptr, 0) == gone);
    const std::string path = in_folder(folder, "out.csv");
    const std::string dead = path + ".part" + std::to_string(gone);
    const std::string alive = path + ".part" + std::to_string(getppid());
    const std::string foreign = path + ".part2x";
    for (const std::string& name : {dead, alive, foreign}) std::ofstream(name) << "half";
    write_file(path, "whole");
    CHECK(read_file(path) == "whole");
    CHECK_FALSE(fs::exists(dead));
    CHECK(fs::exists(alive));
    CHECK(fs::exists(foreign));
}

TEST_CASE("a file that cannot be read is an error, not an empty text") {
    const test::TemporaryFolder folder;
    CHECK_THROWS_AS(read_file(in_folder(folder, "none")), EnvironmentError);
    CHECK_THROWS_AS(read_file(folder.path()), EnvironmentError);
    std::string text(200000, 'x');
    text[100000] = '\0';
    write_file(in_folder(folder, "long"), text);
    CHECK(read_file(in_folder(folder, "long")) == text);
}

}  // namespace file_set_test
