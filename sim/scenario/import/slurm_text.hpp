// What Slurm writes in a word: lists of hosts, generic resources, states of nodes.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace orrery {

/// "gpu[01-03,7],login" → gpu01, gpu02, gpu03, gpu7, login; nothing where brackets do not match or
/// there are more than a million.
std::optional<std::vector<std::string>> expand_hosts(std::string_view text);

/// The GPUs of a node.
struct SlurmGpus {
    std::string type;        ///< "h100"; empty: Slurm does not say
    std::int64_t count = 0;  ///< 0: none
    bool several = false;    ///< of more than one type
    bool parts = false;      ///< MIG partitions, not whole ones
};
/// "gpu:h100:8(S:0-1),nvme:1", "gpu:4", "(null)"; nothing where a count is no number.
std::optional<SlurmGpus> gpus_of_gres(std::string_view gres);

/// "mixed*", "IDLE+DRAIN" → whether jobs can run there: not down, drained, failed or powered off.
bool slurm_usable(std::string_view state);

}  // namespace orrery
