"""Power and front-end time of the fitted engine profiles, and the catalog entries themselves.

Development only; calibrate_iteration.py calls it with the fitted cells.
"""
import csv
import gzip
import re

import numpy as np
from scipy.optimize import least_squares

import calibrate_iteration as calibrate
import iteration_formula as formula

MARKER = "  # --- Fitted; written by tools/dev/calibrate_iteration.py --write"
AS_OF = "2026-11-24"
POWER_PRIOR = np.array([0.3, 0.4, 0.5])
FRONTEND = {"vllm": 0.04, "sglang": 0.2, "trtllm": 0.08}
POWER_SOURCES = {"hopper": "ML.ENERGY v3", "blackwell": "ML.ENERGY v3", "ampere": "Splitwise"}
DIGITS = 4


def rounded(x):
    return float(f"{x:.{DIGITS}g}")


def energy_rows(catalog):
    """ML.ENERGY: shares of bandwidth and of the GEMM rate at the measured step rate, and power."""
    with gzip.open(calibrate.DATA / "energy.csv.gz", "rt") as file:
        for row in csv.DictReader(file):
            t = dict(re.findall(r"(\w+)=([^;]+)", row["batch_settings"]))
            hardware = re.fullmatch(r"(\d+)x([HB]\d00)", row["hardware"])
            model = calibrate.model_key(row["model"])
            wanted = ("avg_batch", "out_tok_s", "avg_out_len", "TP", "prec")
            if not hardware or not model or any(k not in t for k in wanted):
                continue
            if t.get("EP") != "1" or t.get("DP") != "1" or "fim" in t["task"]:
                continue
            accelerator = catalog["accelerators"][calibrate.ACCELERATORS[hardware.group(2)]]
            precision = calibrate.precision_of({"precision": t["prec"]}, model)
            if precision not in formula.BYTES:
                continue
            f = formula.replica_features(catalog["models"][model], accelerator, precision, "bf16",
                                         float(t["TP"]), calibrate.RESERVE)
            b = float(t["avg_batch"])
            rate = float(t["out_tok_s"])
            _, moved, peak = formula.iteration(
                {k: np.array([v]) for k, v in f.items()},
                calibrate.named(formula.PRIOR), np.array([b]), np.array([0.0]),
                np.array([calibrate.TASK_PROMPT + float(t["avg_out_len"]) / 2]), np.array([0.0]))
            steps = rate / b
            watts = float(row["J_per_token"]) * rate / float(hardware.group(1))
            yield (accelerator["family"], moved[0] * steps / f["bandwidth"], peak[0] * steps,
                   watts / f["tdp"], row["model"] + row["hardware"])


def splitwise_power(catalog, cells):
    """A100: mean power of a static batch, prefill and all decode steps, at the fitted times."""
    q = calibrate.named(cells["vllm/ampere"][0])
    with gzip.open(calibrate.DATA / "inference.csv.gz", "rt") as file:
        for row in csv.DictReader(file):
            if row["metric"] != "avg_power_frac_tdp":
                continue
            r = calibrate.features_of(dict(row, metric="decode_iter_ms"), catalog)
            if not r:
                continue
            f = calibrate.columns([r])
            prompt = f["load"] * f["isl"]
            prefill = formula.iteration(f, q, 0 * prompt, prompt, 0 * prompt, f["isl"] / 2)
            decode = formula.iteration(f, q, f["load"], 0 * prompt, f["isl"] + f["osl"] / 2,
                                       0 * prompt)
            seconds, moved, peak = (p + f["osl"] * d for p, d in zip(prefill, decode))
            yield ("ampere", (moved / seconds / f["bandwidth"])[0], (peak / seconds)[0],
                   r["value"], row["model"] + row["tp"])


