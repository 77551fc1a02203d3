// Completions of bash, zsh and fish, from the table of options.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "tools/orrery/option_table.hpp"

namespace orrery::cli {
namespace {

std::string path_of(const VerbRow& row) {
    return fmt::format("{}", fmt::join(row.path, " "));
}

std::string words_of(const VerbRow& row) {
    std::vector<std::string> words = row.verbs;
    for (const OptionRow& option : row.options) {
        words.insert(words.end(), option.names.begin(), option.names.end());
    }
    return fmt::format("{}", fmt::join(words, " "));
}

/// Inside single quotes of a shell.
std::string quoted(const std::string& text) {
    std::string out = "'";
    for (const char c : text) {
        if (c == '\'') {
            out += "'\\''";
        } else {
            out += c;
        }
    }
    return out + "'";
}

/// Of zsh's `name:description` lists.
std::string described(const std::string& name, const std::string& description) {
    std::string plain;
    for (const char c : description) {
        if (c == ':') plain += '\\';
        plain += c;
    }
    return quoted(name + ":" + plain);
}

const VerbRow* row_at(const std::vector<VerbRow>& table, std::vector<std::string> path,
                      const std::string& verb) {
    path.push_back(verb);
    for (const VerbRow& row : table) {
        if (row.path == path) return &row;
    }
    return nullptr;
}

std::string describe(const std::vector<VerbRow>& table, const std::vector<std::string>& path,
                     const std::string& verb) {
    const VerbRow* row = row_at(table, path, verb);
    return row ? row->description : std::string();
}

/// Cases of `"path option"` whose values are known words.
std::string choice_cases(const std::vector<VerbRow>& table, const char* pattern) {
    std::string out;
    for (const VerbRow& row : table) {
        for (const OptionRow& option : row.options) {
            if (option.choices.empty()) continue;
            for (const std::string& name : option.names) {
                out += fmt::format(fmt::runtime(pattern), path_of(row), name,
                                   fmt::join(option.choices, " "));
            }
        }
    }
    return out;
}

std::string verb_paths(const std::vector<VerbRow>& table) {
    std::vector<std::string> paths;
    for (const VerbRow& row : table) {
        if (!row.path.empty()) paths.push_back("\"" + path_of(row) + "\"");
    }
    return fmt::format("{}", fmt::join(paths, "|"));
}

}  // namespace

std::string bash_completion(const std::vector<VerbRow>& table) {
    std::string out =
        "# bash completion of orrery; made by `orrery completion bash`\n_orrery() {\n";
    out +=
        "  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} path= word "
        "words=\n";
    out += "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n";
    out += fmt::format(
        "    case \"${{path:+$path }}$word\" in\n      {}) path=\"${{path:+$path }}$word\" ;;\n    "
        "esac\n  done\n",
        verb_paths(table));
    out += "  case \"$path $prev\" in\n";
    out += choice_cases(table,
                        "    \"{} {}\") COMPREPLY=($(compgen -W \"{}\" -- \"$cur\")); return ;;\n");
    out += "  esac\n  case \"$path\" in\n";
    for (const VerbRow& row : table) {
        out += fmt::format("    \"{}\") words=\"{}\" ;;\n", path_of(row), words_of(row));
    }
    out += "  esac\n  COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n";
    out += "  [[ $cur == -* ]] || COMPREPLY+=($(compgen -f -- \"$cur\"))\n}\n";
    return out + "complete -o filenames -o bashdefault -F _orrery orrery\n";
}

std::string zsh_completion(const std::vector<VerbRow>& table) {
    std::string out = "#compdef orrery\n# made by `orrery completion zsh`\n_orrery() {\n";
    out += "  local path_ word\n  local -a items\n";
    out += "  for word in ${words[2,CURRENT-1]}; do\n";
    out += fmt::format(
        "    case \"${{path_:+$path_ }}$word\" in\n      {}) path_=\"${{path_:+$path_ }}$word\" "
        ";;\n    esac\n  done\n",
        verb_paths(table));
    out += "  case \"$path_ ${words[CURRENT-1]}\" in\n";
    out += choice_cases(table, "    \"{} {}\") compadd {}; return ;;\n");
    out += "  esac\n  case \"$path_\" in\n";
    for (const VerbRow& row : table) {
        out += fmt::format("    \"{}\") items=(\n", path_of(row));
        for (const std::string& verb : row.verbs) {
            out += "      " + described(verb, describe(table, row.path, verb)) + "\n";
        }
        for (const OptionRow& option : row.options) {
            for (const std::string& name : option.names) {
                out += "      " + described(name, option.description) + "\n";
            }
        }
        out += "    ) ;;\n";
    }
    return out + "  esac\n  _describe 'orrery' items\n  _files\n}\n_orrery \"$@\"\n";
}

std::string fish_completion(const std::vector<VerbRow>& table) {
    std::string out = "# fish completion of orrery; made by `orrery completion fish`\n";
    for (const VerbRow& row : table) {
        // Every word of the path was given, and none of those that may come next.
        std::string when;
        for (const std::string& word : row.path) {
            when += (when.empty() ? "" : "; and ") + ("__fish_seen_subcommand_from " + word);
        }
        if (!row.verbs.empty()) {
            when += fmt::format("{}not __fish_seen_subcommand_from {}",
                                when.empty() ? "" : "; and ", fmt::join(row.verbs, " "));
        }
        const std::string begin = "complete -c orrery -n " + quoted(when);
        for (const std::string& verb : row.verbs) {
            out += fmt::format("{} -f -a {} -d {}\n", begin, verb,
                               quoted(describe(table, row.path, verb)));
        }
        for (const OptionRow& option : row.options) {
            if (option.names.empty()) continue;
            std::string line = begin;
            for (const std::string& name : option.names) {
                line += name[1] == '-' ? " -l " + name.substr(2) : " -s " + name.substr(1);
            }
            if (!option.value.empty()) line += " -r";
            if (!option.choices.empty()) {
                line += " -f -a " + quoted(fmt::format("{}", fmt::join(option.choices, " ")));
            }
            out += line + " -d " + quoted(option.description) + "\n";
        }
    }
    return out;
}

}  // namespace orrery::cli
