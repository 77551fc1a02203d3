// What every offline page is put together from: escapes, and a template that is cut at its marks.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace orrery {

/// JSON inside a <script> element: no character that could end it or start a comment.
std::string escape_for_script(const std::string& json);
/// Text between tags or inside a quoted attribute.
std::string escape_for_html(std::string_view text);

/// The template with each mark, in the order in which they stand in it, replaced.
std::string fill_page(std::string_view page_template,
                      const std::vector<std::pair<std::string_view, std::string_view>>& marks);

}  // namespace orrery