def fit_power(catalog, cells):
    """{family: (p0, a, b)}: power over TDP, at most 1, fitted on half of each family's rows."""
    families = {}
    found = list(energy_rows(catalog))
    if "vllm/ampere" in cells:
        found += list(splitwise_power(catalog, cells))
    for row in found:
        families.setdefault(row[0], []).append(row)
    result = {}
    print("\npower, half held out (baseline: the same constant for all)")
    for family, rows in sorted(families.items()):
        if len(rows) < calibrate.MIN_ROWS:
            continue
        order = np.random.default_rng(calibrate.SEED).permutation(len(rows))
        table = np.array([r[1:4] for r in rows])[order]
        train, test = table[:(len(rows) + 1) // 2], table[(len(rows) + 1) // 2:]

        def power(x, t):
            return np.minimum(1, x[0] + x[1] * t[:, 0] + x[2] * t[:, 1])

        def residual(x):
            return np.concatenate([np.log(power(x, train) / train[:, 2]),
                                   calibrate.PRIOR_WEIGHT * (x - POWER_PRIOR)])
        got = least_squares(residual, POWER_PRIOR, bounds=(1e-3, 1), loss="soft_l1", f_scale=0.1)
        result[family] = tuple(rounded(v) for v in got.x)
        constant = np.exp(np.mean(np.log(train[:, 2])))
        calibrate.report(f"    {family} {result[family]}",
                         100 * np.abs(power(got.x, test) / test[:, 2] - 1))
        calibrate.report(f"    {family} constant {constant:.2f}",
                         100 * np.abs(constant / test[:, 2] - 1))
    return result


def fit_frontend(catalog, cells):
    """{cell: seconds}: median of low-load time to first token less the prompt's iteration."""
    rest = {}
    with gzip.open(calibrate.DATA / "inference.csv.gz", "rt") as file:
        for row in csv.DictReader(file):
            if row["metric"] != "ttft_ms_p50":
                continue
            r = calibrate.features_of(dict(row, metric="tpot_ms_p50"), catalog)
            if not r or r["load"] > 4 or r["cell"] not in cells or r["isl"] > calibrate.CHUNK:
                continue
            f = calibrate.columns([r])
            zero = 0 * f["load"]
            prefill = formula.iteration(f, calibrate.named(cells[r["cell"]][0]), zero, f["isl"],
                                        zero, f["isl"] / 2)[0]
            rest.setdefault(r["cell"], []).append(r["value"] / 1e3 - prefill[0])
    print("\nfront end:", {c: (len(v), round(float(np.median(v)), 4)) for c, v in rest.items()})
    return {c: max(0.0, float(np.median(v))) for c, v in rest.items() if len(v) >= 10}


def entry(cell, x, error, n, sources, power, frontend):
    engine, family = cell.split("/")
    lines = [f'  "{cell}":']
    for (name, unit, _, _, _), value in zip(formula.PARAMETERS, x):
        shown = rounded(value * 1e6) if unit else rounded(value)
        lines.append(f"    {name}: {shown:g}{' ' + unit if unit else ''}")
        if name == "link":
            lines.append("    alltoall_latency: 15 us")
    lines.append("    expert_imbalance: 0.15")
    lines.append(f"    frontend: {rounded(1e3 * frontend.get(cell, FRONTEND[engine])):g} ms")
    lines.append(f"    memory_reserve: {calibrate.RESERVE / 1e9:g} GB")
    for name, value in zip(("power_base", "power_memory", "power_compute"),
                           power.get(family, POWER_PRIOR)):
        lines.append(f"    {name}: {rounded(value):g}")
    lines.append(f"    error_pct: {error:.1f}")
    known = POWER_SOURCES.get(family) if family in power else None
    lines.append(f"    source: Fit on {n} configurations of {sources}"
                 f"{'; power from ' + known if known else '; power is the prior'}"
                 " (calibrate_iteration.py)")
    lines += [f"    as_of: {AS_OF}", "    confidence: measured"]
    return "\n".join(lines)


def exact(x):
    """The parameters as the catalog will carry them."""
    return np.array([rounded(v * 1e6) / 1e6 if unit else rounded(v)
                     for (_, unit, _, _, _), v in zip(formula.PARAMETERS, x)])


def finish(root, catalog, cells, write):
    power = fit_power(catalog, cells)
    frontend = fit_frontend(catalog, cells)
    entries = []
    for cell, (x, n, train, test) in cells.items():
        names = sorted({v for r in train + test for k, v in calibrate.SOURCES.items()
                        if r["curve"][0].startswith(k)})
        error = np.median(calibrate.errors(test, exact(x)))
        entries.append(entry(cell, x, error, n, " and ".join(names), power, frontend))
    examples(catalog, {k: exact(v[0]) for k, v in cells.items()})
    if write:
        path = root / "scenarios" / "catalog" / "engines.yaml"
        prior = path.read_text(encoding="utf-8").split(MARKER)[0].rstrip("\n")
        path.write_text(prior + "\n\n" + MARKER + "\n" + "\n".join(entries) + "\n",
                        encoding="utf-8")


def examples(catalog, parameters):
    """Seconds of three iterations, for the test that the C++ code computes the same."""
    print()
    for cell, model, key, precision, kv, tp, b, p, context, position in (
            ("vllm/hopper", "llama-3.1-70b", "h100-sxm-80", "fp8", "bf16", 4, 64, 0, 2000, 0),
            ("trtllm/blackwell", "gpt-oss-120b", "b200-sxm-180", "mxfp4", "fp8", 2, 32, 2048, 1500,
             1024),
            ("sglang/hopper", "deepseek-v3", "h200-sxm-141", "fp8", "bf16", 8, 0, 8192, 0, 4096)):
        f = formula.replica_features(catalog["models"][model], catalog["accelerators"][key],
                                     precision, kv, float(tp), calibrate.RESERVE)
        f = {k: np.array([v]) for k, v in f.items()}
        got = formula.iteration(f, calibrate.named(parameters[cell]), np.array([float(b)]),
                                np.array([float(p)]), np.array([float(context)]),
                                np.array([float(position)]))
        print(cell, model, key, precision, kv, tp, b, p, context, position,
              f"{got[0][0]:.12e} s, {got[1][0]:.12e} B, {got[2][0]:.12e} s at peak, "
              f"{f['kv_tokens'][0]:.3f} tokens")
