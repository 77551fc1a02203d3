"""The iteration-time formula of models/llm in numpy, with the catalog's shapes and accelerators.

Development only: the simulator computes with models/llm/terms.cpp. tests/unit/models compares the
two on three rows. All arrays run over rows of measurements; times are seconds, sizes bytes.
"""
import re

import numpy as np
import yaml

SCALE = {"": 1, "K": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15, "m": 1e-3, "u": 1e-6, "n": 1e-9}
BYTES = {"bf16": 2, "fp8": 1, "fp4": 0.5625, "mxfp4": 0.53125, "int4": 0.53125}
UTILISATION = 0.9

# name, unit of the catalog, prior, lower and upper bound (efficiencies stay within the data sheet)
PARAMETERS = [
    ("roofline_p", "", 2.0, 1.0, 6.0),
    ("memory_gemm", "", 0.75, 0.05, 1.0),
    ("compute_gemm", "", 0.55, 0.02, 1.0),
    ("memory_expert", "", 0.6, 0.05, 1.0),
    ("compute_expert", "", 0.35, 0.02, 1.0),
    ("memory_kv", "", 0.6, 0.05, 1.0),
    ("compute_decode_attention", "", 0.4, 0.02, 1.0),
    ("compute_prefill_attention", "", 0.5, 0.02, 1.0),
    ("allreduce_latency", "us", 4e-6, 1e-7, 1e-4),
    ("link", "", 0.5, 0.02, 1.0),
    ("iteration_overhead", "us", 1e-3, 1e-5, 5e-2),
    ("layer_overhead", "us", 10e-6, 1e-7, 1e-3),
    ("moe_layer_overhead", "us", 8e-6, 1e-7, 1e-3),
    ("sequence_overhead", "us", 6e-6, 1e-8, 1e-3),
    ("token_overhead", "us", 1e-6, 1e-9, 1e-3),
]
NAMES = [p[0] for p in PARAMETERS]
PRIOR = np.array([p[2] for p in PARAMETERS])
LOWER = np.array([p[3] for p in PARAMETERS])
UPPER = np.array([p[4] for p in PARAMETERS])
# What a data sheet alone says: all of every peak, perfect overlap, no fixed cost.
DATASHEET = np.array([50.0] + [1.0] * 7 + [0.0, 1.0] + [0.0] * 5)


def number(value):
    """A quantity of the catalog ("3.35 TB/s") in base units."""
    if isinstance(value, (int, float)):
        return float(value)
    match = re.match(r"([-+0-9.eE]+)\s*([KMGTPmun]?)", value)
    return float(match.group(1)) * SCALE[match.group(2)]


def read_kind(root, kind):
    with open(root / "scenarios" / "catalog" / f"{kind}.yaml", encoding="utf-8") as file:
        return yaml.safe_load(file)[kind]


def gemm_rate(acc, precision):
    bf16 = number(acc["bf16"])
    fp8, fp4 = number(acc.get("fp8", 0)), number(acc.get("fp4", 0))
    faster = {"fp8": fp8, "fp4": fp4, "mxfp4": fp8 if fp4 > 0 else 0}
    return max(faster.get(precision, 0), bf16)


def shape_features(m):
    """Parameters by part, as parameter_count of models/llm/count.cpp."""
    d, layers, heads = m["hidden"], m["layers"], m["heads"]
    mla = m.get("attention") == "mla"
    if mla:
        q, kv, nope, rope, v = (m.get(k, 0) for k in
                                ("q_lora", "kv_lora", "qk_nope", "qk_rope", "v_head"))
        query = d * q + q * heads * (nope + rope) if q else d * heads * (nope + rope)
        attention = query + d * (kv + rope) + kv * heads * (nope + v) + heads * v * d
        elements, decode, width = kv + rope, 2.0 * (2 * kv + rope), nope + rope + v
    else:
        hd, kvh = m["head_dim"], m["kv_heads"]
        attention = 2 * d * heads * hd + 2 * d * kvh * hd
        elements, decode, width = 2.0 * kvh * hd, 4.0 * hd, 2.0 * hd
    experts = m.get("experts", 0)
    moe = layers - m.get("first_dense", 0) if experts else 0
    matrices = 3 if m.get("gated", True) else 2
    one = matrices * d * m.get("expert_ffn", 0)
    shared = m.get("experts_shared", 0) * one + d * experts if moe else 0
    dense = (layers - moe) * matrices * d * m.get("ffn", 0) + moe * shared
    head = d * m["vocabulary"]
    return dict(layers=layers, hidden=d, heads=heads, attention=layers * attention, dense=dense,
                expert=moe * one, experts=max(experts, 1), active=m.get("experts_active", 0),
                moe=moe, head=head, embedding=head * (1 if m.get("tied_embeddings") else 2),
                elements=elements, decode=decode, width=width, mla=mla,
                kv_heads=m["kv_heads"], window_layers=m.get("window_layers", 0),
                full_layers=layers - m.get("window_layers", 0) - m.get("linear_layers", 0),
                window=m.get("window", 0))


