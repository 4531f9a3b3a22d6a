"""What a number is called: the noun phrase before it, or after it, joined with what the context has named."""

from __future__ import annotations

import re

from transforms.context import Context
from transforms.grammar import Grammar
from transforms.heads import Head
from transforms.joined_names import SHORTEST_QUANTITY, with_subject, without_endings
from transforms.name_after import may_count, name_after, told_of
from transforms.reference import COUNTED
from transforms.subjects import Subject, count_name, verb_phrase_after
from transforms.told import Named, Told
from transforms.traded_goods import with_trade
from transforms.values import Value

_TARGET_NOUN = re.compile("(?:年度|全年|预期|增长)*目标(?:值)?")
_SUBJECTS_TARGET = re.compile("的?(?:左右的?|以上的?)?目标")
"""提前实现规划预期的12件目标: the target of what the clause before is about."""
_SOLD = {"销售": "销量", "生产": "产量"}
"""乘用车销售196.6万辆 is how many were sold."""
_LISTED = re.compile("[、和与及]")
_BEGINS_SENTENCE = re.compile(r"[。！；]\Z")
_RANK_VERB = re.compile("是|位居|高居|稳居|跃居|名列|排名|位列")
_DOES = re.compile(r"\s*(?P<phrase>[A-Za-z\u4e00-\u9fff]{2,16})")
"""36个行业大类中有25个|实现增长: what those do."""
_MEASURES_OF_TIME = ("age", "duration")
_OF_TIME = re.compile("(?:寿命|年龄|时间|期限|时长|周期|工时|年限)$")
_PER_HEAD = re.compile("每[百千万十]?(?:名|个)?(?:常住|户籍)?(?:人口|人|户家庭|户|名儿童|名老人|名居民)")
_MOST_PER_HEAD = 1000
_SHARE_AMONG = re.compile(r"在?(?P<whole>[^，,]{0,4}(?:地区|全国|全省|全球|世界))(?:中的?)?(?:占比|比重)")
_AMONG = ("占比", "比重")
_IN_PLACE = re.compile("在(?P<whole>[^，,占比]{2,12})(?:占比|比重)")
"""在中部地区占比为6.3%: the place is the whole."""
_LONGEST_PLACE = 14
_SHARE_NAME = re.compile("占[^占]*(?:比重|占比)$")
_RANKED_AMONG = re.compile(
    r"(?:跻身|进入|迈入|迈进|挤进|闯入)[^，,的]{2,8}|(?:分别|分|均|都|继续|持续|连续[一二三四五六七八九十\d]{1,2}年|保持)*(?:[稳跃高]?居|排|位居|位列|排名|名列|列|排在?|跻身|(?:提升|上升|跃升|攀升|升)[至到])?(?:全国|全[省市](?:[一二三四五六七八九十\d]{1,3}个?[省市县区州地]{1,3})?|世界|全球|亚洲|亚太|欧洲|东盟|东部|中部|西部|国内|同类[^，,]{0,6})?(?:的)?$"
)
_PLACE_OF_ANYONE = re.compile("(?:[^的]{1,6}的)?(?:全球|世界|国际)?(?:综合|总)?(?:排名|位次|名次)(?:总?平均)?")
_RECOVERED = re.compile("(?:恢复|回复)[至到].{0,10}|(?:超过|相当于|达到?|为|是)[^，,]{0,10}(?:前|同期|年)的?")
"""恢复至2019年同期的八成, 超过七年前的16倍 name nothing of their own."""
_SAID_BEFORE = re.compile("^(?:同比|环比|当月|当季|单月|年均|年平均|[两二三四五]年平均)")
_OF_SHARE = re.compile("对[^，,]{0,12}?(?:的)?贡献率$")
_SUMMED = re.compile("(?:合计|共计|总计|合共)(?!.{0,2}[票价])")
_CONTRIBUTED = re.compile("(?:拉动|带动)(?!下).*$")
_PARTIBLE = ("mass", "energy", "power", "area", "volume")
"""Kinds of units of which a part of a total is told in short."""
_LESS = re.compile("[减降低缩]|下调")
_THAT_SHARE = "比例"
"""这一比例提高到93%: the share told before."""
_SHARE_NOUNS = ("", "比重", "占比", "比例")


