"""Agreement between coders, and evaluation against a gold coding."""

from xzsc.reliability.alignment import align, lacking, without_headings
from xzsc.reliability.coders import agreement, disagreements
from xzsc.reliability.coefficients import (
    cohen_kappa,
    fleiss_kappa,
    holsti,
    krippendorff_alpha,
    percent_agreement,
    scott_pi,
)
from xzsc.reliability.gold import confusion, evaluation, left_open, unmatched

__all__ = [
    "agreement",
    "align",
    "cohen_kappa",
    "confusion",
    "disagreements",
    "evaluation",
    "fleiss_kappa",
    "holsti",
    "krippendorff_alpha",
    "lacking",
    "left_open",
    "percent_agreement",
    "scott_pi",
    "unmatched",
    "without_headings",
]
