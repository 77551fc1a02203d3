// The live page's files, embedded in the executable.
#include "tools/orrery/serve/assets.hpp"

#include "tools/orrery/embed.hpp"

ORRERY_EMBED("orrery_serve_html", ORRERY_PAGE_DIR "/serve.html");
ORRERY_EMBED("orrery_serve_script", ORRERY_PAGE_DIR "/serve.js");
ORRERY_EMBED("orrery_serve_style", ORRERY_PAGE_DIR "/serve.css");

extern "C" {
extern const char orrery_serve_html_begin[];
extern const char orrery_serve_html_end[];
extern const char orrery_serve_script_begin[];
extern const char orrery_serve_script_end[];
extern const char orrery_serve_style_begin[];
extern const char orrery_serve_style_end[];
}

namespace orrery::serve {
namespace {

std::string_view between(const char* begin, const char* end) {
    return {begin, static_cast<std::size_t>(end - begin)};
}

}  // namespace

const std::vector<Asset>& assets() {
    static const std::vector<Asset> all{
        {"/", "text/html; charset=utf-8", between(orrery_serve_html_begin, orrery_serve_html_end)},
        {"/page.js", "text/javascript; charset=utf-8",
         between(orrery_serve_script_begin, orrery_serve_script_end)},
        {"/page.css", "text/css; charset=utf-8",
         between(orrery_serve_style_begin, orrery_serve_style_end)}};
    return all;
}

}  // namespace orrery::serve
