// The functions of formulas: elementary ones, summaries of columns, and searches in them.
#include "sim/study/formula/functions.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "models/statistics/risk.hpp"
#include "orrery/base/math.hpp"

namespace orrery::formula {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

using Arguments = std::vector<Value>;

/// The numbers of an argument, one or many; a problem of texts.
Numbers numbers_of(const Value& v, std::string& problem) {
    if (const double* one = v.number()) return {*one};
    if (const Numbers* many = v.numbers()) return *many;
    problem = "needs numbers, not text";
    return {};
}

Numbers known(const Numbers& values) {
    Numbers kept;
    for (const double v : values) {
        if (!std::isnan(v)) kept.push_back(v);
    }
    return kept;
}

double one_number(const Value& v, std::string& problem) {
    if (const double* one = v.number()) return *one;
    problem = "needs a single number there";
    return kNone;
}

Value map_each(const Arguments& a, std::string& problem, double (*f)(double)) {
    if (const double* one = a[0].number()) return {f(*one), ""};
    Numbers all = numbers_of(a[0], problem);
    for (double& v : all) v = f(v);
    return all;
}

Value summary(const Arguments& a, std::string& problem, double (*f)(const Numbers&)) {
    return {f(known(numbers_of(a[0], problem))), a[0].unit};
}

double sum_of(const Numbers& values) {
    math::NeumaierSum sum;
    for (const double v : values) sum.add(v);
    return sum.value();
}

double mean_of(const Numbers& values) {
    return values.empty() ? kNone : sum_of(values) / static_cast<double>(values.size());
}

double deviation_of(const Numbers& values) {
    if (values.size() < 2) return kNone;
    const double mean = mean_of(values);
    math::NeumaierSum squares;
    for (const double v : values) squares.add((v - mean) * (v - mean));
    return std::sqrt(squares.value() / static_cast<double>(values.size() - 1));
}

double tail_mean(const Numbers& values, double p) {
    if (values.empty() || !(p >= 0 && p < 1)) return kNone;
    return statistics::cvar(statistics::sorted(values), p);
}

/// All numbers of all arguments: min(a, b) and min(column) alike.
Numbers all_numbers(const Arguments& a, std::string& problem) {
    Numbers all;
    for (const Value& v : a) {
        const Numbers more = known(numbers_of(v, problem));
        all.insert(all.end(), more.begin(), more.end());
    }
    return all;
}

template <int kPercent>
Value percentile(const Arguments& a, std::string& problem) {
    return {quantile_of(numbers_of(a[0], problem), kPercent / 100.0), a[0].unit};
}

std::size_t best_index(const Value& column, bool least, std::string& problem) {
    const Numbers y = numbers_of(column, problem);
    std::size_t best = y.size();
    for (std::size_t i = 0; i < y.size(); ++i) {
        if (std::isnan(y[i])) continue;
        if (best == y.size() || (least ? y[i] < y[best] : y[i] > y[best])) best = i;
    }
    return best;
}

Value entry(const Value& column, std::size_t i, std::string& problem) {
    if (i >= column.size()) {
        problem = "finds no entry";
        return kNone;
    }
    if (const Texts* t = column.texts()) return (*t)[i];
    if (const Numbers* n = column.numbers()) return {(*n)[i], column.unit};
    return column;
}

Value argument_of(const Arguments& a, bool least, std::string& problem) {
    if (a[0].size() != a[1].size()) {
        problem = "needs columns of one length";
        return kNone;
    }
    const std::size_t best = best_index(a[1], least, problem);
    // Of no entries none is the least: a sentence can say so.
    if (problem.empty() && best >= a[0].size()) return Value(std::string("none"));
    return entry(a[0], best, problem);
}

/// Where y first reaches the level, linear between the points in their order.
Value crossing(const Arguments& a, std::string& problem) {
    const Numbers x = numbers_of(a[0], problem);
    const Numbers y = numbers_of(a[1], problem);
    const double level = one_number(a[2], problem);
    if (x.size() != y.size()) problem = "needs columns of one length";
    if (!problem.empty()) return kNone;
    for (std::size_t i = 0; i < x.size(); ++i) {
        if (y[i] == level) return {x[i], a[0].unit};
        if (i + 1 == x.size() || std::isnan(y[i]) || std::isnan(y[i + 1])) continue;
        if ((y[i] < level) == (y[i + 1] < level)) continue;
        if (y[i + 1] == level) return {x[i + 1], a[0].unit};
        const double part = (level - y[i]) / (y[i + 1] - y[i]);
        return {x[i] + part * (x[i + 1] - x[i]), a[0].unit};
    }
    return {kNone, a[0].unit};
}

/// The entry of a column beside a key in another.
Value at_key(const Arguments& a, std::string& problem) {
    const Texts* names = a[0].texts();
    const std::string* key = a[2].text();
    if (names && key) {
        const auto it = std::find(names->begin(), names->end(), *key);
        if (it == names->end()) problem = "finds no \"" + *key + "\"";
        return entry(a[1], static_cast<std::size_t>(it - names->begin()), problem);
    }
    const Numbers keys = numbers_of(a[0], problem);
    const double number = one_number(a[2], problem);
    const auto it = std::find(keys.begin(), keys.end(), number);
    return entry(a[1], static_cast<std::size_t>(it - keys.begin()), problem);
}

Value otherwise(const Arguments& a, std::string& problem) {
    if (const double* one = a[0].number()) return std::isnan(*one) ? a[1] : a[0];
    Numbers all = numbers_of(a[0], problem);
    const double with = one_number(a[1], problem);
    for (double& v : all) v = std::isnan(v) ? with : v;
    return {all, a[0].unit};
}

Value kept(const Arguments& a, std::string& problem) {
    const Numbers when = numbers_of(a[1], problem);
    if (a[0].size() != when.size()) {
        problem = "needs columns of one length";
        return kNone;
    }
    Numbers numbers;
    Texts texts;
    for (std::size_t i = 0; i < when.size(); ++i) {
        if (!(when[i] != 0)) continue;
        const Value v = entry(a[0], i, problem);
        if (v.text()) texts.push_back(*v.text());
        if (v.number()) numbers.push_back(*v.number());
    }
    return a[0].texts() ? Value(texts) : Value(numbers, a[0].unit);
}

Value cumulative(const Arguments& a, std::string& problem) {
    Numbers all = numbers_of(a[0], problem);
    math::NeumaierSum sum;
    for (double& v : all) {
        sum.add(v);
        v = sum.value();
    }
    return {all, a[0].unit};
}

Value rounded(const Arguments& a, std::string& problem) {
    const double digits = a.size() > 1 ? one_number(a[1], problem) : 0;
    const double scale = math::pow(10, digits);
    Numbers all = numbers_of(a[0], problem);
    for (double& v : all) v = std::round(v * scale) / scale;
    if (a[0].number()) return {all.empty() ? kNone : all[0], a[0].unit};
    return {all, a[0].unit};
}

std::vector<Function> elementary() {
    return {
        {"abs", 1, 1, "abs(x): without its sign",
         [](const Arguments& a, std::string& p) {
             Value v = map_each(a, p, [](double x) { return x < 0 ? -x : x; });
             v.unit = a[0].unit;
             return v;
         }},
        {"sqrt", 1, 1, "sqrt(x): square root",
         [](const Arguments& a, std::string& p) {
             return map_each(a, p, [](double v) { return std::sqrt(v); });
         }},
        {"log", 1, 1, "log(x): natural logarithm",
         [](const Arguments& a, std::string& p) { return map_each(a, p, math::log); }},
        {"exp", 1, 1, "exp(x): e to the x",
         [](const Arguments& a, std::string& p) { return map_each(a, p, math::exp); }},
        {"round", 1, 2, "round(x, digits): to that many digits after the point, 0 unless given",
         rounded},
        {"known", 1, 1, "known(x): 1 where there is a value, else 0",
         [](const Arguments& a, std::string& p) {
             return map_each(a, p, [](double v) { return std::isnan(v) ? 0.0 : 1.0; });
         }},
        {"otherwise", 2, 2, "otherwise(x, y): x, and y where x is not there", otherwise, 0},
        {"cumulative", 1, 1, "cumulative(x): running total of a column", cumulative},
    };
}

std::vector<Function> summaries() {
    return {
        {"min", 1, 99, "min(x, …): the least",
         [](const Arguments& a, std::string& p) {
             const Numbers v = all_numbers(a, p);
             return Value(v.empty() ? kNone : *std::min_element(v.begin(), v.end()), a[0].unit);
         },
         0},
        {"max", 1, 99, "max(x, …): the greatest",
         [](const Arguments& a, std::string& p) {
             const Numbers v = all_numbers(a, p);
             return Value(v.empty() ? kNone : *std::max_element(v.begin(), v.end()), a[0].unit);
         },
         0},
        {"sum", 1, 99, "sum(x, …): total",
         [](const Arguments& a, std::string& p) {
             return Value(sum_of(all_numbers(a, p)), a[0].unit);
         },
         0},
        {"mean", 1, 1, "mean(x): of a column",
         [](const Arguments& a, std::string& p) { return summary(a, p, mean_of); }},
        {"sd", 1, 1, "sd(x): standard deviation of a sample (n − 1)",
         [](const Arguments& a, std::string& p) { return summary(a, p, deviation_of); }},
        {"count", 1, 1, "count(x): entries with a value",
         [](const Arguments& a, std::string& p) {
             if (a[0].texts() || a[0].text()) return Value(static_cast<double>(a[0].size()));
             return Value(static_cast<double>(known(numbers_of(a[0], p)).size()));
         }},
        {"quantile", 2, 2, "quantile(x, p): linear between the ordered values",
         [](const Arguments& a, std::string& p) {
             return Value(quantile_of(numbers_of(a[0], p), one_number(a[1], p)), a[0].unit);
         }},
        {"prob", 1, 1, "prob(x > y): share of entries for which it holds",
         [](const Arguments& a, std::string& p) {
             return Value(mean_of(known(numbers_of(a[0], p))), "");
         }},
        {"cvar", 2, 2, "cvar(x, p): mean of the largest 1 − p",
         [](const Arguments& a, std::string& p) {
             return Value(tail_mean(known(numbers_of(a[0], p)), one_number(a[1], p)), a[0].unit);
         }},
        {"p5", 1, 1, "p5(x): quantile", percentile<5>},
        {"p10", 1, 1, "p10(x): quantile", percentile<10>},
        {"p50", 1, 1, "p50(x): quantile", percentile<50>},
        {"p90", 1, 1, "p90(x): quantile", percentile<90>},
        {"p95", 1, 1, "p95(x): quantile", percentile<95>},
        {"p99", 1, 1, "p99(x): quantile", percentile<99>},
    };
}

std::vector<Function> searches() {
    return {
        {"argmin", 2, 2, "argmin(name, x): the name beside the least x, or none",
         [](const Arguments& a, std::string& p) { return argument_of(a, true, p); }},
        {"argmax", 2, 2, "argmax(name, x): the name beside the greatest x, or none",
         [](const Arguments& a, std::string& p) { return argument_of(a, false, p); }},
        {"at", 3, 3, "at(name, x, key): the x beside that name", at_key},
        {"crossing", 3, 3, "crossing(x, y, level): the x at which y first reaches the level",
         crossing, 1},
        {"where", 2, 2, "where(x, condition): entries of x for which it holds", kept},
        {"first", 1, 1, "first(x): first entry",
         [](const Arguments& a, std::string& p) { return entry(a[0], 0, p); }},
        {"last", 1, 1, "last(x): last entry",
         [](const Arguments& a, std::string& p) { return entry(a[0], a[0].size() - 1, p); }},
    };
}

}  // namespace

double quantile_of(const Numbers& values, double p) {
    const Numbers there = known(values);
    if (there.empty() || !(p >= 0 && p <= 1)) return kNone;
    return statistics::quantile(statistics::sorted(there), p);
}

const std::vector<Function>& functions() {
    static const std::vector<Function> all = [] {
        std::vector<Function> list = elementary();
        for (const Function& f : summaries()) list.push_back(f);
        for (const Function& f : searches()) list.push_back(f);
        return list;
    }();
    return all;
}

const Function* function_named(const std::string& name) {
    for (const Function& f : functions()) {
        if (name == f.name) return &f;
    }
    return nullptr;
}

}  // namespace orrery::formula
