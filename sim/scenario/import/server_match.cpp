// Which server of the catalog an inventory means by "H100 SXM 80GB".
#include "sim/scenario/import/server_match.hpp"

#include <algorithm>
#include <set>
#include <tuple>
#include <vector>

namespace orrery {
namespace {

bool digit(char c) {
    return c >= '0' && c <= '9';
}
bool letter(char c) {
    return c >= 'a' && c <= 'z';
}
bool all_letters(const std::string& word) {
    return std::all_of(word.begin(), word.end(), letter);
}
bool all_digits(const std::string& word) {
    return std::all_of(word.begin(), word.end(), digit);
}

/// "80gb" is 80 and "sxm5" is sxm: sizes and sockets are written either way.
std::string usual(std::string word) {
    const std::size_t n = word.size();
    if (n > 2 && word.substr(n - 2) == "gb" && all_digits(word.substr(0, n - 2))) {
        word.resize(n - 2);
    }
    if (n == 4 && word.substr(0, 3) == "sxm" && digit(word[3])) word.resize(3);
    return word;
}

std::vector<std::string> name_words(const std::string& text) {
    std::vector<std::string> words(1);
    for (char c : text) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        if (letter(c) || digit(c)) {
            words.back() += c;
        } else if (!words.back().empty()) {
            words.emplace_back();
        }
    }
    if (words.back().empty()) words.pop_back();
    for (std::string& word : words) word = usual(word);
    return words;
}

/// The words, and "gaudi3" for "gaudi 3".
void add_words(const std::string& text, std::set<std::string>& all) {
    const std::vector<std::string> words = name_words(text);
    for (std::size_t i = 0; i < words.size(); ++i) {
        all.insert(words[i]);
        const bool numbered = i > 0 && all_letters(words[i - 1]) && all_digits(words[i]);
        if (numbered) all.insert(words[i - 1] + words[i]);
    }
}

/// Letters and digits, but no count such as 8x.
bool names_a_model(const std::string& word) {
    const bool mixed = std::any_of(word.begin(), word.end(), digit) &&
                       std::any_of(word.begin(), word.end(), letter);
    const bool count =
        word.size() > 1 &&
        (all_digits(word.substr(1)) || all_digits(word.substr(0, word.size() - 1))) &&
        (word.front() == 'x' || word.back() == 'x');
    return mixed && !count;
}

std::set<std::string> words_about(const Catalog& catalog, const Server& server) {
    std::set<std::string> words;
    add_words(server.accelerator, words);
    const auto accelerator = catalog.accelerators.find(server.accelerator);
    if (accelerator != catalog.accelerators.end()) add_words(accelerator->second.title, words);
    // The names of rented shapes are full of numbers that mean nothing elsewhere.
    const bool own = server.price_usd > 0;
    if (own) add_words(server.name, words);
    if (own) add_words(server.title, words);
    return words;
}

/// Words in common; 0 where no model word is, or, in a text without one, where any is missing.
int agreement(const std::set<std::string>& wanted, const std::set<std::string>& about) {
    int models = 0;
    int common = 0;
    int agreed_models = 0;
    for (const std::string& word : wanted) {
        const bool shared = about.count(word) > 0;
        common += shared ? 1 : 0;
        if (!names_a_model(word)) continue;
        ++models;
        agreed_models += shared ? 1 : 0;
    }
    // "Jetson AGX Thor" has no model word; "DGX" alone says too little.
    const bool all = common >= 2 && common == static_cast<int>(wanted.size());
    return (models > 0 ? agreed_models > 0 : all) ? common : 0;
}

}  // namespace

bool all_words_name(const Catalog& catalog, const std::string& text, const Server& server) {
    std::set<std::string> wanted;
    add_words(text, wanted);
    const std::set<std::string> about = words_about(catalog, server);
    return !wanted.empty() &&
           std::includes(about.begin(), about.end(), wanted.begin(), wanted.end());
}

const Server* match_server(const Catalog& catalog, const std::string& text,
                           std::int64_t accelerators) {
    const auto exact = catalog.servers.find(text);
    if (exact != catalog.servers.end()) return &exact->second;
    std::set<std::string> wanted;
    add_words(text, wanted);
    if (wanted.empty()) return nullptr;
    const Server* best = nullptr;
    std::tuple<int, bool, bool, int> best_rank;
    for (const auto& [name, server] : catalog.servers) {
        const int common = agreement(wanted, words_about(catalog, server));
        if (common == 0 || server.accelerators < 1) continue;
        const bool divides = accelerators % server.accelerators == 0;
        const std::tuple rank{common, server.price_usd > 0, divides, server.accelerators};
        if (best && rank <= best_rank) continue;
        best = &server;
        best_rank = rank;
    }
    return best;
}

}  // namespace orrery
