"""The noun at the end of a name that says what is counted or measured: 增加值, 产量, 价格, 失业率.

A name without one (第一产业, 城市, “新三样”产品) takes that of the name before it: 其中城市上涨0.2% after 居民消费价格.
"""

from __future__ import annotations

from transforms.indicators import Catalogue

_SHORTEST = 2
_PARTS = ("地区", "城市", "农村", "城镇", "省", "市", "县", "区", "男性", "女性")


class Quantities:
    """The quantity nouns of the table; an entry `生产总值=增加值` says what parts of such a whole are called."""

    def __init__(self, entries: tuple[str, ...]) -> None:
        self._of_parts: dict[str, str] = {}
        for entry in entries:
            noun, _, of_parts = entry.partition("=")
            self._of_parts[noun] = of_parts or noun
        self._longest = max(map(len, self._of_parts), default=0)

    def ending(self, name: str) -> str:
        """The longest quantity noun that ends the name; empty for none."""
        for length in range(min(self._longest, len(name)), 0, -1):
            if name[-length:] in self._of_parts:
                return name[-length:]
        return ""

    def completed(self, name: str, topic: str, catalogue: Catalogue) -> str:
        """A name without quantity noun, with that of the topic; the catalogue settles how much of the topic belongs to it."""
        noun = self.ending(topic)
        if len(noun) < _SHORTEST:
            return name
        of_parts = self._of_parts[noun]
        if noun.endswith("率") and name.endswith(_PARTS):
            # 互联网普及率64.5%，其中农村地区46.2%: of a rate the whole name is shared.
            of_parts = topic
        return self.known(name, topic, catalogue) or name + of_parts

    def known(self, name: str, topic: str, catalogue: Catalogue) -> str:
        """As `completed`, only where the catalogue knows the result: 城镇居民 after 居民人均可支配收入; else empty."""
        noun = self.ending(topic)
        shared = (name + topic[at + k :] for k in (4, 3, 2) if len(name) > k and (at := topic.find(name[-k:])) > 0)
        overlaps = (name + topic[k:] for k in range(min(len(name), len(topic)) - 1, 0, -1) if topic.startswith(name[-k:]))
        forms = (*overlaps, *shared, name + topic, name + self._of_parts[noun], name + noun) if noun else ()
        return next((form for form in forms if catalogue.find(form)), "")
