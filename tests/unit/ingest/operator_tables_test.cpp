// Measured operator tables: an iteration by hand, and tables that cannot be used.
#include "sim/ingest/operator_tables.hpp"

#include <fmt/format.h>

#include "orrery/base/diagnostics.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/files.hpp"
#include "tests/support/tiny_shape.hpp"

namespace operator_tables_test {

using namespace orrery;
using namespace orrery::test;

namespace {

/// Products take m µs whatever their size, the whole prompt L² µs, decodes batch × context µs.
void write_tables(const TemporaryFolder& folder, const std::string& more_products = "") {
    std::string gemm = "gemm_dtype,m,n,k,latency\n";
    for (const int n : {32, 64}) {
        for (const int k : {32, 64}) {
            for (const int m : {1, 10, 100}) {
                gemm += fmt::format("bfloat16,{},{},{},{}\n", m, n, k, m * 1e-3);
            }
        }
    }
    folder.write("t__gemm.csv", gemm + more_products);
    const std::string header =
        "batch_size,isl,num_heads,num_key_value_heads,head_dim,kv_cache_dtype,step,latency\n";
    std::string prompts = header;
    std::string decodes = header;
    for (const int b : {1, 4}) {
        for (const int length : {1, 2, 4, 8, 16, 32, 64}) {
            prompts +=
                fmt::format("{},{},4,2,8,bfloat16,0,{}\n", b, length, b * length * length * 1e-3);
            decodes += fmt::format("{},1,4,2,8,bfloat16,{},{}\n", b, length - 1, b * length * 1e-3);
        }
    }
    folder.write("t__context_attention.csv", prompts);
    folder.write("t__generation_attention.csv", decodes);
    folder.write("t__custom_allreduce.csv",
                 "num_gpus,message_size,latency\n2,32,0.5\n2,3200,0.5\n4,32,1\n");
}

std::string problem_of(const TemporaryFolder& folder, const llm::ReplicaShape& shape) {
    try {
        read_operator_tables(folder.file("t"), shape);
    } catch (const EnvironmentError& error) {
        const std::string text = error.message();
        const std::string path = folder.path().string() + "/";
        return text.rfind(path, 0) == 0 ? text.substr(path.size()) : text;
    }
    return "none";
}

}  // namespace

TEST_CASE("an iteration of measured operators by hand") {
    TemporaryFolder folder;
    write_tables(folder);
    const operators::OperatorStep step(read_operator_tables(folder.file("t"), tiny_shape()));
    // Two decodes of 10 and 20 tokens: 1 ms of the host, 2 layers of 4 products at 2 µs and of
    // attention 2 · 15 µs, the head 2 µs: 1,000 + 16 + 60 + 2 µs. Each further token: 2 · 2 µs,
    // until the mean context reaches the next measured one, 16.
    std::vector<llm::PromptChunk> chunks;
    llm::StepBatch batch;
    batch.decodes = 2;
    batch.sum_context = 30;
    batch.chunks = &chunks;
    llm::StepCost cost = step.cost(batch);
    CHECK(near(cost.first, 1078e-6, 1e-7));
    CHECK(near(cost.step, 4e-6, 1e-7));
    CHECK(cost.valid == 1);
    // A chunk of 8 tokens after 8: area 16² − 8² of 16², 192 µs a layer; 10 tokens in all.
    chunks.push_back({8, 8});
    batch.chunk_tokens = 8;
    cost = step.cost(batch);
    CHECK(near(cost.first, 1e-3 + 2 * (40e-6 + 192e-6 + 30e-6) + 3e-6, 1e-7));
}

TEST_CASE("tensor parallelism adds two exchanges a layer") {
    TemporaryFolder folder;
    write_tables(folder);
    llm::ReplicaShape shape = tiny_shape();
    std::vector<llm::PromptChunk> none;
    llm::StepBatch batch;
    batch.decodes = 1;
    batch.sum_context = 16;
    batch.chunks = &none;
    shape.tp = 2;
    const operators::OperatorStep step(read_operator_tables(folder.file("t"), shape));
    // 1 ms, 2 layers of 4 µs and two exchanges of 500 µs; attention of half the key-value heads
    // that were measured, 8 µs; head 1 µs.
    CHECK(near(step.cost(batch).first, 1e-3 + 2 * (4e-6 + 1e-3 + 8e-6) + 1e-6, 1e-7));
    shape.tp = 8;
    CHECK(problem_of(folder, shape) == "t__custom_allreduce: measured among 2, 4, not 8");
}

TEST_CASE("tables that cannot be used say where and why") {
    TemporaryFolder folder;
    write_tables(folder);
    llm::ReplicaShape shape = tiny_shape();
    shape.model.experts = 8;
    CHECK(problem_of(folder, shape) == "operator tables do not cover a mixture of experts: tiny");
    shape = tiny_shape();
    shape.model.head_dim = 16;
    CHECK(problem_of(folder, shape) ==
          "t__context_attention: no rows with 16 wide heads and a bfloat16 cache");
    // 2 · 1000³ operations at 1 TFLOP/s are 2 ms; the row says 1 ms.
    write_tables(folder, "bfloat16,1000,1000,1000,1\n");
    CHECK(problem_of(folder, tiny_shape()) ==
          "t__gemm.csv:14: a 1000 × 1000 × 1000 product in 1000.0 µs is faster than toy can: "
          "2000.0 µs");
    write_tables(folder, "bfloat16,1000,1000,many,1\n");
    CHECK(problem_of(folder, tiny_shape()).find("t__gemm.csv:14") == 0);
    write_tables(folder);
    std::filesystem::remove(folder.file("t__generation_attention.csv"));
    CHECK(problem_of(folder, tiny_shape()) == "t__generation_attention.csv: no such file");
}

}  // namespace operator_tables_test
