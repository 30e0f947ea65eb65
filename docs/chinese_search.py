"""Search on the Chinese site: words of Chinese are indexed and looked for as pairs of neighbouring characters.

Sphinx needs a dictionary of words to index Chinese, and a browser has none to divide what is typed. Pairs need neither:
a page holds 硬化路 if it holds 硬化 and 化路. Words in Latin letters stay whole, without regard to their endings.
"""

from __future__ import annotations

import re

from sphinx.search import SearchLanguage

_PART = re.compile(r"[\u3400-\u9fff]+|[^\W\u3400-\u9fff]+")


class PairSearch(SearchLanguage):
    """The index of a Chinese site."""

    lang = "zh"
    language_name = "Chinese"
    js_splitter_code = """
function splitQuery(query) {
  const terms = [];
  for (const part of query.match(/[\\u3400-\\u9fff]+|(?:(?![\\u3400-\\u9fff])[\\p{Letter}\\p{Number}_])+/gu) || []) {
    if (!/[\\u3400-\\u9fff]/.test(part) || part.length < 3) terms.push(part);
    else for (let i = 0; i + 1 < part.length; i += 1) terms.push(part.slice(i, i + 2));
  }
  return terms;
}
"""

    def split(self, input: str) -> list[str]:
        """Divide a text into its Latin words, the characters of its Chinese words, and their pairs."""
        terms = []
        for part in _PART.findall(input):
            chinese = "\u3400" <= part[0] <= "\u9fff"
            terms += [*part, *(part[at : at + 2] for at in range(len(part) - 1))] if chinese else [part]
        return terms

    def stem(self, word: str) -> str:
        """Return the word as it is indexed."""
        return word.lower()
