// A workbook as the sheets of a plan need it: cells, formulas with their results, styles, names.
#pragma once
#include <xlsxwriter.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace orrery::xlsx {

/// How a cell looks. Inputs are blue; what is simulated and what is calculated is black.
enum class Style {
    text,
    wrapped,
    title,
    note,
    header,
    header_text,  ///< of a column of texts
    unit,         ///< a text behind a number
    total_label,
    money,
    money_total,
    money_input,
    amount,  ///< any other number
    amount_total,
    amount_input,
    small,  ///< costs of a unit
    percent,
    percent_input,
    date,
    text_input,
};

/// A number in a cell, and where it stands: what other sheets refer to.
struct Figure {
    std::string ref;  ///< "'Cash flow'!$G$12"
    double value = 0;
};

/// "$B$4" or "B4"; rows and columns count from 0.
std::string cell(std::size_t row, std::size_t column, bool fixed = false);
/// "B4:B9"
std::string range(std::size_t row, std::size_t column, std::size_t last_row,
                  std::size_t last_column, bool fixed = false);

class File;

struct Column {
    std::string title;
    double width = 15;  ///< characters
    bool text = false;  ///< else numbers, whose title stands right
};

class Sheet {
public:
    void text(std::size_t row, std::size_t column, const std::string& text,
              Style style = Style::text);
    void number(std::size_t row, std::size_t column, double value, Style style);
    /// "2026-11-30" as a date.
    void date(std::size_t row, std::size_t column, const std::string& iso);
    /// `formula` without "="; `value` is what it comes to.
    Figure formula(std::size_t row, std::size_t column, const std::string& formula, double value,
                   Style style);
    /// Title, a note below it, and where the figures come from; the table begins at kTop.
    void heading(const std::string& title, const std::string& note);
    /// Head of the table: titles, widths in characters; frozen, and repeated on each page.
    void table(const std::vector<Column>& columns, std::size_t frozen_columns = 0);
    /// A text over all columns of the table, as high as it needs.
    void paragraph(std::size_t row, const std::string& text, Style style);
    /// SUM of a column of the table from kTop + 1 to the row above.
    Figure sum(std::size_t row, std::size_t column, double value, Style style);
    void filter(std::size_t last_row, std::size_t last_column);
    [[nodiscard]] Figure at(std::size_t row, std::size_t column, double value) const;

    static constexpr std::size_t kTop = 4;  ///< row of the table's head

private:
    friend class File;
    File* file_ = nullptr;
    lxw_worksheet* sheet_ = nullptr;
    std::string name_;
    std::string note_;
    std::vector<double> widths_;
    std::map<std::size_t, std::size_t> lines_;  ///< of rows with wrapped text

    void grow(std::size_t row, std::size_t characters, double width);
};

/// Makes the file, and lets nothing remain but a whole one.
class File {
public:
    /// `decimals` of money; `made` is the date that the file bears, seconds since 1970.
    File(std::string path, const std::string& title, std::int64_t made, int decimals,
         std::string origin);
    ~File();
    File(const File&) = delete;
    File& operator=(const File&) = delete;

    Sheet& sheet(const std::string& name);  ///< made where it is new, in the order of asking
    /// A name of the whole workbook for a cell or range of a sheet.
    void define(const std::string& name, const std::string& ref);
    void close();
    [[nodiscard]] const std::string& origin() const { return origin_; }

private:
    friend class Sheet;
    lxw_format* style(Style style);
    void check(lxw_error error, const std::string& what) const;

    std::string path_;
    std::string temporary_;
    std::string origin_;  ///< scenario, hash and seed: on every sheet
    std::string money_;   ///< number format
    lxw_workbook* book_ = nullptr;
    std::map<Style, lxw_format*> styles_;
    std::map<std::string, Sheet> sheets_;
};

}  // namespace orrery::xlsx