def indicator_name(told: Told, context: Context, grammar: Grammar) -> Named:
    """The indicator's name and where it stands; the context is moved on to it, `name_rule` says how it was found."""
    context.name_rule = context.name_rule or "noun_before"
    if (named := name_after(told, context, grammar)) is not None:
        return named
    name = told.subject.name
    if name == "合" or _TARGET_NOUN.fullmatch(name) or (context.subject and _SUBJECTS_TARGET.match(told.plain, *told.tail)):
        name = ""
    if told.value.unit.kind in COUNTED and told.measure == "level":
        part = _part_of_counted(told.plain, told.tail, name, told.head, context, grammar)
        if part:
            context.name_rule = "part_of_counted"
            return count_name(part, told.value.unit), told.span or context.subject_span
    bare = _with_verb(_own_words(told, name, context, grammar), context, grammar)
    if grammar.holds("flow_words", bare) and context.subject and (both := _of_both(bare, context)):
        # 揽收和投递快递包裹28亿件。其中，揽收13亿件: each verb has the object that both share.
        context.name_rule = "verb_of_both"
        context.subject = bare + both
        return count_name(context.subject, told.value.unit) if told.measure == "level" else context.subject, told.span
    bare, summed = _without_sum(told, bare, context)
    bare = with_trade(told, bare, context, grammar)
    if context.subject and (not bare or _is_relative(bare, summed, context, grammar)):
        joined, span = _of_subject(told, bare, context, grammar), told.span or context.subject_span
    else:
        joined, span = _of_topic(told, bare, context, grammar), told.span
        if bare:
            bare = joined
            context.subject, context.subject_span = without_endings(bare, _growth_nouns(grammar)), span
    joined = _finished(told, joined, bare, context, grammar)
    return (joined or None), (span if joined else None)


def _growth_nouns(grammar: Grammar) -> tuple[str, ...]:
    return grammar.words("growth_nouns") + grammar.words("fall_nouns")


def _own_words(told: Told, name: str, context: Context, grammar: Grammar) -> str:
    """What the words before the number say of it, with what the clause before lends and without what says how it ranks or changes."""
    head, subject = told.head, told.subject
    bare = _SAID_BEFORE.sub("", name)
    if told.measure == "rank":
        bare = _ranked(bare, context)
    if head.newly and bare and not bare.startswith("新"):
        bare = head.newly + bare
    if context.subject and (among := _SHARE_AMONG.fullmatch(bare)):
        bare = f"{_SHARE_NAME.sub('', context.subject)}占{among['whole']}比重"
    elif (
        context.subject
        and bare in _AMONG
        and (place := _IN_PLACE.search(told.plain, max(0, subject.start - _LONGEST_PLACE), told.value.start))
    ):
        bare = f"{_SHARE_NAME.sub('', context.subject)}占{place['whole']}比重"
    verb = grammar.adjusting.match(bare) if told.measure in ("growth", "difference") else None
    if verb is None and (context.changing or told.measure == "growth"):
        verb = grammar.changing.match(bare)
    if verb is not None:
        bare = bare[verb.end() :]
    if name.startswith(new := grammar.words("new_in_lists")):
        context.prefix = max((word for word in new if name.startswith(word)), key=len)
    elif told.plain.startswith(grammar.words("leading_verbs"), subject.start):
        # 新增绿化面积35万亩，完成造林20万亩: another verb.
        context.prefix = ""
    elif context.prefix and bare and not head.verb and _are_new(told, bare, context, grammar):
        bare = context.prefix + bare
    if (lead := grammar.contribution.match(bare)) and not bare.startswith("贡献率"):
        bare = (
            bare[lead.end() :] if told.measure != "contribution" else _OF_SHARE.sub("", _CONTRIBUTED.sub("", context.subject or "")) + bare
        )
    if context.open_subject and subject.start == context.open_end:
        context.name_rule = "subject_around_bracket"
        bare = context.open_subject + bare
    if told.measure == "level" and told.value.unit.kind in COUNTED and len(bare) > SHORTEST_QUANTITY and bare.endswith(tuple(_SOLD)):
        bare = bare[:-2] + _SOLD[bare[-2:]]
    if bare.startswith("对") and bare.endswith("贡献率") and context.subject:
        bare = context.subject + bare
    return bare


