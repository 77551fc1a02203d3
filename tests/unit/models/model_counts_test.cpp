// Parameters and KV bytes of public models from their published shapes, the arithmetic beside.
#include "models/llm/count.hpp"
#include "tests/support/catch.hpp"

namespace model_counts_test {

using namespace orrery::llm;
using orrery::Precision;
using orrery::test::near;

namespace {

ModelShape dense(int layers, int hidden, int heads, int kv, int head_dim, int ffn, int vocabulary) {
    ModelShape s;
    s.layers = layers;
    s.hidden = hidden;
    s.heads = heads;
    s.kv_heads = kv;
    s.head_dim = head_dim;
    s.ffn = ffn;
    s.vocabulary = vocabulary;
    return s;
}

ModelShape moe(ModelShape s, int experts, int active, int expert_ffn, int shared = 0,
               int first = 0) {
    s.experts = experts;
    s.experts_active = active;
    s.expert_ffn = expert_ffn;
    s.experts_shared = shared;
    s.first_dense = first;
    return s;
}

ModelShape deepseek_v3() {
    ModelShape s = dense(61, 7168, 128, 128, 128, 18432, 129280);
    s.attention = Attention::mla;
    s.q_lora = 1536;
    s.kv_lora = 512;
    s.qk_nope = 128;
    s.qk_rope = 64;
    s.v_head = 128;
    return moe(s, 256, 8, 2048, 1, 3);
}

ModelShape tied(ModelShape s) {
    s.tied_embeddings = true;
    return s;
}

double kv(const ModelShape& s) {
    return kv_bytes_per_token(s, Precision::bf16).value;
}

const ModelShape kLlama2_7b = dense(32, 4096, 32, 32, 128, 11008, 32000);
const ModelShape kLlama2_70b = dense(80, 8192, 64, 8, 128, 28672, 32000);
const ModelShape kLlama3_70b = dense(80, 8192, 64, 8, 128, 28672, 128256);
const ModelShape kLlama3_405b = dense(126, 16384, 128, 8, 128, 53248, 128256);
const ModelShape kMistral_7b = dense(32, 4096, 32, 8, 128, 14336, 32000);
const ModelShape kQwen25_7b = dense(28, 3584, 28, 4, 128, 18944, 152064);
const ModelShape kQwen3_32b = dense(64, 5120, 64, 8, 128, 25600, 151936);
const ModelShape kLlama32_1b = tied(dense(16, 2048, 32, 8, 64, 8192, 128256));
const ModelShape kMixtral = moe(dense(32, 4096, 32, 8, 128, 0, 32000), 8, 2, 14336);
const ModelShape kQwen3_30b = moe(dense(48, 2048, 32, 4, 128, 0, 151936), 128, 8, 768);
const ModelShape kQwen3_235b = moe(dense(94, 4096, 64, 4, 128, 0, 151936), 128, 8, 1536);
const ModelShape kGptOss = moe(dense(36, 2880, 64, 8, 64, 0, 201088), 128, 4, 2880);

}  // namespace

TEST_CASE("parameters of dense models") {
    // L·(2·d·h·hd + 2·d·kv·hd + 3·d·ffn) + 2·d·V.
    // 32·(33,554,432 + 33,554,432 + 135,266,304) + 262,144,000 = 6,738,149,376.
    CHECK(parameter_count(kLlama2_7b).total == 6738149376.0);
    // 80·(134,217,728 + 16,777,216 + 704,643,072) + 524,288,000 = 68,975,329,280.
    CHECK(parameter_count(kLlama2_70b).total == 68975329280.0);
    // The same layers, 2·8192·128,256 = 2,101,346,304 instead: 70,552,387,584.
    CHECK(parameter_count(kLlama3_70b).total == 70552387584.0);
    // 126·(536,870,912 + 33,554,432 + 2,617,245,696) + 4,202,692,608 = 405,849,243,648.
    CHECK(near(parameter_count(kLlama3_405b).total, 405849243648.0, 1e-12));
    // 32·(33,554,432 + 8,388,608 + 176,160,768) + 262,144,000 = 7,241,465,856.
    CHECK(parameter_count(kMistral_7b).total == 7241465856.0);
    // 28·(25,690,112 + 3,670,016 + 203,685,888) + 1,089,994,752 = 7,615,283,200.
    CHECK(parameter_count(kQwen25_7b).total == 7615283200.0);
    // 64·(83,886,080 + 10,485,760 + 393,216,000) + 1,555,824,640 = 32,761,446,400.
    CHECK(parameter_count(kQwen3_32b).total == 32761446400.0);
    // 16·(8,388,608 + 2,097,152 + 50,331,648) + 262,668,288, head tied = 1,235,746,816.
    CHECK(parameter_count(kLlama32_1b).total == 1235746816.0);
}

TEST_CASE("parameters of mixtures of experts, all and active") {
    // A layer of Mixtral: 41,943,040 + 8·176,160,768 + router 32,768; 32 of them + 262,144,000.
    CHECK(parameter_count(kMixtral).total == 46702526464.0);
    CHECK(parameter_count(kMixtral).active == 46702526464.0 - 32 * 6 * 176160768.0);
    // Qwen3 30B: 48·(18,874,368 + 128·4,718,592 + 262,144) + 622,329,856; 3.35e9 active.
    CHECK(parameter_count(kQwen3_30b).total == 30531911680.0);
    CHECK(near(parameter_count(kQwen3_30b).active, 3.35e9, 0.002));
    CHECK(near(parameter_count(kQwen3_235b).total, 235.09e9, 1e-4));
    CHECK(near(parameter_count(kQwen3_235b).active, 22.19e9, 1e-3));
    // gpt-oss 120B publishes 116.83e9 and 5.13e9 with one embedding counted; norms and biases lack.
    CHECK(near(parameter_count(kGptOss).total, 116.83e9, 0.002));
    CHECK(near(parameter_count(kGptOss).active - parameter_count(kGptOss).head, 5.13e9, 0.005));
    // DeepSeek V3: 671e9 and 37e9 of its report (without one embedding, 0.93e9).
    CHECK(near(parameter_count(deepseek_v3()).total, 671.02e9, 1e-4));
    CHECK(near(parameter_count(deepseek_v3()).active, 37.55e9, 1e-3));
    // Latent attention: 7168·1536 + 1536·128·192 + 7168·576 + 512·128·256 + 128·128·7168.
    CHECK(parameter_count(deepseek_v3()).attention_layer == 187105280.0);
}

TEST_CASE("KV bytes a token at bf16: layers · 2 · kv heads · width · 2") {
    CHECK(kv(kLlama2_7b) == 524288);    // 32·2·32·128·2
    CHECK(kv(kLlama2_70b) == 327680);   // 80·2·8·128·2
    CHECK(kv(kLlama3_405b) == 516096);  // 126·2·8·128·2
    CHECK(kv(kMistral_7b) == 131072);   // 32·2·8·128·2
    CHECK(kv(kQwen25_7b) == 57344);     // 28·2·4·128·2
    CHECK(kv(kQwen3_32b) == 262144);    // 64·2·8·128·2
    CHECK(kv(kLlama32_1b) == 32768);    // 16·2·8·64·2
    CHECK(kv(kMixtral) == 131072);      // 32·2·8·128·2
    CHECK(kv(kQwen3_30b) == 98304);     // 48·2·4·128·2
    CHECK(kv(kQwen3_235b) == 192512);   // 94·2·4·128·2
    CHECK(kv(kGptOss) == 73728);        // 36·2·8·64·2
    CHECK(kv(deepseek_v3()) == 70272);  // 61·(512 + 64)·2
}

TEST_CASE("four-bit mixtures of experts keep everything but the experts at two bytes") {
    // Experts 36·128·3·2880·2880 = 114.66e9·0.53125 = 60.91e9; the other 2.13e9·2 = 4.26e9;
    // 65.2e9, the size of the published checkpoint.
    CHECK(near(weight_bytes(kGptOss, Precision::mxfp4).value, 65.2e9, 0.003));
    CHECK(dense_precision(kGptOss, Precision::mxfp4) == Precision::bf16);
    CHECK(dense_precision(kGptOss, Precision::fp8) == Precision::fp8);
    CHECK(dense_precision(kLlama2_7b, Precision::fp4) == Precision::fp4);
    // Dense: (6.738e9 − 0.262e9)·0.5625 + 0.262e9·2 = 4.167e9.
    CHECK(near(weight_bytes(kLlama2_7b, Precision::fp4).value,
               (6738149376.0 - 262144000) * 0.5625 + 262144000 * 2.0, 1e-12));
}

TEST_CASE("linear attention: weights by its projections, a state a sequence and no KV") {
    // MiniMax-Text-01: seven of eight layers have five projections of 64 heads of 128.
    ModelShape s = moe(dense(80, 6144, 64, 8, 128, 0, 200064), 32, 2, 9216);
    s.linear_layers = 70;
    s.linear_width = 5 * 8192;
    s.linear_state = 64 * 128 * 128;
    const ParameterCount count = parameter_count(s);
    // Experts 80 · 32 · 3 · 6144 · 9216 = 434.9e9; attention 70 · 6144 · 40960 + 10 · 113.2e6 =
    // 18.75e9; embeddings 2.46e9: 456e9, as published; active without embeddings 45.9e9.
    CHECK(near(count.total, 456e9, 0.002));
    CHECK(near(count.active - count.embedding, 45.9e9, 0.002));
    CHECK(kv(s) == 10 * 2 * 8 * 128 * 2);
    CHECK(state_bytes_per_sequence(s).value == 70.0 * 1048576 * 4);
}

}  // namespace model_counts_test
