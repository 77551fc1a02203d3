// A workbook as the sheets of a plan need it: cells, formulas with their results, styles, names.
#include "sim/report/workbook_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "orrery/base/atomic_file.hpp"
#include "orrery/base/diagnostics.hpp"
#include "sim/report/workbook_scratch.hpp"

namespace orrery::xlsx {
namespace {

constexpr lxw_color_t kBlue = 0x0000FF;
constexpr lxw_color_t kHeadFill = 0x1F3A5F;
constexpr lxw_color_t kWhite = 0xFFFFFF;
constexpr lxw_color_t kGrey = 0x606060;
constexpr std::size_t kLongestText = 32767;  ///< that a cell takes

lxw_row_t row_of(std::size_t row) {
    return static_cast<lxw_row_t>(row);
}
lxw_col_t column_of(std::size_t column) {
    return static_cast<lxw_col_t>(column);
}

bool is_input(Style style) {
    return style == Style::money_input || style == Style::amount_input ||
           style == Style::percent_input || style == Style::text_input;
}
bool is_total(Style style) {
    return style == Style::money_total || style == Style::amount_total ||
           style == Style::total_label;
}

const char* number_format(Style style, const std::string& money) {
    switch (style) {
        case Style::money:
        case Style::money_total:
        case Style::money_input:
            return money.c_str();
        case Style::amount:
        case Style::amount_total:
        case Style::amount_input:
            return "#,##0.##";
        case Style::small:
            return "#,##0.0000";
        case Style::percent:
        case Style::percent_input:
            return "0.00%";
        case Style::date:
            return "yyyy-mm-dd";
        case Style::text:
        case Style::wrapped:
        case Style::title:
        case Style::note:
        case Style::header:
        case Style::header_text:
        case Style::unit:
        case Style::total_label:
        case Style::text_input:
            return nullptr;
    }
    return nullptr;
}

void dress_head(lxw_format* format, Style style) {
    format_set_bold(format);
    format_set_text_wrap(format);
    format_set_font_color(format, kWhite);
    format_set_bg_color(format, kHeadFill);
    format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
    if (style == Style::header) format_set_align(format, LXW_ALIGN_RIGHT);
}

void dress(lxw_format* format, Style style) {
    if (style == Style::header || style == Style::header_text) return dress_head(format, style);
    format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
    if (style == Style::title) {
        format_set_bold(format);
        format_set_font_size(format, 15);
    }
    if (style == Style::unit) format_set_indent(format, 1);
    if (style == Style::note) format_set_font_color(format, kGrey);
    if (style == Style::wrapped || style == Style::text_input || style == Style::note) {
        format_set_text_wrap(format);
    }
    if (is_input(style)) format_set_font_color(format, kBlue);
    if (is_total(style)) {
        format_set_bold(format);
        format_set_top(format, LXW_BORDER_THIN);
    }
}

}  // namespace

std::string cell(std::size_t row, std::size_t column, bool fixed) {
    char text[LXW_MAX_CELL_NAME_LENGTH];
    if (fixed) {
        lxw_rowcol_to_cell_abs(text, row_of(row), column_of(column), LXW_TRUE, LXW_TRUE);
    } else {
        lxw_rowcol_to_cell(text, row_of(row), column_of(column));
    }
    return text;
}

std::string range(std::size_t row, std::size_t column, std::size_t last_row,
                  std::size_t last_column, bool fixed) {
    return cell(row, column, fixed) + ":" + cell(last_row, last_column, fixed);
}

/// Rows with wrapped text are as high as it is: not every program finds that out by itself.
void Sheet::grow(std::size_t row, std::size_t characters, double width) {
    const auto lines = static_cast<std::size_t>(static_cast<double>(characters) / width) + 1;
    if (lines <= std::max<std::size_t>(lines_[row], 1)) return;
    lines_[row] = lines;
    worksheet_set_row(sheet_, row_of(row), 13.0 * static_cast<double>(lines), nullptr);
}

void Sheet::text(std::size_t row, std::size_t column, const std::string& text, Style style) {
    // A cell without text would take none of the style.
    if (text.empty()) {
        worksheet_write_blank(sheet_, row_of(row), column_of(column), file_->style(style));
        return;
    }
    const std::string cut = text.substr(0, kLongestText);
    file_->check(worksheet_write_string(sheet_, row_of(row), column_of(column), cut.c_str(),
                                        file_->style(style)),
                 name_);
    const bool wraps = style == Style::wrapped || style == Style::text_input;
    if (wraps && column < widths_.size()) grow(row, cut.size(), widths_[column]);
}

void Sheet::paragraph(std::size_t row, const std::string& text, Style style) {
    double width = 0;
    for (const double w : widths_) width += w;
    if (widths_.size() > 1) {
        file_->check(
            worksheet_merge_range(sheet_, row_of(row), 0, row_of(row),
                                  column_of(widths_.size() - 1), text.c_str(), file_->style(style)),
            name_);
    } else {
        this->text(row, 0, text, style);
    }
    grow(row, text.size(), width);
}

void Sheet::number(std::size_t row, std::size_t column, double value, Style style) {
    file_->check(
        worksheet_write_number(sheet_, row_of(row), column_of(column), value, file_->style(style)),
        name_);
}

void Sheet::date(std::size_t row, std::size_t column, const std::string& iso) {
    lxw_datetime day{};
    day.year = static_cast<int>(std::strtol(iso.substr(0, 4).c_str(), nullptr, 10));
    day.month = static_cast<int>(std::strtol(iso.substr(5, 2).c_str(), nullptr, 10));
    day.day = static_cast<int>(std::strtol(iso.substr(8, 2).c_str(), nullptr, 10));
    file_->check(worksheet_write_datetime(sheet_, row_of(row), column_of(column), &day,
                                          file_->style(Style::date)),
                 name_);
}

Figure Sheet::formula(std::size_t row, std::size_t column, const std::string& formula, double value,
                      Style style) {
    file_->check(worksheet_write_formula_num(sheet_, row_of(row), column_of(column),
                                             ("=" + formula).c_str(), file_->style(style), value),
                 name_);
    return at(row, column, value);
}

void Sheet::heading(const std::string& title, const std::string& note) {
    text(0, 0, title, Style::title);
    worksheet_set_row(sheet_, 0, 22, nullptr);
    note_ = note;
}

void Sheet::table(const std::vector<Column>& columns, std::size_t frozen_columns) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
        text(kTop, i, columns[i].title, columns[i].text ? Style::header_text : Style::header);
        worksheet_set_column(sheet_, column_of(i), column_of(i), columns[i].width, nullptr);
        widths_.push_back(columns[i].width);
    }
    if (!note_.empty()) paragraph(1, note_, Style::note);
    paragraph(2, file_->origin(), Style::note);
    worksheet_set_row(sheet_, row_of(kTop), 30, nullptr);
    worksheet_freeze_panes(sheet_, row_of(kTop + 1), column_of(frozen_columns));
    worksheet_repeat_rows(sheet_, row_of(kTop), row_of(kTop));
}

