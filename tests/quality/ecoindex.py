"""EcoIndex: how heavy a page is compared with the web at large, from 0 to 100 (100 is light).

Source: the published quantiles and formula of the EcoIndex project (ecoindex.fr): elements count three times,
requests twice, transferred kilobytes once.
"""

from itertools import pairwise

ELEMENTS = [0, 47, 75, 159, 233, 298, 358, 417, 476, 537, 603, 674, 753, 843, 949, 1076, 1237, 1459, 1801, 2479, 594601]
REQUESTS = [0, 2, 15, 25, 34, 42, 49, 56, 63, 70, 78, 86, 95, 105, 117, 130, 147, 170, 205, 281, 3920]
KILOBYTES = [
    0, 1.37, 144.7, 319.53, 479.46, 631.97, 783.38, 937.91, 1098.62, 1265.47, 1448.32, 1648.27, 1876.08, 2142.06,
    2465.37, 2866.31, 3401.59, 4155.73, 5400.08, 8037.54, 223212.26,
]  # fmt: skip


def rank(value: float, quantiles: list[float]) -> float:
    """Return in which twentieth of the web a value lies, with its fraction."""
    for index, (low, high) in enumerate(pairwise(quantiles)):
        if value < high:
            return index + (value - low) / (high - low)
    return len(quantiles) - 1


def ecoindex(*, elements: int, requests: int, kilobytes: float) -> float:
    """Return the index of a page; children of drawings do not count as elements."""
    return 100 - 5 * (3 * rank(elements, ELEMENTS) + 2 * rank(requests, REQUESTS) + rank(kilobytes, KILOBYTES)) / 6
