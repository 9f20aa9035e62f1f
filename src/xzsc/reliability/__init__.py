"""Agreement between coders, and evaluation against a gold coding."""

from .agreement import agreement, disagreements
from .alignment import align
from .coefficients import (
    cohen_kappa,
    fleiss_kappa,
    holsti,
    krippendorff_alpha,
    percent_agreement,
    scott_pi,
)
from .evaluation import confusion, evaluation, unmatched

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
    "percent_agreement",
    "scott_pi",
    "unmatched",
]
