// Files that appear together or not at all, and what killed processes leave behind.
#include "orrery/base/file_set.hpp"

#include <fcntl.h>
#include <sys/file.h>
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

/// A part that somebody holds, whoever that is: its lock ends with this.
class HeldPart {
public:
    explicit HeldPart(const std::string& path)
        : file_(open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644)) {
        REQUIRE(flock(file_, LOCK_EX | LOCK_NB) == 0);
    }
    ~HeldPart() { close(file_); }
    HeldPart(const HeldPart&) = delete;
    HeldPart& operator=(const HeldPart&) = delete;

private:
    int file_;
};

TEST_CASE("a part that nobody holds goes, whatever the number in its name") {
    const test::TemporaryFolder folder;
    const std::string path = in_folder(folder, "out.csv");
    // Numbers of processes of another host or container mean nothing here: our own, one that lives
    // and one that does not.
    const std::string own = part_of(path);
    const std::string living = path + ".part" + std::to_string(getppid());
    const std::string second = path + ".part4194305-2";
    const std::string foreign = path + ".part2x";
    const std::string held = path + ".part4194304";
    for (const std::string& name : {own, living, second, foreign}) std::ofstream(name) << "half";
    const HeldPart other(held);
    write_file(path, "whole");
    CHECK(read_file(path) == "whole");
    CHECK_FALSE(fs::exists(own));
    CHECK_FALSE(fs::exists(living));
    CHECK_FALSE(fs::exists(second));
    CHECK(fs::exists(foreign));
    CHECK(fs::exists(held));
}

TEST_CASE("two that write the same file, of the same number, do not write into one another") {
    const test::TemporaryFolder folder;
    const std::string path = in_folder(folder, "out.csv");
    AtomicFile first(path);
    AtomicFile second(path);
    first.write("first");
    second.write("second");
    CHECK(first.temporary() != second.temporary());
    second.commit();
    CHECK(read_file(path) == "second");
    first.commit();
    CHECK(read_file(path) == "first");
    CHECK(names_below(folder.path()) == 1);
}

TEST_CASE("a set keeps its parts from others, and sweeps those of all its files") {
    const test::TemporaryFolder folder;
    const std::string a = in_folder(folder, "a");
    const std::string b = in_folder(folder, "b");
    for (const std::string& path : {a, b}) std::ofstream(path + ".part4194304") << "half";
    {
        FileSet set;
        set.write(a, "new a");
        set.write(b, "new b");
        sweep_parts(folder.path(), {"a"});  // as another process would that writes "a"
        set.commit();
    }
    CHECK(read_file(a) == "new a");
    CHECK(read_file(b) == "new b");
    CHECK(names_below(folder.path()) == 2);
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