def _are_new(told: Told, bare: str, context: Context, grammar: Grammar) -> bool:
    """Whether 新增 or 新设 of what was counted before holds for a name as well; only what can be counted is 新设."""
    listed = bool(context.whole) or told.plain[told.subject.start - 1 : told.subject.start] == "、"
    return may_count(told, grammar) and (context.prefix == "新增" or (listed and told.value.unit.kind in COUNTED and "新" not in bare))


def _ranked(bare: str, context: Context) -> str:
    """What is ranked, without the words of the ranking."""
    if context.subject and _PLACE_OF_ANYONE.fullmatch(bare):
        # 《世界竞争力年报》…，我国的全球排名平均: what the report ranks.
        return ""
    bare = unranked(bare)
    # 在140个经济体中排名第13: among whom, not what.
    return "" if bare.endswith("中") and context.counted and context.counted.endswith(bare[:-1]) else bare


def unranked(name: str) -> str:
    """The words before a place in a ranking without what says that they are ranked: 增速|分别居全国."""
    return _RANKED_AMONG.sub("", _RANK_VERB.split(name)[0])


def _with_verb(bare: str, context: Context, grammar: Grammar) -> str:
    """海上风电开工120万千瓦、投产80万千瓦: another verb of the same subject."""
    if not grammar.holds("flow_words", bare) or grammar.quantities.ending(bare) == bare:
        return bare
    done = _verb_at_end(context.subject or "", grammar)
    if not done:
        return bare
    context.name_rule = "other_verb"
    return (context.subject or "").removesuffix(done) + bare


def _without_sum(told: Told, bare: str, context: Context) -> tuple[str, bool]:
    """The name without words such as 合计, and whether there were some; what only compares names nothing."""
    if context.subject and _RECOVERED.fullmatch(bare):
        bare = ""
    if context.subject and told.measure == "ratio" and bare.startswith("相当于"):
        # 能繁母猪存栏4043万头，相当于正常保有量的103.7%
        bare = f"{context.subject}{bare}比例"
    summed = _SUMMED.match(bare)
    return (bare, False) if summed is None else (bare[summed.end() :].removeprefix("的"), True)


def _is_relative(bare: str, summed: bool, context: Context, grammar: Grammar) -> bool:
    """Whether a name needs the subject before it: 增速, 占比, and a quantity alone where it is summed or of partners."""
    quantity_alone = (context.partners or summed) and grammar.quantities.ending(bare) == bare
    if _growth_of(bare, grammar):
        return True
    nouns = _LISTED.split(bare)
    return quantity_alone or all(grammar.holds("relative_nouns", noun) for noun in nouns)


def _growth_of(bare: str, grammar: Grammar) -> str:
    """增速 of a name that says only whose growth it is by a quantity: 产量增速, of what was told of before. Empty for others."""
    noun = max((noun for noun in _growth_nouns(grammar) if bare.endswith(noun)), key=len, default="")
    quantity = bare.removesuffix(noun)
    return noun if noun and quantity and grammar.holds("relative_nouns", quantity) and grammar.catalogue.find(quantity) is None else ""


