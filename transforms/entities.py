"""Every entity that a document names: persons with title and organisation as stated there, organisations, places,
documents in 《》, and events. Names are canonical and simplified; spans are those of the words as printed.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from transforms.gazetteer import table_of
from transforms.local_names import Home, cities_by_letter, home_of_page, local_areas, towns_of_bodies
from transforms.model import Article, Citation, EntityMention, SpeechSpan
from transforms.named_documents import named_documents
from transforms.named_events import named_events
from transforms.named_organizations import NamedOrganization, canonical_organization, named_organizations
from transforms.named_places import NamedPlace, named_places, named_towns
from transforms.page_words import alternation, words
from transforms.people import PersonMention, with_names
from transforms.person_names import name_grammar
from transforms.reference import Reference, Region

_ISSUES = re.compile(r"(?:等[一二三四五六七八九十\d]{0,3}个?部门)?(?:联合)?(?:印发|发布|出台|公布|制定|颁布|下发)")
_WITH_UNITS = ("部", "委员会", "总局", "办公室", "总署", "院", "人民银行", "国家统计局")
"""Last words of bodies whose bureaus and departments are named by themselves: 工业和信息化部…、运行监测协调局…."""
_SETTLEMENTS = ("town", "village", "area")
_LIST_MARKS = " \u3000、,，和与及"


def mentions(
    plain: str,
    articles: Sequence[Article],
    citations: Sequence[Citation],
    speech: Sequence[SpeechSpan],
    named: Sequence[PersonMention],
    reference: Reference,
) -> tuple[EntityMention, ...]:
    """The mentions of a document, sorted by place; mentions of different kinds may overlap (a place inside the name of
    an organisation), mentions of one kind do not. A text without articles has none. `named` are the persons found before
    the speech was read; a speaker who is only known by that is added.
    """
    authors = {name for citation in citations for name in citation.authors}
    persons = with_names(plain, named, {span.speaker for span in speech}, reference)
    outlets = [form for outlet in reference.outlets for form in (outlet.name, *outlet.aliases)]
    documents = named_documents(plain, outlets, reference)
    taken = [(person.char_start, person.char_end) for person in persons]
    places = named_places(plain, reference, sorted([*taken, *table_of(words(reference, "not_places")).find(plain)]))
    home = home_of_page(places, [citation.outlet for citation in citations], reference)
    organizations = named_organizations(plain, places, home, reference)
    places = _with_towns(plain, places, home, reference)
    found: list[EntityMention] = []
    heads = _speaking_places(persons, speech)
    before: EntityMention | None = None
    for person in persons:
        before = _person(plain, person, before, organizations, authors, person.char_start in heads, reference)
        found.append(before)
    for organization in organizations:
        function = "issuer" if _ISSUES.match(plain, organization.char_end) else "mentioned"
        span = (organization.char_start, organization.char_end)
        found.append(EntityMention(*span, "organization", organization.name, function, ambiguous=organization.ambiguous))
    titles = [article.title_span for article in articles if article.title_span]
    for document in documents:
        in_title = any(start <= document.char_start < end for start, end in titles[:1])
        found.append(
            EntityMention(document.char_start, document.char_end, "document", document.name, "subject" if in_title else "mentioned")
        )
    found += _places(places, titles)
    found += [
        EntityMention(event.char_start, event.char_end, "event", event.name) for event in named_events(plain, organizations, reference)
    ]
    # A name can be found twice: by the table and by its form.
    return tuple(sorted(set(_inside(found, articles)), key=lambda item: (item.char_start, item.char_end, item.kind, item.name)))


def _with_towns(plain: str, places: Sequence[NamedPlace], home: Home, reference: Reference) -> tuple[NamedPlace, ...]:
    """The places, with towns and villages, with areas of cities, and with cities that one character names."""
    areas = table_of(words(reference, "local_areas"))
    anchors: list[tuple[int, Region | None]] = [(place.char_end, place.region) for place in places]
    anchors += [(end, None) for _, end in areas.find(plain)]
    anchors.sort(key=lambda anchor: anchor[0])
    towns = named_towns(plain, anchors, words(reference, "township_ends"), words(reference, "village_ends"))
    areas_named = local_areas(plain, places, home, reference)
    others = (*towns, *areas_named, *towns_of_bodies(plain, reference), *cities_by_letter(plain, reference))
    result: list[NamedPlace] = []
    for place in sorted({*places, *others}, key=lambda item: (item.char_start, -item.char_end)):
        if not result or place.char_start >= result[-1].char_end:
            result.append(place)
    return tuple(result)


def _inside(found: Sequence[EntityMention], articles: Sequence[Article]) -> list[EntityMention]:
    """Mentions that begin in an article; what crosses its end belongs to nothing that could be cited."""
    segments = sorted(segment for article in articles for segment in article.segments)
    starts = [start for start, _ in segments]
    kept: list[EntityMention] = []
    for mention in found:
        index = bisect_right(starts, mention.char_start) - 1
        if index >= 0 and mention.char_end <= segments[index][1]:
            kept.append(mention)
    return kept


def _speaking_places(persons: Sequence[PersonMention], speech: Sequence[SpeechSpan]) -> set[int]:
    """Where a person is named as the speaker: in the words that open a stretch of speech, or in the label before it."""
    starts = [person.char_start for person in persons]
    heads: set[int] = set()
    for span in speech:
        index = bisect_left(starts, max(0, span.char_start - 60))
        candidates = []
        while index < len(persons) and persons[index].char_start < span.char_end:
            if persons[index].name == span.speaker:
                candidates.append(persons[index].char_start)
                if persons[index].char_start >= span.char_start:
                    break
            index += 1
        heads.update(candidates[-1:])
    return heads


def _person(
    plain: str,
    person: PersonMention,
    before: EntityMention | None,
    organizations: Sequence[NamedOrganization],
    authors: set[str],
    speaks: bool,
    reference: Reference,
) -> EntityMention:
    """A person with the title and the organisation stated there. `before` is the person named before on the page.

    Of several in a list each has the words after the one before; an office inside an organisation is that of the one before.
    """
    function = "speaker" if speaks else "author" if person.name in authors else "mentioned"
    role: str | None = None
    organization: str | None = None
    between = plain[before.char_end : person.char_start] if before is not None else ""
    if person.title_start is not None and person.role_start is not None:
        start = person.role_start
        listed = before is not None and before.char_end > start
        if before is not None and listed:
            start = before.char_end + len(between) - len(between.lstrip(_LIST_MARKS))
        held = _organization_before(person, start, organizations)
        between_held = plain[held.char_end : person.title_start] if held is not None else ""
        if held is not None and not _tells(reference).search(between_held):
            organization = canonical_organization(held.name, reference)
            role = plain[min(held.char_end, person.char_start) : person.char_start].strip() or None
            if not role or role.startswith("长"):
                # 局长 shares its first character with the name of the bureau.
                role = plain[person.title_start : person.char_start].strip() or None
        elif (
            before is not None
            and listed
            and (before.organization or "").endswith(_WITH_UNITS)
            and _unit(reference).fullmatch(plain, start, person.title_start)
        ):
            organization, role = before.organization, plain[start : person.char_start].strip()
        role = role or plain[person.title_start : person.char_start].strip() or None
    elif before is not None and before.role in words(reference, "reporter_words") and between and not between.strip(_LIST_MARKS):
        # 新华社记者 甲 乙: what the first one is said to be, all of them are.
        role, organization = before.role, before.organization
    else:
        role = _title_after(plain, person.char_end, reference)
    return EntityMention(person.char_start, person.char_end, "person", person.name, function, role, organization)


@lru_cache(maxsize=4)
def _tells(reference: Reference) -> re.Pattern[str]:
    """What makes the words between an organisation and a title a clause and no office: 白宫|与某国|总统."""
    words_of_clauses = (*words(reference, "clause_words"), "援引", "通过", "会见", "停止", "组成的", "率领", "邀请", "欢迎", "邀", "访问")
    told = alternation(word for word in words_of_clauses if word not in ("主要", "至", "驻华"))
    return re.compile(rf"[的了在将对从向把被\d]|^[与和同跟]|{told}")


@lru_cache(maxsize=4)
def _unit(reference: Reference) -> re.Pattern[str]:
    """A unit of an organisation, right before the title of who leads it."""
    return re.compile(rf"[\u4e00-\u9fff]{{2,12}}(?:{alternation(words(reference, 'organization_units'))})")


def _title_after(plain: str, end: int, reference: Reference) -> str | None:
    """The title right after a name (习近平总书记), where it is no mere address (先生) and is not the next person's."""
    found = name_grammar(reference).title_pattern.match(plain, end)
    if found is None or found.group() in words(reference, "forms_of_address"):
        return None
    return None if name_grammar(reference).name_at(plain, found.end()) else found.group()


