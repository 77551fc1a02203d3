// A question as data, answered: what `orrery study FILE` prints, as a struct.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "orrery/facts.hpp"
#include "orrery/problem.hpp"

namespace orrery::api {

struct StudyOptions {
    std::string base;                                        ///< scenario file; empty: the study's
    std::vector<std::pair<std::string, std::string>> flags;  ///< {"budget", "2 MUSD"}
    std::vector<std::pair<std::string, std::string>> sets;   ///< path and value, over the base
    int replications = 0;                                    ///< 0: as the file says
    int threads = 1;
    bool sampled = false;
    std::string data_folder;  ///< of `data:` paths; empty: the environment's ORRERY_DATA
};

struct Answer {
    std::string question;
    std::string sentence;  ///< the answer
    std::string goal;      ///< whether it is met; empty: the study states none
    std::string flips_if;
    std::string text;  ///< all of it, 80 columns
    std::string json;  ///< study.json: every table and figure
    std::string csv;   ///< the first table
};

/// Answers a study file that has steps of its own; files that name a built-in `procedure:` are for
/// the command line. Throws InvalidInput, Unavailable.
Answer answer(const std::string& study_file, const Facts& facts, const StudyOptions& options = {});

}  // namespace orrery::api
