"""Fits the engine profiles of the catalog on measured inference and energy, held-out errors beside.

Development only. Needs numpy, scipy and yaml (Debian: python3-numpy python3-scipy python3-yaml);
run with /usr/bin/python3 from anywhere. Reads measured/inference.csv.gz and measured/energy.csv.gz
in the folder ORRERY_DATA (default ../shared beside the repository) and the shapes and data sheets
in scenarios/catalog. With --write it replaces the measured entries of scenarios/catalog/engines.yaml
below its marker line; without, it only prints the ladder of errors.

A row is used where its configuration is fully known and the formula covers it: aggregated serving,
plain tensor parallelism, weights' format given, no speculative decoding known. What is left out is
decided by what the row says of itself or by its duplicates, never by the fit's residual.
"""
import argparse
import csv
import gzip
import os
import pathlib
import re

import numpy as np
from scipy.optimize import least_squares

import iteration_formula as formula

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = pathlib.Path(os.environ.get("ORRERY_DATA", ROOT / ".." / "shared")) / "measured"
SEED = 20261122
PRIOR_WEIGHT = 0.12  # residual of one e-fold away from the prior
MIN_ROWS = 20
RESERVE = 3.5e9
CHUNK = 8192
# Prompts of ML.ENERGY's tasks are not recorded; a short chat or quiz question.
TASK_PROMPT = 250
TPOT, DECODE, PREFILL, OFFLINE = range(4)

ACCELERATORS = {"h100_sxm": "h100-sxm-80", "H100": "h100-sxm-80", "h200_sxm": "h200-sxm-141",
                "b200_sxm": "b200-sxm-180", "B200": "b200-sxm-180", "b300_sxm": "b300-sxm-288",
                "gb200": "gb200-186", "a100-80gb": "a100-sxm-80", "mi300x": "mi300x"}
MODELS = [("deepseek", "deepseek-v3"), ("kimi", "kimi-k2"), ("minimax", "minimax-m2"),
          ("gpt-oss-120b", "gpt-oss-120b"), ("gpt-oss-20b", "gpt-oss-20b"),
          ("qwen3-235b", "qwen3-235b-a22b"), ("qwen3-coder-30b", "qwen3-30b-a3b"),
          ("qwen3-coder-480b", "qwen3-coder-480b-a35b"), ("qwen3-30b", "qwen3-30b-a3b"),
          ("qwen3-32b", "qwen3-32b"), ("qwen3-14b", "qwen3-14b"), ("qwen3-8b", "qwen3-8b"),
          ("llama-3.1-8b", "llama-3.1-8b"), ("llama3.1-8b", "llama-3.1-8b"),
          ("llama-3.1-70b", "llama-3.1-70b"), ("llama3.1-70b", "llama-3.1-70b"),
          ("llama-3.3-70b", "llama-3.1-70b"), ("llama-3.1-405b", "llama-3.1-405b"),
          ("llama3.1-405b", "llama-3.1-405b"), ("llama-4-scout", "llama-4-scout"),
          ("llama4-scout", "llama-4-scout"), ("gemma-3-27b", "gemma-3-27b"),
          ("gemma-3-12b", "gemma-3-12b"), ("llama2-70b", "llama-2-70b"),
          ("bloom-176b", "bloom-176b")]
SOURCES = {"aic": "aiconfigurator silicon sample", "ml.": "ML.ENERGY v3", "spl": "Splitwise",
           "trt": "TensorRT-LLM performance overview", "amd": "AMD ROCm performance results"}


def model_key(name):
    name = name.split("/")[-1].lower()
    return next((key for start, key in MODELS if start in name), None)


def precision_of(row, model):
    p = {"bfloat16": "bf16", "fp16": "bf16", "nvfp4": "fp4"}.get(row["precision"], row["precision"])
    return "mxfp4" if p == "fp4" and model.startswith("gpt-oss") else p


