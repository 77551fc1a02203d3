// The report page's template and script, embedded in the executable.
#include "tools/orrery/page.hpp"

#include "tools/orrery/embed.hpp"

ORRERY_EMBED("orrery_page_template", ORRERY_PAGE_DIR "/page.html");
ORRERY_EMBED("orrery_page_bundle", ORRERY_PAGE_DIR "/page.js");
ORRERY_EMBED("orrery_study_template", ORRERY_PAGE_DIR "/study.html");
ORRERY_EMBED("orrery_study_bundle", ORRERY_PAGE_DIR "/study.js");

extern "C" {
extern const char orrery_page_template_begin[];
extern const char orrery_page_template_end[];
extern const char orrery_page_bundle_begin[];
extern const char orrery_page_bundle_end[];
extern const char orrery_study_template_begin[];
extern const char orrery_study_template_end[];
extern const char orrery_study_bundle_begin[];
extern const char orrery_study_bundle_end[];
}

namespace orrery::cli {

std::string_view page_template() {
    return {orrery_page_template_begin,
            static_cast<std::size_t>(orrery_page_template_end - orrery_page_template_begin)};
}

std::string_view page_bundle() {
    return {orrery_page_bundle_begin,
            static_cast<std::size_t>(orrery_page_bundle_end - orrery_page_bundle_begin)};
}

std::string_view study_template() {
    return {orrery_study_template_begin,
            static_cast<std::size_t>(orrery_study_template_end - orrery_study_template_begin)};
}

std::string_view study_bundle() {
    return {orrery_study_bundle_begin,
            static_cast<std::size_t>(orrery_study_bundle_end - orrery_study_bundle_begin)};
}

}  // namespace orrery::cli