def _of_subject(told: Told, bare: str, context: Context, grammar: Grammar) -> str:
    context.name_rule = "relative_noun" if bare else "subject_before"
    if bare and context.field and grammar.quantities.ending(bare) == bare and _BEGINS_SENTENCE.search(told.plain, 0, told.subject.start):
        # 石化产业持续升级，建设一批项目。产值突破1300亿元: of the field, and not of what stands last before.
        context.subject, context.subject_span = context.field, None
    growth_nouns = _growth_nouns(grammar)
    if growth := _growth_of(bare, grammar):
        return with_subject(context.subject or "", bare.removesuffix(growth), grammar) + growth
    joined = with_subject(context.subject or "", "" if bare in growth_nouns and told.measure == "growth" else bare, grammar)
    if bare and bare not in growth_nouns and bare not in grammar.words("share_nouns"):
        context.subject = joined
    return joined


def _of_topic(told: Told, bare: str, context: Context, grammar: Grammar) -> str:
    """A name of its own, with the quantity of the topic where it has none: 农村 after 居民消费价格."""
    value, measure, quantities = told.value, told.measure, grammar.quantities
    if not bare:
        return bare
    if _needs_quantity(bare, measure, told.head, context, grammar):
        if context.name_rule == "amounts_before":
            # 接待游客8万人次，…增长5%: the amounts have said what is counted; a tax is told in short all the same.
            return quantities.known(bare, context.topic, grammar.catalogue) or bare
        topic = context.last_share if measure == "ratio" and context.last_measure == "ratio" else ""
        if not topic and context.topic_age > 1:
            # What an earlier sentence measured lends nothing: only what the catalogue knows is told in short.
            return quantities.known(bare, context.topic, grammar.catalogue) or bare
        context.name_rule = "quantity_of_whole"
        return quantities.completed(bare, topic or context.topic, grammar.catalogue)
    if measure == "level" and told_of(told.plain, value, context):
        bare = _with_shared_owner(bare, context.topic, grammar)
    if measure == "level" and not quantities.ending(bare):
        if value.unit.kind in _MEASURES_OF_TIME and _OF_TIME.search(context.topic):
            # 平均寿命80.2岁，男性76.9岁
            context.name_rule = "quantity_of_whole"
            return bare + context.topic[max(0, context.topic.find("平均")) :]
        if context.topic_unit == value.unit.unit and not context.topic_age and (whole := _of_sibling(bare, context.topic, grammar)):
            context.name_rule = "quantity_of_whole"
            return whole
        partible = value.unit.kind in _PARTIBLE or (value.unit.kind in COUNTED and context.topic.endswith("量"))
        if partible and context.topic_age <= 1 and context.whole and context.topic_unit == value.unit.unit:
            # 粮食进口1.58亿吨，其中大豆1.05亿吨
            context.name_rule = "quantity_of_whole"
            return quantities.completed(bare, context.topic, grammar.catalogue)
        if grammar.holds("units_of_goods", value.unit.unit) and context.topic.endswith("产量") and not context.topic_age:
            # 新能源汽车产量69万辆，传感器3亿个
            context.name_rule = "quantity_of_whole"
            return quantities.completed(bare, context.topic, grammar.catalogue)
        if value.unit.kind == "money":
            return quantities.known(bare, context.topic, grammar.catalogue) or bare
    return bare


def _of_sibling(bare: str, topic: str, grammar: Grammar) -> str:
    """服务业就业人数705万人；工业408万人: of the same kind, by the last character, so of the same quantity. Empty for none."""
    quantity = grammar.quantities.ending(topic)
    whose = topic.removesuffix(quantity)
    return bare + quantity if len(quantity) > SHORTEST_QUANTITY and whose and bare and whose[-1] == bare[-1] and whose != bare else ""


def _with_shared_owner(name: str, topic: str, grammar: Grammar) -> str:
    """五项社会保险基金收入…；基金支出…: of the same funds."""
    quantity = grammar.quantities.ending(name)
    if grammar.holds("any_subject_nouns", quantity) or topic.startswith("新增"):
        return name
    whose = name.removesuffix(quantity)
    before = topic.removesuffix(grammar.quantities.ending(topic))
    shared = len(whose) >= SHORTEST_QUANTITY and whose != name and before != topic and before.endswith(whose) and before != whose
    return before.removesuffix(whose) + name if shared and grammar.catalogue.find(name) is None else name


