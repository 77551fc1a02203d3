// What is wrong with a command line, in the voice of all other errors.
#include "tools/orrery/usage.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdint>
#include <limits>

#include "orrery/base/diagnostics.hpp"

namespace orrery::cli {
namespace {

/// The innermost verb that the arguments name, and how it is called: "orrery study shift".
struct Verb {
    CLI::App* app;
    std::string called;
};

Verb innermost(CLI::App& app) {
    Verb verb{&app, app.get_name()};
    while (true) {
        const std::vector<CLI::App*> parsed = verb.app->get_subcommands();
        if (parsed.empty()) return verb;
        verb.app = parsed.front();
        verb.called += " " + verb.app->get_name();
    }
}

std::vector<std::string> verbs_of(const CLI::App& app) {
    std::vector<std::string> names;
    for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; })) {
        if (!sub->get_name().empty()) names.push_back(sub->get_name());
    }
    return names;
}

std::vector<std::string> options_of(const CLI::App& app) {
    std::vector<std::string> names;
    for (const CLI::Option* option : app.get_options()) {
        for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    }
    return names;
}

std::string joined(const std::vector<std::string>& words) {
    std::string all;
    for (const std::string& word : words) all += (all.empty() ? "" : ", ") + word;
    return all;
}

/// "a,b": a and b.
std::vector<std::string> split(const std::string& list) {
    std::vector<std::string> words{""};
    for (const char c : list) {
        if (c == ',') words.emplace_back();
        if (c != ',' && c != ' ') words.back() += c;
    }
    return words;
}

std::string message(const Verb& verb, const std::string& what, const std::string& hint) {
    return fmt::format("{}: {}\n  hint: {}\n", verb.called, what, hint);
}

bool is_option(const std::string& argument) {
    return argument.size() > 1 && argument.front() == '-';
}

/// "--sed=3": what there is no option for, and what was meant.
std::string about_option(const Verb& verb, const std::string& argument) {
    const std::string option = argument.substr(0, argument.find('='));
    const std::string similar = closest(option, options_of(*verb.app));
    if (similar == option) {
        return message(verb, option + " stands before the verb",
                       "write it behind: `" + verb.called + " … " + option + "`");
    }
    return message(verb, "there is no option " + option,
                   similar.empty() ? "`" + verb.called + " --help` lists what it takes"
                                   : "did you mean " + similar + "?");
}

/// No verb, or one that there is not; and options before it that there are not.
std::string about_verb(const Verb& verb, const std::vector<std::string>& arguments) {
    const std::vector<std::string> known = verbs_of(*verb.app);
    const std::string list = "one of " + joined(known);
    const auto named = std::find(arguments.begin(), arguments.end(), verb.app->get_name());
    const auto from = named == arguments.end() ? arguments.begin() : named + 1;
    const auto word = std::find_if(
        from, arguments.end(), [](const std::string& a) { return !a.empty() && !is_option(a); });
    std::string options;
    for (auto at = from; at != word; ++at) {
        const std::string option = at->substr(0, at->find('='));
        const bool there = is_option(option) && verb.app->get_option_no_throw(option) != nullptr;
        if (is_option(option) && option != "--" && !there) options += about_option(verb, option);
    }
    const bool may_be_value =
        !options.empty() && word != arguments.end() && closest(*word, known).empty();
    if (may_be_value || (!options.empty() && word == arguments.end())) return options;
    if (word == arguments.end()) return message(verb, "a verb is missing", list);
    const std::string similar = closest(*word, known);
    if (similar == *word) return options;
    return options + message(verb, "there is no verb \"" + *word + "\"",
                             similar.empty() ? list : "did you mean " + similar + "?");
}

/// Options that the verb does not have; if there are none, words too many.
std::string about_extras(const CLI::App& whole, const Verb& verb) {
    const std::string help = "`" + verb.called + " --help` lists what it takes";
    std::string out;
    std::string words;
    for (const std::string& extra : whole.remaining(true)) {
        if (is_option(extra)) {
            out += about_option(verb, extra);
        } else {
            words += " \"" + extra + "\"";
        }
    }
    return out.empty() ? message(verb, "an argument too many:" + words, help) : out;
}

/// "scenario is required": the argument with what it is.
std::string about_missing(const Verb& verb, const std::string& what) {
    const std::string name = what.substr(0, what.find(' '));
    for (const CLI::Option* option : verb.app->get_options()) {
        if (option->get_name() != name) continue;
        return message(verb, name + " is missing", option->get_description());
    }
    return message(verb, what, "`" + verb.called + " --help` lists what it takes");
}

