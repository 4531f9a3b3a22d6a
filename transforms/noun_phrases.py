"""Where a noun ends and its verb begins: 小麦夏收|加快进行, 土地|顺利完成摘牌. Chinese writes no boundary there; a tagger finds it.

Only what the tagger takes for a predicate at the very end is cut off: inside a phrase (避险搬迁户, 实践创新基地) a verb is
mostly part of the noun.
"""

from __future__ import annotations

from functools import lru_cache

import rjieba

_PREDICATE = frozenset({"v", "d", "t", "c", "p", "ad", "l", "i", "ul", "f"})
_NOUNS = frozenset({"n", "ns", "nr", "nrt", "nt", "nz", "m", "q", "r", "j", "s", "t", "eng", "x", "b", "an"})
"""Tags of what begins an object."""
_SHORTEST_NOUN = 2
_SET_PHRASE = 4
_LONGEST = 40


def _is_predicate(word: str, tag: str) -> bool:
    # Set phrases of four characters are told of things (落地见效), those of three are things (无人机).
    return tag in _PREDICATE and not (tag in ("l", "i") and len(word) < _SET_PHRASE)


@lru_cache(maxsize=4096)
def noun_end(phrase: str) -> int:
    """Length of `phrase` without the predicate that ends it; all of it where it ends in a noun, or would be left too short."""
    if not phrase or len(phrase) > _LONGEST:
        return len(phrase)
    words = rjieba.tag(phrase)
    if not _is_predicate(*words[-1]) or len(words[-1][0]) == 1:
        return len(phrase)
    end = len(phrase)
    for word, tag in reversed(words):
        if not _is_predicate(word, tag):
            break
        end -= len(word)
    return end if end >= _SHORTEST_NOUN else len(phrase)


@lru_cache(maxsize=4096)
def begins_with_noun(words: str) -> bool:
    """Whether the words begin with a noun or a number, as the object of 将 does: 将|汽车贷款, not 将|新增."""
    return not words or words[0] == "原" or (rjieba.tag(words)[0][1] in _NOUNS)
