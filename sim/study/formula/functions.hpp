// The functions of formulas: elementary ones, summaries of columns, and searches in them.
#pragma once
#include <string>
#include <vector>

#include "sim/study/formula/value.hpp"

namespace orrery::formula {

struct Function {
    const char* name;
    std::size_t least;  ///< arguments
    std::size_t most;
    const char* says;  ///< "p90(x): …", for documents
    /// `problem` is empty on entry; a text in it is why there is no value.
    Value (*call)(const std::vector<Value>& arguments, std::string& problem);
    std::size_t alike = 99;  ///< arguments from this one on are of one unit
};

const std::vector<Function>& functions();
const Function* function_named(const std::string& name);

/// Type-7 quantile of the entries that have a value; NaN of none.
double quantile_of(const Numbers& values, double p);

}  // namespace orrery::formula
