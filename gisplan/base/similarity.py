"""How similar two names are, and which of several names is closest to a word."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["closest_name", "similarity"]


def similarity(a: str, b: str) -> float:
    """Return the similarity of two texts, from 0 to 1.

    Parameters
    ----------
    a, b : str
        The texts.

    Returns
    -------
    float
        2 L / (m + n), where L is the length of their longest common subsequence and m and n are their
        lengths (the normalised indel similarity).

    Examples
    --------
    >>> similarity("roads", "road"), similarity("road", "x")
    (0.8888888888888888, 0.0)
    """
    from rapidfuzz.distance import Indel

    return float(Indel.normalized_similarity(a, b))


def closest_name(word: str, names: Iterable[str], *, cutoff: float) -> str | None:
    """Return the name that is most similar to a word.

    Parameters
    ----------
    word : str
        What was written.
    names : iterable of str
        The known names.
    cutoff : float
        The least similarity, from 0 to 1.

    Returns
    -------
    str or None
        The closest name, of several the last in the order of the alphabet; None where none is
        similar enough.

    Examples
    --------
    >>> closest_name("netwrok", ["county", "network"], cutoff=0.5)
    'network'
    """
    scored = ((similarity(word, name), name) for name in names)
    score, name = max(scored, default=(0.0, ""))
    return name if score > 0.0 and score >= cutoff else None
