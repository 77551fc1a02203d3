// What is wrong with an input, as programs that embed Orrery see it: a list, not the first one.
#pragma once
#include <exception>
#include <string>
#include <vector>

namespace orrery::api {

/// One thing that is wrong, or worth a warning, with its place.
struct Problem {
    bool error = true;  ///< else a warning
    std::string code;   ///< "E0207"; `orrery explain E0207` says more
    std::string file;   ///< empty: no file
    int line = 0;       ///< 1-based; 0: not known
    int column = 0;
    std::string path;     ///< "pools[0].servers"; may be empty
    std::string message;  ///< one sentence
    std::string hint;     ///< what to do; may be empty
};

/// Thrown where an input cannot be used; holds everything that is wrong with it.
class InvalidInput : public std::exception {
public:
    explicit InvalidInput(std::vector<Problem> problems);
    /// All problems as the command line prints them.
    [[nodiscard]] const char* what() const noexcept override { return text_.c_str(); }
    [[nodiscard]] const std::vector<Problem>& problems() const { return problems_; }

private:
    std::vector<Problem> problems_;
    std::string text_;
};

/// Thrown where the world fails: a file that cannot be read, a disk that is full.
class Unavailable : public std::exception {
public:
    explicit Unavailable(std::string text) : text_(std::move(text)) {}
    [[nodiscard]] const char* what() const noexcept override { return text_.c_str(); }

private:
    std::string text_;
};

}  // namespace orrery::api
