"""Intervals and tests, each by a library."""

import numpy as np
from scipy import stats
from statsmodels.stats.proportion import proportion_confint


def wilson(n, d):
    """statsmodels."""
    if d == 0:
        return {"n": n, "d": d, "value": None, "lower": None, "upper": None}
    low, high = proportion_confint(n, d, alpha=0.05, method="wilson")
    return {"n": n, "d": d, "value": n / d, "lower": low, "upper": high}


def garwood(n, exposure):
    """Exact limits of a Poisson rate; scipy's gamma distribution, of which χ² is a case."""
    if exposure <= 0:
        return {"value": None, "lower": None, "upper": None}
    low = stats.gamma.ppf(0.025, n) / exposure if n else 0.0
    return {"value": n / exposure, "lower": low, "upper": stats.gamma.ppf(0.975, n + 1) / exposure}


def mtbf(n, hours):
    rate = garwood(n, hours)
    turned = lambda x: 1 / x if x else None
    return {"value": turned(rate["value"]), "lower": turned(rate["upper"]), "upper": turned(rate["lower"])}


def rate_ratio(c1, e1, c0, e0):
    """Clopper–Pearson of the share of the first, turned into a ratio; statsmodels."""
    if c1 + c0 == 0 or e1 <= 0 or e0 <= 0:
        return {"value": None, "lower": None, "upper": None}
    low, high = proportion_confint(c1, c1 + c0, alpha=0.05, method="beta")
    ratio = lambda share: share / (1 - share) * e0 / e1 if share < 1 else None
    return {"value": (c1 / e1) / (c0 / e0) if c0 else None, "lower": ratio(low), "upper": ratio(high)}


def rate_change_p(c1, e1, c0, e0):
    """Exact two-sided binomial test; scipy sums outcomes that are not more likely."""
    if c1 + c0 == 0:
        return 1.0
    return stats.binomtest(int(c1), int(c1 + c0), e1 / (e1 + e0)).pvalue


def laplace(systems):
    """U over (start, end, ages)."""
    top = sum(sum(ages) - len(ages) * (a + b) / 2 for a, b, ages in systems)
    spread = sum(len(ages) * (b - a) ** 2 / 12 for a, b, ages in systems)
    if spread <= 0:
        return None, None
    u = top / np.sqrt(spread)
    return u, 2 * stats.norm.sf(abs(u))


def mil_hdbk_189(systems):
    """χ² statistic, degrees of freedom and two-sided p."""
    logs = [np.log((b - a) / (t - a)) for a, b, ages in systems for t in ages if t > a]
    x, df = 2 * float(np.sum(logs)), 2 * len(logs)
    if df == 0:
        return None, 0, None
    return x, df, min(1.0, 2 * min(stats.chi2.cdf(x, df), stats.chi2.sf(x, df)))


def mcf(systems, age):
    """Nelson's mean cumulative function at an age with the Lawless–Nadeau variance, by
    its definition: for every system the sum of its residuals."""
    starts, ends = np.array([s[0] for s in systems]), np.array([s[1] for s in systems])
    events = [np.array([t for t in s[2] if s[0] < t <= min(s[1], age + 1e-9)]) for s in systems]
    ages, deaths = np.unique(np.concatenate(events), return_counts=True)
    at_risk = ((starts[:, None] < ages) & (ages <= ends[:, None]))
    r = at_risk.sum(axis=0)
    mean = float(np.sum(deaths / r))
    residual = np.zeros(len(systems))
    for j, own in enumerate(events):
        counts = np.zeros(len(ages))
        np.add.at(counts, np.searchsorted(ages, own), 1)
        residual[j] = np.sum(at_risk[j] * (counts - deaths / r) / r)
    variance = float(np.sum(residual ** 2))
    factor = np.exp(stats.norm.ppf(0.975) * np.sqrt(variance) / mean)
    return {"at_risk": int(r[-1]), "mean": mean, "variance": variance,
            "variance_poisson": float(np.sum(deaths / r ** 2)), "lower": mean / factor, "upper": mean * factor}


def crow(ages, end):
    """Power law of one system observed from 0 to `end`; the shape by maximum likelihood,
    found numerically and not by its closed form."""
    from scipy.optimize import brentq
    ages = np.array([t for t in ages if 0 < t <= end])
    n = len(ages)
    score = lambda beta: n / beta + np.sum(np.log(ages / end))
    beta = brentq(score, 1e-4, 1e4, xtol=1e-15, rtol=1e-14)
    unbiased = (n - 1) / n * beta
    i = np.arange(1, n + 1)
    return {"n": n, "beta": beta, "beta_unbiased": unbiased,
            "beta_lower": beta * stats.chi2.ppf(0.025, 2 * n) / (2 * n),
            "beta_upper": beta * stats.chi2.ppf(0.975, 2 * n) / (2 * n),
            "lambda": n / end ** beta, "mtbf_now": end / (n * beta),
            "cvm": 1 / (12 * n) + np.sum((np.sort(ages / end) ** unbiased - (2 * i - 1) / (2 * n)) ** 2)}