def _organization_before(person: PersonMention, start: int, organizations: Sequence[NamedOrganization]) -> NamedOrganization | None:
    """The last organisation between `start` and the name."""
    index = _last_before(organizations, person.char_start)
    if index is None:
        return None
    organization = organizations[index]
    return organization if organization.char_start >= start else None


def _last_before(organizations: Sequence[NamedOrganization], place: int) -> int | None:
    index = bisect_left(organizations, place, key=lambda organization: organization.char_start)
    return index - 1 if index else None


def _places(places: Sequence[NamedPlace], titles: Sequence[tuple[int, int]]) -> list[EntityMention]:
    starts = sorted(titles)
    begins = [start for start, _ in starts]
    found: list[EntityMention] = []
    for place in places:
        index = bisect_right(begins, place.char_start) - 1
        function = "subject" if index >= 0 and place.char_start < starts[index][1] else "mentioned"
        region = place.region
        within = region.parent_code if region.level in _SETTLEMENTS else None
        # 朝阳区 alone may be any of several, and a town that nothing places lies anywhere; countries have no code and are one each.
        ambiguous = region.code is None and within is None and region.level in (*_SETTLEMENTS, "county", "prefecture")
        mention = EntityMention(place.char_start, place.char_end, "place", region.name, function, region_code=region.code)
        found.append(replace(mention, within_code=within, ambiguous=ambiguous))
    return found