def _finished(told: Told, joined: str, bare: str, context: Context, grammar: Grammar) -> str:
    """The name as the measure wants it (without 增速 for a growth, with 占…比重 for a share); the context learns it."""
    value, measure = told.value, told.measure
    joined = _of_measure(told, joined, bare, context, grammar)
    if measure == "rank":
        context.ranked = joined
    elif measure == "difference" and value.unit.form in ("位", "名") and not bare and context.ranked:
        # 增速居全省第3位、前移2位
        joined = context.ranked
    if measure in ("growth", "ratio"):
        context.last_measure, context.level_since = measure, False
    elif measure == "level":
        context.level_since = True
    if measure == "ratio" and joined:
        context.last_share = joined
    elif measure == "streak" and told.head.shared and joined:
        # 民生支出占财政支出比重连续6年保持在80%以上
        context.last_share, context.last_measure = f"{joined}占{told.head.share_of or context.last_whole}比重", "ratio"
    if joined and measure in ("growth", "level") and grammar.quantities.ending(joined):
        if measure == "level":
            context.topic_unit = told.value.unit.unit
        elif joined != context.topic:
            context.topic_unit = ""
        context.topic, context.topic_age = joined, 0
    if told.head.origin and joined:
        context.subject = joined
    if measure == "ratio" and joined.endswith("恢复"):
        return joined.removesuffix("恢复") + "恢复比例"
    if measure != "level":
        return joined
    if bare:
        joined = _with_actor(_per_head(joined, value, context), context, grammar)
    if value.unit.kind in COUNTED:
        context.counted = _without_verb(joined, grammar)
        if bare and joined == bare and not (context.goods and joined == context.goods + context.trade_flow):
            context.subject = context.counted
    return count_name(joined, value.unit)


def _of_measure(told: Told, joined: str, bare: str, context: Context, grammar: Grammar) -> str:
    head, measure = told.head, told.measure
    points = told.value.unit.kind == "points"
    if measure == "growth":
        return without_endings(joined, _growth_nouns(grammar))
    if measure == "ratio" and not bare and not head.shared and context.last_measure == "ratio" and context.last_share:
        # 占总销量的49.8%，连续5个月超过45%
        context.name_rule = "share_before"
        return context.last_share
    if measure == "rank" and not bare and context.ranked:
        # 规模居全国第12位、西部第3位
        return context.ranked
    if not bare and context.last_measure == "growth" and (points or (measure == "rank" and not context.level_since)):
        return joined + "增速"
    if measure == "ratio" and head.shared and joined:
        whole = context.last_whole = head.share_of or context.last_whole
        context.name_rule = "share_of_whole"
        return f"{joined}占{whole}比重" if whole else f"{joined}占比"
    if (points or bare == _THAT_SHARE) and context.last_share and context.last_measure == "ratio" and bare in _SHARE_NOUNS:
        context.name_rule = "share_before"
        return context.last_share
    return joined


def _of_both(verb: str, context: Context) -> str:
    """The object that a verb shares with another: 快递包裹 of 揽收和投递快递包裹. Empty for none."""
    pattern = rf"(?:{verb}[和、及与][\u4e00-\u9fff]{{2}}|[\u4e00-\u9fff]{{2}}[和、及与]{verb})(?P<what>.+)$"
    for subject in (context.subject or "", context.both):
        if (both := re.search(pattern, subject)) is not None:
            context.both = subject
            return both["what"]
    return ""