/// CLI11's words for a value that an option does not take, in three parts: what stands before the
/// first colon, before `middle` and after it; empty where the text is another one.
std::vector<std::string> parts(const std::string& what, const std::string& middle) {
    const std::size_t colon = what.find(": ");
    const std::size_t at = what.rfind(middle);
    if (colon == std::string::npos || at == std::string::npos || at < colon + 2) return {};
    return {what.substr(0, colon), what.substr(colon + 2, at - colon - 2),
            what.substr(at + middle.size())};
}

std::string about_choice(const Verb& verb, const std::vector<std::string>& p) {
    const std::vector<std::string> known = split(p[2].substr(0, p[2].find('}')));
    const std::string similar = closest(p[1], known);
    return message(
        verb, p[0] + ": \"" + p[1] + "\" is not one of the choices",
        (similar.empty() ? "" : "did you mean " + similar + "? ") + "choices: " + joined(known));
}

/// "--seed = abc", which is no number: what would be one, and what it is for.
std::string about_number(const Verb& verb, const std::string& pair, const std::string& help) {
    const std::size_t equals = pair.find(" = ");
    const std::string name = pair.substr(0, equals);
    const std::string value = equals == std::string::npos ? "" : pair.substr(equals + 3);
    const CLI::Option* option = verb.app->get_option_no_throw(name);
    const std::string type = option ? option->get_type_name() : "";
    const char* wanted = type.rfind("UINT", 0) == 0  ? "a whole number of 0 or more"
                         : type.rfind("INT", 0) == 0 ? "a whole number"
                                                     : "a number";
    const std::string purpose = option ? option->get_description() : "";
    return message(verb, fmt::format("{}: \"{}\" is not {}", name, value, wanted),
                   purpose.empty() ? help : purpose + "; " + help);
}

std::string about_value(const Verb& verb, const std::string& what) {
    const std::string help = "`" + verb.called + " --help` lists what it takes";
    const std::string convert = "Could not convert: ";
    if (what.rfind(convert, 0) == 0) return about_number(verb, what.substr(convert.size()), help);
    const std::string value = "Value ";
    if (const auto p = parts(what, " not in range "); !p.empty() && p[1].rfind(value, 0) == 0) {
        return message(verb,
                       fmt::format("{}: \"{}\" is not a number from {}", p[0],
                                   p[1].substr(value.size()), p[2]),
                       help);
    }
    if (const auto p = parts(what, " not in {"); !p.empty()) return about_choice(verb, p);
    if (const auto p = parts(what, " required but received "); !p.empty()) {
        const std::string least = "At least ";
        const bool few = p[1].rfind(least, 0) == 0;
        return message(verb,
                       fmt::format("{}: {}{} wanted, {} given", p[0], few ? "at least " : "",
                                   few ? p[1].substr(least.size()) : p[1], p[2]),
                       help);
    }
    if (const auto p = parts(what, " missing"); !p.empty()) {
        return message(verb, p[0] + " has no value", help);
    }
    return message(verb, what, help);
}

}  // namespace

void refuse_negative_numbers(CLI::App& app) {
    for (CLI::Option* option : app.get_options(
             [](const CLI::Option* o) { return o->get_type_name().rfind("UINT", 0) == 0; })) {
        option->check([](const std::string& text) {
            if (text.empty() || text.front() != '-') return std::string();
            return fmt::format("Value {} not in range 0 to {}", text,
                               std::numeric_limits<std::uint64_t>::max());
        });
    }
    for (CLI::App* sub : app.get_subcommands([](CLI::App*) { return true; })) {
        refuse_negative_numbers(*sub);
    }
}

std::string usage_error(CLI::App& app, const CLI::ParseError& error,
                        const std::vector<std::string>& arguments) {
    const Verb verb = innermost(app);
    const std::string what = error.what();
    if (what.find("subcommand is required") != std::string::npos) {
        return about_verb(verb, arguments);
    }
    // CLI11 names some of its errors by the verb, so the type decides.
    if (dynamic_cast<const CLI::ExtrasError*>(&error)) return about_extras(app, verb);
    if (dynamic_cast<const CLI::RequiredError*>(&error)) return about_missing(verb, what);
    return about_value(verb, what);
}

}  // namespace orrery::cli