def kv_format(row, engine, family, model, precision):
    """KV format that the source's launch scripts use; the rows do not carry it."""
    if row["source"].startswith(("ml.", "splitwise")) or precision in ("bf16", "int4"):
        return "bf16"
    if row["source"].startswith("amd"):
        return "fp8"
    mla = model in ("deepseek-v3", "kimi-k2")
    if family == "hopper":
        return "fp8" if engine == "trtllm" and not mla else "bf16"
    if engine == "vllm" and model.startswith(("qwen3", "minimax", "kimi")):
        return "bf16"
    return "fp8"


def shape_of_load(row):
    """(kind, load, nominal lengths' factor) or None where the formula does not cover the row."""
    source, metric, load = row["source"], row["metric"], row["load"]
    first = float(re.search(r"=([\d.]+)", load).group(1)) if re.search(r"=([\d.]+)", load) else 0
    if source.startswith("aic") and metric == "tpot_ms_p50":
        parallel = re.search(r"moe_tp=(\S+) moe_ep=(\S+);", row["notes"])
        plain = parallel and parallel.group(2) in ("1.0", "0.0")
        if not plain or "disagg" in row["source_ref"] or "1.2.0rc6.post3" in row["engine_version"]:
            return None
        if float(row["dp_replicas"] or 1) > 1 or float(row["tp"]) > 8:
            return None
        if float(parallel.group(1)) not in (0, 1, float(row["tp"])):
            return None
        return TPOT, first, 0.9 if "InferenceX" in source else 1.0
    if source.startswith("ml.") and metric == "itl_ms_p50" and "ep=1" in row["notes"]:
        batch = re.search(r"avg_batch=([\d.]+)", load)
        return None if "fim" in row["isl"] else (DECODE, float(batch.group(1)), 1.0)
    if source.startswith("splitwise") and row["accelerator"] == "a100-80gb":
        if row["tp"] == "2.0" and first >= 64:
            return None  # failed runs of the source
        kinds = {"decode_iter_ms": DECODE, "prefill_batch_ms": PREFILL}
        return (kinds[metric], first, 1.0) if metric in kinds else None
    if source.startswith("trtllm-perf") and "ep=1" == row["notes"].strip():
        return OFFLINE, first, 1.0
    if source.startswith("amd-rocm"):
        return OFFLINE, first, 1.0
    return None


def engine_of(row):
    name = row["engine_version"].lower()
    for start, engine in (("trtllm", "trtllm"), ("tensorrt-llm", "trtllm"), ("vllm", "vllm"),
                          ("sglang", "sglang")):
        if name.startswith(start):
            return engine
    return None


def features_of(row, catalog):
    covered = shape_of_load(row)
    model = model_key(row["model"])
    key = ACCELERATORS.get(row["accelerator"])
    engine = engine_of(row)
    if covered is None or not model or not key or not engine or float(row["pp"] or 1) > 1:
        return None
    kind, load, factor = covered
    precision = precision_of(row, model)
    if precision not in formula.BYTES or load < 1:
        return None
    family = catalog["accelerators"][key]["family"]
    kv = kv_format(row, engine, family, model, precision)
    f = formula.replica_features(catalog["models"][model], catalog["accelerators"][key], precision,
                                 kv, float(row["tp"]), RESERVE)
    if f["kv_tokens"] <= 0:
        return None
    value = float(row["value"])
    if row["metric"] == "output_tok_s_total":
        value /= float(row["n_accel"])
    isl = TASK_PROMPT if row["isl"].startswith("dataset") else float(row["isl"])
    seqs = re.search(r"max_seqs=([\d.]+)", row["load"])
    f.update(kind=kind, load=load, isl=factor * isl, osl=factor * float(row["osl"]), value=value,
             reserve=1.0 if engine == "trtllm" else 0.6, exclusive=engine == "sglang", chunk=CHUNK,
             max_seqs=float(seqs.group(1)) if seqs else 2048.0)
    f["cell"] = f"{engine}/{family}"
    f["curve"] = (row["source"], f["cell"], model, key, precision, f["tp"], f["isl"], f["osl"], kind)
    return f