def _with_actor(name: str, context: Context, grammar: Grammar) -> str:
    """The name with who acts: 发送货物 after 中欧班列开行 is 中欧班列发送货物."""
    if grammar.flow.search(name) is None or context.name_rule == "goods_of_trade":
        context.actor = ""
        return name
    plain_name = name.replace("进出口", "　　　")
    # 灌区改造 has no object: who acts is not told of it.
    verbs = [verb for verb in grammar.words("flow_words") if len(verb) > 1 and verb in plain_name and not name.endswith(verb)]
    if any(name.startswith(verb) for verb in verbs):
        return context.actor + name
    first = min((plain_name.index(verb) for verb in verbs), default=0)
    context.actor = name[:first] if first >= SHORTEST_QUANTITY else ""
    return name


def _without_verb(name: str, grammar: Grammar) -> str:
    """建设数字化车间 is about 数字化车间."""
    verbs = (*grammar.words("flow_words"), *grammar.words("building_verbs"))
    verb = max((verb for verb in verbs if name.startswith(verb) and not verb.startswith("新")), key=len, default="")
    if any(name.startswith(noun) for noun in grammar.words("not_flow") if noun.startswith(verb)):
        # 服务业就业人数
        return name
    rest = name[len(verb) :]
    # 旅客运输量 is no 运输量 of travellers: there the word is part of the noun.
    return name if not rest or grammar.quantities.ending(rest) == rest else rest


def _part_of_counted(plain: str, tail: tuple[int, int], name: str, head: Head, context: Context, grammar: Grammar) -> str:
    """What is counted out of what was counted before: 2500余个|达到2级以上水平, 产量增长的有|45种, 大类中的|86个. Empty for none."""
    counted = context.counted
    if not counted:
        return ""
    if not name and (done := verb_phrase_after(plain, *tail, grammar)):
        return f"{done}的{counted}"
    if name.endswith("中") and counted.endswith(name[:-1]):
        does = _DOES.fullmatch(plain, *tail)
        return f"{does['phrase']}的{counted}" if does is not None else counted
    return f"{name}的{counted}" if name and head.of_those else ""


def _per_head(name: str, value: Value, context: Context) -> str:
    """每千人口床位6.8张，医师3.4人: the second is per thousand too."""
    if (per := _PER_HEAD.match(name)) is not None:
        context.per_head = per.group()
    elif context.per_head and value.unit.kind in COUNTED and abs(value.value or _MOST_PER_HEAD) < _MOST_PER_HEAD:
        return context.per_head + name
    return name


def _verb_at_end(name: str, grammar: Grammar) -> str:
    verbs = (verb for verb in grammar.words("flow_words") if name.endswith(verb) and len(name) > len(verb))
    return max(verbs, key=len, default="")


def _needs_quantity(name: str, measure: str, head: Head, context: Context, grammar: Grammar) -> bool:
    """Whether a name says nothing of what is measured, so that the topic must: 农村上涨0.5%."""
    if not (context.topic or (measure == "ratio" and context.last_share)) or head.shared or measure not in ("growth", "ratio"):
        return False
    said = grammar.quantities.ending(name) or name.endswith(("比", "指标", *_growth_nouns(grammar)))
    return not said and grammar.catalogue.find(name) is None


def changed_object(plain: str, value: Value, head: Head, subject: Subject, context: Context, grammar: Grammar) -> int:
    """+1 or -1 when a verb of change governs the number as its object: 调减玉米种植面积77万亩; else 0."""
    if value.unit.kind not in (*COUNTED, "money", "area", "mass", "length", "points", "percent") or head.verb:
        return 0
    if value.unit.kind in ("points", "percent", "money"):
        adjusted = grammar.adjusting.match(plain, subject.start, subject.end)
        if adjusted is None and value.unit.kind != "money":
            adjusted = grammar.changing.match(plain, subject.start, subject.end)
        if adjusted is not None:
            return -1 if _LESS.search(adjusted.group()) else 1
        if value.unit.kind != "money":
            return 0
    lead = grammar.changing.match(plain, subject.start, subject.end)
    if lead is not None:
        context.changing = -1 if _LESS.search(lead.group()) else 1
    return context.changing
