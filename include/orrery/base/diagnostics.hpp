// The first kind of error, the user's: collected with file:line:col, path, message and hint.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace orrery {

enum class Severity { error, warning, note };

/// Which exit code an error leads to (DESIGN 7): 3 invalid or 4 infeasible.
enum class Verdict { invalid, infeasible };

struct SourcePosition {
    std::string file;  ///< as the user gave it; empty when there is no file
    int line = 0;      ///< 1-based; 0 when unknown
    int col = 0;       ///< 1-based, in characters; 0 when unknown
};

struct Diagnostic {
    Severity severity = Severity::error;
    std::string code;  ///< "E0207": stable, catalogued; first digit pair names the room
    SourcePosition at;
    std::string path;     ///< "sites[2].pools[0].count"; empty when there is none
    std::string message;  ///< one sentence, no full stop
    std::string hint;     ///< what to do; may be empty
    Verdict verdict = Verdict::invalid;
    std::string source_line = {};  ///< text of that line, for the caret; may be empty
};

/// Collects all diagnostics of a phase; the first `kMax` are kept and the rest counted.
class Diagnostics {
public:
    static constexpr std::size_t kMax = 100;

    void add(Diagnostic d);
    [[nodiscard]] bool has_errors() const { return errors_ > 0; }
    [[nodiscard]] std::size_t error_count() const { return errors_; }
    [[nodiscard]] std::size_t warning_count() const { return warnings_; }
    [[nodiscard]] std::size_t omitted() const { return omitted_; }
    [[nodiscard]] const std::vector<Diagnostic>& items() const { return items_; }
    /// 0 without errors, 4 if every error is infeasible, else 3.
    [[nodiscard]] int exit_code() const;
    void append(const Diagnostics& other);

private:
    std::vector<Diagnostic> items_;
    std::size_t errors_ = 0;
    std::size_t warnings_ = 0;
    std::size_t omitted_ = 0;
};

/// Compiler style: `file:line:col: error: path: message [E0207]`, source line, caret, `hint: …`.
std::string render(const Diagnostic& d, bool colour = false);
std::string render(const Diagnostics& all, bool colour = false);

/// The closest of `candidates` within edit distance max(2, len/3), or empty: "did you mean".
std::string closest(std::string_view word, const std::vector<std::string>& candidates);

/// The second kind of error, the world's (disk, network): thrown anywhere, caught in tools. Exit 1.
class EnvironmentError {
public:
    explicit EnvironmentError(std::string message) : message_(std::move(message)) {}
    [[nodiscard]] const std::string& message() const { return message_; }

private:
    std::string message_;
};

}  // namespace orrery
