// Disruptions by name: what `inject: {named: [...]}` takes.
#include "sim/study/plan/library.hpp"

#include <algorithm>

#include "sim/scenario/fields.hpp"
#include "sim/study/plan/tables_study.hpp"

namespace orrery {
namespace {

struct Library {
    std::vector<InjectionSpec> disruptions;
};

const Table<Library>& library_table() {
    static const Table<Library> table{
        "Disruptions by name",
        {fields::objects("disruptions", &Library::disruptions, injection_table, "Each by its name")
             .required()}};
    return table;
}

}  // namespace

std::vector<InjectionSpec> read_disruptions(const std::string& file, Diagnostics& diagnostics) {
    const auto root = read_document(file, diagnostics);
    Library library;
    if (root) read_object(Reader{diagnostics}, *root, "", library_table(), library);
    return library.disruptions;
}

void take_named(StudySpec& spec, const std::vector<InjectionSpec>& library,
                Diagnostics& diagnostics) {
    std::vector<std::string> names;
    for (const InjectionSpec& d : library) names.push_back(d.name);
    for (StepSpec& step : spec.steps) {
        std::vector<InjectionSpec> all;
        for (const std::string& name : step.named) {
            const auto it = std::find(names.begin(), names.end(), name);
            if (it != names.end()) {
                all.push_back(library[static_cast<std::size_t>(it - names.begin())]);
                all.back().where = step.where;
                continue;
            }
            const std::string like = closest(name, names);
            Diagnostic d;
            d.code = "E0913";
            d.at = step.where;
            d.path = "steps[" + step.name + "].named";
            d.message = "the library has no disruption \"" + name + "\"";
            d.hint = like.empty() ? "scenarios/studies/library/disruptions.yaml lists them"
                                  : "did you mean " + like + "?";
            diagnostics.add(std::move(d));
        }
        step.disruptions.insert(step.disruptions.begin(), all.begin(), all.end());
        step.named.clear();
    }
}

}  // namespace orrery