def read_rows(catalog):
    """Rows the formula covers; one a configuration: the median, runs far below the slowest left
    out (they speculate: the source lost that column)."""
    with gzip.open(DATA / "inference.csv.gz", "rt") as file:
        found = [f for f in (features_of(r, catalog) for r in csv.DictReader(file)) if f]
    groups = {}
    for f in found:
        groups.setdefault(f["curve"] + (f["load"],), []).append(f)
    rows = []
    for key in sorted(groups, key=str):
        same = groups[key]
        values = [f["value"] for f in same]
        if same[0]["kind"] == TPOT:
            values = [v for v in values if v >= 0.8 * max(values)]
        rows.append(dict(same[0], value=float(np.median(values))))
    return rows


def columns(rows):
    return {k: np.array([r[k] for r in rows]) for k in rows[0] if k != "curve"}


def named(x):
    return dict(zip(formula.NAMES, x))


def log_ratio(rows, x):
    f = columns(rows)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.log(formula.predict(f, named(x)) / f["value"])


def fit(rows, centre):
    """Least squares on log ratios, robust; log-normal priors keep unidentified values physical."""
    low, high = np.log(formula.LOWER), np.log(formula.UPPER)
    start = np.clip(np.log(centre), low + 1e-3, high - 1e-3)

    def residual(z):
        return np.concatenate([log_ratio(rows, np.exp(z)), PRIOR_WEIGHT * (z - np.log(centre))])
    got = least_squares(residual, start, bounds=(low, high), loss="soft_l1", f_scale=0.1)
    return np.exp(got.x)


def errors(rows, x):
    e = 100 * np.abs(np.exp(log_ratio(rows, x)) - 1)
    return e


def by_cell(rows):
    cells = {}
    for r in rows:
        cells.setdefault(r["cell"], []).append(r)
    return {k: v for k, v in sorted(cells.items()) if len(v) >= MIN_ROWS}


def halves(rows, rng, key):
    """A random half of the keys of each cell for the fit, the other half for the test."""
    train, test = [], []
    for cell in by_cell(rows).values():
        keys = sorted({str(key(r)) for r in cell})
        chosen = {keys[i] for i in rng.permutation(len(keys))[:(len(keys) + 1) // 2]}
        for r in cell:
            (train if str(key(r)) in chosen else test).append(r)
    return train, test


def report(name, e):
    print(f"{name:34s} n={len(e):5d}  MAPE {np.mean(e):5.1f} %  median {np.median(e):5.1f} %  "
          f"within 20 % {100 * np.mean(e < 20):3.0f} %")


def ladder(rows, key, title):
    """Prints the held-out errors of each rung; returns the cells' parameters and test errors."""
    train, test = halves(rows, np.random.default_rng(SEED), key)
    print(f"\n{title}: fit on {len(train)}, tested on {len(test)}")
    report("data sheet roofline", errors(test, formula.DATASHEET))
    report("prior", errors(test, formula.PRIOR))
    common = fit(train, formula.PRIOR)
    report("one set for all", errors(test, common))
    cells, held_out = {}, []
    tests = {}
    for r in test:
        tests.setdefault(r["cell"], []).append(r)
    for cell in by_cell(rows):
        x = fit([r for r in train if r["cell"] == cell], common)
        e = errors(tests[cell], x)
        fitted = [r for r in train if r["cell"] == cell]
        cells[cell] = (x, len(fitted), fitted, tests[cell])
        held_out.append(e)
    report("one set for engine and family", np.concatenate(held_out))
    for cell, e in zip(cells, held_out):
        report("    " + cell, e)
    return cells


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--write", action="store_true", help="replace the measured entries")
    options = arguments.parse_args()
    catalog = {kind: formula.read_kind(ROOT, kind) for kind in ("models", "accelerators")}
    rows = read_rows(catalog)
    print({cell: len(v) for cell, v in by_cell(rows).items()})
    cells = ladder(rows, lambda r: r["curve"] + (r["load"],), "random half of the configurations")
    ladder(rows, lambda r: r["curve"], "half of the curves, all their loads held out")
    import engine_entries  # imports this module in turn
    engine_entries.finish(ROOT, catalog, cells, options.write)


if __name__ == "__main__":
    main()