def replica_features(model, acc, precision, kv, tp, reserve):
    """Everything of one row that the formula needs, as one flat dictionary of numbers."""
    f = shape_features(model)
    block = precision in ("fp4", "mxfp4", "int4")
    # Four-bit checkpoints of mixtures of experts quantise the routed experts only.
    rest = "bf16" if block and f["moe"] else precision
    share = 1 if f["mla"] else min(tp, f["kv_heads"])
    weights = ((f["attention"] + f["dense"]) * BYTES[rest] + f["embedding"] * 2 +
               f["expert"] * f["experts"] * BYTES[precision])
    memory = number(acc["memory"])
    token = (f["full_layers"] + f["window_layers"]) * f["elements"] * BYTES[kv] / share
    f.update(tp=tp, rest_bytes=BYTES[rest], expert_bytes=BYTES[precision],
             rest_rate=gemm_rate(acc, rest), expert_rate=gemm_rate(acc, precision),
             bf16=number(acc["bf16"]), bandwidth=number(acc["memory_bandwidth"]),
             link=number(acc.get("link_bandwidth", 0)), tdp=number(acc["tdp"]),
             kv_bytes=f["elements"] * BYTES[kv] / share,
             kv_tokens=(memory * UTILISATION - weights / tp - reserve) / token)
    return f


def smooth_max(a, b, p):
    high, low = np.maximum(a, b), np.minimum(a, b)
    return high * (1 + (low / np.maximum(high, 1e-300)) ** p) ** (1 / p)


def weighted_context(f, c):
    return f["full_layers"] * c + f["window_layers"] * np.minimum(c, f["window"])


def parts(f, q, n, b):
    """(seconds, bytes, seconds at peak rate) of n tokens and b sequences, attention apart."""
    def gemm(parameters, tokens, memory, compute, size, rate, touched=1.0):
        bytes_moved = parameters * size * touched / f["tp"]
        peak = 2 * parameters * tokens / f["tp"] / rate
        return smooth_max(bytes_moved / (memory * f["bandwidth"]), peak / compute,
                          q["roofline_p"]), bytes_moved, peak
    em, ec = q["memory_gemm"], q["compute_gemm"]
    work = [gemm(f["attention"], n, em, ec, f["rest_bytes"], f["rest_rate"]),
            gemm(f["dense"], n, em, ec, f["rest_bytes"], f["rest_rate"]),
            gemm(f["head"] * (b > 0), b, em, ec, 2, f["bf16"])]
    touched = f["experts"] * (1 - (1 - f["active"] / f["experts"]) ** n)
    seconds, moved, _ = gemm(f["expert"], 0 * n, 1, 1, f["expert_bytes"], f["expert_rate"], touched)
    peak = 2 * f["expert"] * f["active"] * n / f["tp"] / f["expert_rate"]
    seconds = smooth_max(moved / (q["memory_expert"] * f["bandwidth"]),
                         peak / q["compute_expert"], q["roofline_p"])
    work.append((seconds, moved, peak))
    linked = (f["tp"] > 1) & (f["link"] > 0)
    reduce = linked * 2 * f["layers"] * (
        q["allreduce_latency"] * np.log2(f["tp"]) +
        2 * (f["tp"] - 1) / f["tp"] * n * f["hidden"] * 2 /
        (q["link"] * np.maximum(f["link"], 1)))
    overhead = (q["iteration_overhead"] + f["layers"] * q["layer_overhead"] +
                f["moe"] * q["moe_layer_overhead"] + q["sequence_overhead"] * b +
                q["token_overhead"] * 1e-9 * n * f["layers"] * f["hidden"])
    return (sum(w[0] for w in work) + reduce + overhead, sum(w[1] for w in work),
            sum(w[2] for w in work))


