// Measured collectives: public tables in, one row an operation, group and size out.
#pragma once
#include <string>
#include <vector>

#include "models/network/collective.hpp"
#include "sim/evidence/validation.hpp"

namespace orrery {

struct MeasuredCollective {
    std::string id;           ///< file:line
    std::string library;      ///< "nccl", "trtllm", "vllm", "vllm-eager", "nccl-2023" …
    std::string accelerator;  ///< as the file names it
    network::Collective operation = network::Collective::all_reduce;
    bool sums_floats = true;  ///< a switch can add them up
    int ranks = 0;
    int per_server = 0;
    double bytes = 0;
    double seconds = 0;
};

struct MeasuredCollectives {
    std::vector<MeasuredCollective> rows;
    std::vector<SkippedRow> skipped;
};

/// "all_reduce" …
const char* collective_name(network::Collective operation);

/// A file or all CSV files of a folder and below, plain or compressed, in name order; each by its
/// header:
///   size(B),…,time(ns),busbw           nccl-tests, in place; accelerator, operation and group in
///                                      the name, as a100_AR_GPU8_…; library nccl-2023
///   op_name,…,num_gpus,message_size    operator tables; elements, ms; library by kernel_source
///   time_stats.all_reduce.median,…     bytes, ms, devices_per_node; library nccl-2024
///   node,collective,…,median_ms        the same, thinned out
///   category,…,quantity,value,unit     a list of published points, rows of category `collective`
/// What it does not take is in `skipped`, a file of another kind as one row.
MeasuredCollectives read_measured_collectives(const std::string& path);

}  // namespace orrery