Figure Sheet::sum(std::size_t row, std::size_t column, double value, Style style) {
    return formula(row, column, "SUM(" + range(kTop + 1, column, row - 1, column) + ")", value,
                   style);
}

void Sheet::filter(std::size_t last_row, std::size_t last_column) {
    worksheet_autofilter(sheet_, row_of(kTop), 0, row_of(last_row), column_of(last_column));
}

Figure Sheet::at(std::size_t row, std::size_t column, double value) const {
    return {"'" + name_ + "'!" + cell(row, column, true), value};
}

File::File(std::string path, const std::string& title, std::int64_t made, int decimals,
           std::string origin)
    : path_(std::move(path)), temporary_(part_of(path_)), origin_(std::move(origin)) {
    const std::string digits = decimals > 0 ? "." + std::string(decimals, '0') : "";
    money_ = "#,##0" + digits + ";[Red]-#,##0" + digits;
    scratch_was_lost();
    errno = 0;
    book_ = workbook_new(temporary_.c_str());
    if (!book_) throw EnvironmentError(path_ + ": out of memory");
    std::string subject = title;
    lxw_doc_properties properties{};
    properties.title = subject.data();
    properties.created = static_cast<time_t>(made);
    check(workbook_set_properties(book_, &properties), "properties");
}

File::~File() {
    if (book_) lxw_workbook_free(book_);  // nothing has been written yet
}

Sheet& File::sheet(const std::string& name) {
    auto [at, fresh] = sheets_.try_emplace(name);
    Sheet& made = at->second;
    if (!fresh) return made;
    made.file_ = this;
    made.name_ = name;
    made.sheet_ = workbook_add_worksheet(book_, name.c_str());
    if (!made.sheet_) throw EnvironmentError(path_ + ": no sheet can be named " + name);
    worksheet_gridlines(made.sheet_, LXW_HIDE_ALL_GRIDLINES);
    worksheet_set_landscape(made.sheet_);
    worksheet_set_paper(made.sheet_, 9);  // A4
    worksheet_fit_to_pages(made.sheet_, 1, 0);
    worksheet_set_footer(made.sheet_, "&L&A&RPage &P of &N");
    return made;
}

void File::define(const std::string& name, const std::string& ref) {
    check(workbook_define_name(book_, name.c_str(), ("=" + ref).c_str()), name);
}

void File::close() {
    const lxw_error error = workbook_close(std::exchange(book_, nullptr));
    const bool lost = scratch_was_lost() || errno == ENOMEM;
    if (error == LXW_NO_ERROR && !lost) return put_in_place(temporary_, path_);
    std::remove(temporary_.c_str());
    throw EnvironmentError(
        path_ + ": cannot be written: " + (lost ? "out of memory" : lxw_strerror(error)));
}

lxw_format* File::style(Style style) {
    auto [at, fresh] = styles_.try_emplace(style);
    if (!fresh) return at->second;
    at->second = workbook_add_format(book_);
    format_set_font_name(at->second, "Arial");
    format_set_font_size(at->second, 10);
    dress(at->second, style);
    if (const char* number = number_format(style, money_)) {
        format_set_num_format(at->second, number);
    }
    return at->second;
}

/// The library goes on without what it found no memory for; that alone tells.
void File::check(lxw_error error, const std::string& what) const {
    if (errno == ENOMEM) throw EnvironmentError(path_ + ": cannot be written: out of memory");
    if (error != LXW_NO_ERROR) {
        throw EnvironmentError(path_ + ": " + what + ": " + lxw_strerror(error));
    }
}

}  // namespace orrery::xlsx