def iteration(f, q, b, p, context, position):
    """(seconds, bytes, seconds at peak rate) of b decodes at `context` and p prompt tokens."""
    seconds, moved, peak = parts(f, q, b + p, b)
    read = b * weighted_context(f, context)
    heads = f["heads"] / f["tp"]
    kv = read * f["kv_bytes"]
    decode = read * heads * f["decode"] / f["bf16"]
    prefill = p * weighted_context(f, position) * 2 * heads * f["width"] / f["bf16"]
    seconds = (seconds +
               smooth_max(kv / (q["memory_kv"] * f["bandwidth"]),
                          decode / q["compute_decode_attention"], q["roofline_p"]) +
               prefill / q["compute_prefill_attention"])
    return seconds, moved + kv, peak + decode + prefill


def interference(f, q, b, isl, osl, chunk, exclusive):
    """(decode step, delay of the others by one prompt, iteration with prefill): section 4."""
    context = isl + osl / 2
    decode = iteration(f, q, b, 0 * b, context, 0)[0]
    prompt = np.minimum(chunk, np.maximum(np.minimum(isl, chunk), b * isl / osl))
    alone = np.minimum(np.maximum(isl, prompt), chunk)
    mixed = iteration(f, q, b, prompt, context, isl / 2)[0]
    only = iteration(f, q, 0 * b, alone, context, isl / 2)[0]
    delay = np.where(exclusive, isl / alone * only, isl / prompt * (mixed - decode))
    own = np.where(exclusive, np.maximum(isl / alone, 1) * only,
                   np.maximum(isl / prompt, 1) * mixed) + 0.5 * decode
    return decode, delay, own


def closed_loop_tpot(f, q):
    """Time per output token at a fixed concurrency, iterated to the steady state."""
    running = np.minimum(f["load"], np.maximum(1, f["kv_tokens"] /
                                               (f["isl"] + f["reserve"] * f["osl"])))
    b = running
    for _ in range(4):
        step, delay, own = interference(f, q, b, f["isl"], f["osl"], f["chunk"], f["exclusive"])
        tpot = step + (running - 1) / np.maximum(f["osl"] - 1, 1) * delay
        b = np.maximum(1, running * f["osl"] * tpot / (f["osl"] * tpot + own))
    return tpot


def offline_rate(f, q):
    """Output tokens a second and accelerator when all requests are there at the start."""
    wave = np.minimum(f["load"], np.floor(np.minimum(
        f["max_seqs"], f["kv_tokens"] / (f["isl"] + f["reserve"] * f["osl"]))))
    wave = np.maximum(wave, 1)

    def turn(c):
        step, delay, _ = interference(f, q, np.maximum(c, 1), f["isl"], f["osl"], f["chunk"],
                                      f["exclusive"])
        return (f["osl"] * step + c * delay) * (c > 0)
    total = np.floor(f["load"] / wave) * turn(wave) + turn(f["load"] % wave)
    return f["load"] * f["osl"] / total / f["tp"]


def predict(f, q):
    """The measured quantity of each row: milliseconds, or tokens a second and accelerator."""
    zero = 0 * f["load"]
    decode = iteration(f, q, f["load"], zero, f["isl"] + f["osl"] / 2, zero)[0]
    prefill = iteration(f, q, zero, f["load"] * f["isl"], zero, f["isl"] / 2)[0]
    return np.select([f["kind"] == 0, f["kind"] == 1, f["kind"] == 2],
                     [1e3 * closed_loop_tpot(f, q), 1e3 * decode, 1e3 * prefill],
                     offline_rate(f, q))
