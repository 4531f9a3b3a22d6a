"""What a number is called: the noun phrase before it, or after it, joined with what the context has named."""

from __future__ import annotations

import re

from transforms.context import Context
from transforms.grammar import Grammar
from transforms.heads import Head
from transforms.reference import Unit
from transforms.spending import spending_name
from transforms.subjects import Subject, count_name, noun_after, shared_noun, verb_phrase_after
from transforms.values import Value

_TARGET_NOUN = re.compile("(?:年度|全年|预期|增长)*目标(?:值)?")
_SUBJECTS_TARGET = re.compile("的?(?:左右的?|以上的?)?目标")
"""提前实现规划预期的12件目标: the target of what the clause before is about."""
_LONGEST_SUBJECT = 60
_RANK_VERB = re.compile("是|位居|高居|稳居|跃居|名列|排名|位列")
_DOES = re.compile(r"\s*(?P<phrase>[A-Za-z\u4e00-\u9fff]{2,16})")
"""36个行业大类中有25个|实现增长: what those do."""
_NO_OWNER = re.compile("目标|水平|规模|速度|价格|标准|台阶|大关|成绩|要求|比例|基础")
_THRESHOLDS = ("台阶", "大关", "关口")
_PASSES = re.compile("(?:连续|接连|先后|成功|首次|已)*(?:跨过|跨越|迈上|迈过|越过|跃过|突破|站上|登上|跨上)$")
_BUILT = ("建设", "建成", "培育", "推动建设")
"""Verbs that are told of what is counted, besides those that happen."""
_MEASURES_OF_TIME = ("age", "duration")
_OF_TIME = re.compile("(?:寿命|年龄|时间|期限|时长|周期|工时|年限)$")
_PER_HEAD = re.compile("每[百千万十]?(?:名|个)?(?:常住|户籍)?(?:人口|人|户家庭|户|名儿童|名老人|名居民)")
_MOST_PER_HEAD = 1000
_TOLD_OF_THINGS = tuple("量值额率润入口速耗")
"""Ends of quantities that are told of the things that are counted."""
_DIMENSION = re.compile("(?:[长宽深高厚远×]|速|距离?|海拔|直径|半径|口径|周长|每分钟|每行驶)$")
"""宽约10公里的固沙锁边带: what is measured of it stands before the number."""
_COUNTED = Unit("", "", "count")
_THINGS = ("count", "people", "none")
_SHARE_AMONG = re.compile(r"在?(?P<whole>[^，,]{0,4}(?:地区|全国|全省|全球|世界))(?:中的?)?(?:占比|比重)")
_SHARE_NAME = re.compile("占[^占]*(?:比重|占比)$")
_RANKED_AMONG = re.compile(
    r"(?:分别|分|均|都|继续|持续|连续[一二三四五六七八九十\d]{1,2}年|保持)*(?:[稳跃高]?居|排|位居|位列|排名|名列|列|排在?|跻身|升至)?(?:全国|全省|全市|世界|全球|亚洲|亚太|欧洲|东盟|东部|中部|西部|国内|同类[^，,]{0,6})?(?:的)?$"
)
_PLACE_OF_ANYONE = re.compile("(?:[^的]{1,6}的)?(?:全球|世界|国际)?(?:综合|总)?(?:排名|位次|名次)(?:总?平均)?")
_OF_ANY_SUBJECT = (
    "日均",
    "月均",
    "户均",
    "增速",
    "增幅",
    "涨幅",
    "降幅",
    "跌幅",
    "增长率",
    "占比",
    "比重",
    "总量",
    "规模",
    "总额",
    "数量",
    "总数",
    "贡献率",
    "升幅",
    "减幅",
    "加幅",
    "存量",
    "增量",
)
"""Nouns that any name may have after it, one with a quantity of its own as well: 进出口额占比."""
_OF_TRADE = ("顺差", "逆差", "价格", "均价", "价", "均值", "平均价格")
_SHORTEST_QUANTITY = 2
_WHAT_SHARE_DOES = re.compile(
    r"(?:以上|左右|以下|的|都|均|已)*(?P<what>(?:投向|用于|来自|集中在?|分布在?|位于|投入到?|流向)[^，,。；;、（）()\d]{2,16})"
)
"""财政支出八成以上|投向民生领域."""
_TURNS = re.compile("[\u4e00-\u9fff]{1,4}[至到为]")
"""由66户|整合至|12户: no noun, but the verb of the change."""
_RECOVERED = re.compile("(?:恢复|回复)[至到].{0,10}|(?:超过|相当于|达到?|为|是)[^，,]{0,10}(?:前|同期|年)的?")
"""恢复至2019年同期的八成, 超过七年前的16倍 name nothing of their own."""
_SAID_BEFORE = re.compile("^(?:同比|环比|当月|当季|单月|年均|年平均|[两二三四五]年平均)")
_SAID_OF_CHANGE = re.compile(r"(?:同比|环比|当月|年均|(?:[两二三四五]?年)?平均)$")
_OF_SHARE = re.compile("对[^，,]{0,12}?(?:的)?贡献率$")
_SUMMED = re.compile("(?:合计|共计|总计|合共)(?!.{0,2}[票价])")
_SHARE_NOUNS = ("", "比重", "占比", "比例")
_TAKES_COUNT = re.compile(r"(?:融入|覆盖|涵盖|涉及|惠及|服务|入选|获得)了?$")


def indicator_name(
    plain: str,
    value: Value,
    head: Head,
    subject: Subject,
    measure: str,
    tail: tuple[int, int],
    context: Context,
    grammar: Grammar,
) -> tuple[str | None, tuple[int, int] | None]:
    """The indicator's name and where it stands; the context is moved on to it, `name_rule` says how it was found."""
    context.name_rule = context.name_rule or "noun_before"
    name, span = subject.name, (subject.start, subject.end) if subject.end > subject.start else None
    growth_nouns = grammar.words("growth_nouns") + grammar.words("fall_nouns")
    if value.unit.kind == "money" and measure == "level" and (spent := spending_name(plain, name, tail[0], grammar)):
        context.name_rule = "money_spent"
        context.subject, context.subject_span = spent, span
        return spent, span
    counted = measure in ("level", "difference") and _may_count(plain, value, subject, grammar)
    noun = noun_after(plain, *tail, grammar) if counted and not _TURNS.fullmatch(plain, *tail) else (tail[0], tail[0])
    if counted and noun[1] - noun[0] >= 2 and not head.change:
        name, span = plain[noun[0] : noun[1]].strip("”“"), noun
        if (shared := shared_noun(plain, noun[0])) is not None:
            name += shared
        elif value.unit.kind == "count" and noun[1] < tail[1]:
            name = _without_quantity(name, grammar)
        context.name_rule = "noun_after"
        if head.level and _told_of(plain, value, context) and value.unit.kind == "money" and grammar.quantities.ending(name) == name:
            # 医疗券增至3000元，涉及10亿元|开支: whose they are stands before.
            name = _with_subject(context.subject or "", name, grammar)
            return name, span
        if value.unit.kind in _THINGS:
            name = _restricted(name, plain, noun[1], tail[1], subject, grammar)
        if head.newly and not name.startswith("新"):
            name = head.newly + name
        context.counted = name
        if name.endswith(_THRESHOLDS):
            # 跨越3个千亿元台阶: what passes them is what the clauses after it are about.
            verb = _PASSES.search(plain, subject.start, subject.end)
            if passes := grammar.catalogue.length_at(plain, subject.start, subject.end) or (verb.start() - subject.start if verb else 0):
                context.subject, context.subject_span = (
                    plain[subject.start : subject.start + passes],
                    (subject.start, subject.start + passes),
                )
            return count_name(name, value.unit), span
        if plain.startswith("中", noun[1]) and plain.startswith("在", value.head_end - 1):
            # 在108个国家中，…名列第四: what they are is not what is told of next.
            return count_name(name, _COUNTED if value.unit.kind == "none" else value.unit), span
        clause_subject = subject.name if grammar.catalogue.find(subject.name) else name
        context.subject, context.subject_span = clause_subject, span
        return count_name(name, _COUNTED if value.unit.kind == "none" else value.unit), span
    if measure == "ratio" and name and not head.shared:
        does = _WHAT_SHARE_DOES.match(plain, *tail)
        if does is not None or name.endswith(("覆盖", "惠及")):
            after = does.span("what") if does is not None else noun_after(plain, *tail, grammar)
            if after[1] > after[0]:
                context.name_rule = "share_that_does"
                return f"{name}{plain[slice(*after)]}占比", span
    of_noun = plain.startswith("的", tail[0]) or (plain[tail[0] - 1] == "成" and "\u4e00" <= plain[tail[0] : tail[0] + 1] <= "\u9fff")
    if measure == "ratio" and noun[1] == noun[0] and not name and tail[0] < tail[1] and of_noun:
        after = noun_after(plain, *tail, grammar)
        if after[1] > after[0]:
            context.name_rule = "share_of_noun_after"
            context.last_share = _restricted(plain[after[0] : after[1]], plain, after[1], tail[1], subject, grammar) + "占比"
            context.last_measure, context.subject, context.subject_span = "ratio", None, None
            return context.last_share, after
    if measure == "level" and plain.startswith("的", tail[0], tail[1]) and (whose := _whose(plain, tail, name, grammar)):
        # 总投资280亿元的|项目: whose the quantity is stands after it.
        context.name_rule = "whose_after"
        context.subject, context.subject_span = whose, span
        return whose, span
    persons = value.unit.kind == "people" and measure == "level" and not name and not context.counted
    if persons and (done := verb_phrase_after(plain, *tail, grammar)):
        # 2620万人|取得资格证书
        context.name_rule = "persons_who_did"
        context.subject, context.subject_span = done, None
        return done + "人数", None
    if name == "合" or _TARGET_NOUN.fullmatch(name) or (context.subject and _SUBJECTS_TARGET.match(plain, *tail)):
        name = ""
    if (
        value.unit.kind in ("count", "people")
        and measure == "level"
        and (part := _part_of_counted(plain, tail, name, head, context, grammar))
    ):
        context.name_rule = "part_of_counted"
        return count_name(part, value.unit), span or context.subject_span
    bare = _SAID_BEFORE.sub("", name)
    if measure == "rank" and context.subject and _PLACE_OF_ANYONE.fullmatch(bare):
        # 《世界竞争力年报》…，我国的全球排名平均: what the report ranks.
        bare = ""
    elif measure == "rank":
        bare = _RANKED_AMONG.sub("", _RANK_VERB.split(bare)[0])
        if bare.endswith("中") and context.counted and context.counted.endswith(bare[:-1]):
            # 在140个经济体中排名第13: among whom, not what.
            bare = ""
    if head.newly and bare and not bare.startswith("新"):
        bare = head.newly + bare
    if context.subject and (among := _SHARE_AMONG.fullmatch(bare)):
        bare = f"{_SHARE_NAME.sub('', context.subject)}占{among['whole']}比重"
    if context.changing and (lead := grammar.changing.match(bare)):
        bare = bare[lead.end() :]
    if name.startswith("新增"):
        context.prefix = "新增"
    elif plain.startswith(grammar.words("leading_verbs"), subject.start):
        # 新增绿化面积35万亩，完成造林20万亩: another verb.
        context.prefix = ""
    elif context.prefix and bare and not head.verb and counted:
        bare = context.prefix + bare
    if (lead := grammar.contribution.match(bare)) and not bare.startswith("贡献率"):
        bare = bare[lead.end() :] if measure != "contribution" else _OF_SHARE.sub("", context.subject or "") + bare
    if context.open_subject and subject.start == context.open_end:
        context.name_rule = "subject_around_bracket"
        bare = context.open_subject + bare
    if bare.startswith("对") and bare.endswith("贡献率") and context.subject:
        bare = context.subject + bare
    if (
        grammar.holds("flow_words", bare)
        and grammar.quantities.ending(bare) != bare
        and (done := _verb_at_end(context.subject or "", grammar))
    ):
        # 海上风电开工120万千瓦、投产80万千瓦: another verb of the same subject.
        context.name_rule = "other_verb"
        bare = (context.subject or "").removesuffix(done) + bare
    if grammar.holds("flow_words", bare) and context.subject and (both := _of_both(bare, context)):
        # 揽收和投递快递包裹28亿件。其中，揽收13亿件: each verb has the object that both share.
        context.name_rule = "verb_of_both"
        context.subject = bare + both
        return count_name(context.subject, value.unit) if measure == "level" else context.subject, span
    if context.subject and _RECOVERED.fullmatch(bare):
        bare = ""
    if context.subject and measure == "ratio" and bare.startswith("相当于"):
        # 能繁母猪存栏4043万头，相当于正常保有量的103.7%
        bare = f"{context.subject}{bare}比例"
    summed = _SUMMED.match(bare)
    if summed is not None:
        bare = bare[summed.end() :]
    of_partner = context.partners and grammar.quantities.ending(bare) == bare
    summed_alone = summed is not None and grammar.quantities.ending(bare) == bare
    relative = of_partner or grammar.holds("relative_nouns", bare) or summed_alone
    if context.subject and (not bare or relative):
        context.name_rule = "relative_noun" if bare else "subject_before"
        joined = _with_subject(context.subject, "" if bare in growth_nouns and measure == "growth" else bare, grammar)
        span = span or context.subject_span
        if bare and bare not in growth_nouns and bare not in grammar.words("share_nouns"):
            context.subject = joined
    else:
        joined = bare
        if bare:
            if _needs_quantity(bare, value, measure, head, context, grammar) and context.name_rule == "amounts_before":
                # 接待游客8万人次，…增长5%: the amounts have said what is counted; a tax is told in short all the same.
                joined = bare = grammar.quantities.known(bare, context.topic, grammar.catalogue) or bare
            elif _needs_quantity(bare, value, measure, head, context, grammar):
                topic = context.last_share if measure == "ratio" and context.last_measure == "ratio" else ""
                joined = bare = grammar.quantities.completed(bare, topic or context.topic, grammar.catalogue)
                context.name_rule = "quantity_of_whole"
            elif (
                measure == "level"
                and value.unit.kind in _MEASURES_OF_TIME
                and _OF_TIME.search(context.topic)
                and not grammar.quantities.ending(bare)
            ):
                # 平均寿命80.2岁，男性76.9岁
                joined = bare = bare + context.topic[max(0, context.topic.find("平均")) :]
                context.name_rule = "quantity_of_whole"
            elif measure == "level" and value.unit.kind == "money" and not grammar.quantities.ending(bare):
                joined = bare = grammar.quantities.known(bare, context.topic, grammar.catalogue) or bare
            context.subject, context.subject_span = _without(bare, growth_nouns), span
    if measure == "growth":
        joined = _without(joined, growth_nouns)
    elif not bare and context.last_measure == "growth" and (measure == "rank" or value.unit.kind == "points"):
        joined += "增速"
    elif measure == "ratio" and head.shared and joined:
        whole = head.share_of or context.last_whole
        joined = f"{joined}占{whole}比重" if whole else f"{joined}占比"
        context.name_rule = "share_of_whole"
        context.last_whole = whole
    elif value.unit.kind == "points" and context.last_share and context.last_measure == "ratio" and bare in _SHARE_NOUNS:
        joined = context.last_share
        context.name_rule = "share_before"
    if measure == "rank":
        context.ranked = joined
    elif measure == "difference" and value.unit.form in ("位", "名") and not bare and context.ranked:
        # 增速居全省第3位、前移2位
        joined = context.ranked
    if measure in ("growth", "ratio"):
        context.last_measure = measure
    if measure == "ratio" and joined:
        context.last_share = joined
    if joined and measure in ("growth", "level") and grammar.quantities.ending(joined):
        context.topic = joined
    if head.origin and joined:
        context.subject = joined
    if measure == "level" and bare:
        joined = _with_actor(_per_head(joined, value, context), context, grammar)
    if measure == "ratio" and joined.endswith("恢复"):
        joined = joined.removesuffix("恢复") + "恢复比例"
    if measure == "level":
        if value.unit.kind in ("count", "people"):
            context.counted = _without_verb(joined, grammar)
            if bare and joined == bare:
                context.subject = context.counted
        joined = count_name(joined, value.unit)
    return (joined or None), (span if joined else None)


def _without_quantity(noun: str, grammar: Grammar) -> str:
    """21个|产区产量|增加, 50个|县城的预订量|增长: what is counted, not what is told of it."""
    quantity = grammar.quantities.ending(noun)
    if (len(quantity) < _SHORTEST_QUANTITY and "的" not in noun) or not quantity.endswith(_TOLD_OF_THINGS):
        return noun
    whose = noun.partition("的")[0] if "的" in noun else noun.removesuffix(quantity).removesuffix("总")
    return whose if len(whose) >= _SHORTEST_QUANTITY else noun


def _told_of(plain: str, value: Value, context: Context) -> bool:
    """Whether the sentence has named before what it is about."""
    return bool(context.subject) and context.subject_span is not None and "。" not in plain[context.subject_span[1] : value.start]


def _whose(plain: str, tail: tuple[int, int], name: str, grammar: Grammar) -> str:
    """The noun after 的 with the quantity before the number; empty where the name says more than a quantity."""
    quantity = grammar.quantities.ending(name)
    if len(quantity) < _SHORTEST_QUANTITY or (name != quantity and not grammar.holds("flow_words", name.removesuffix(quantity))):
        return ""
    after = noun_after(plain, *tail, grammar)
    noun = plain[slice(*after)]
    return noun + quantity if len(noun) >= _SHORTEST_QUANTITY and not _NO_OWNER.search(noun) else ""


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
    if grammar.flow.search(name) is None:
        context.actor = ""
        return name
    plain_name = name.replace("进出口", "　　　")
    verbs = [verb for verb in grammar.words("flow_words") if len(verb) > 1 and verb in plain_name]
    if any(name.startswith(verb) for verb in verbs):
        return context.actor + name
    first = min((plain_name.index(verb) for verb in verbs), default=0)
    context.actor = name[:first] if first >= _SHORTEST_QUANTITY else ""
    return name


def _without_verb(name: str, grammar: Grammar) -> str:
    """建设数字化车间 is about 数字化车间."""
    verbs = (*grammar.words("flow_words"), *_BUILT)
    verb = max((verb for verb in verbs if name.startswith(verb) and not verb.startswith("新")), key=len, default="")
    return name[len(verb) :] or name


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
    elif context.per_head and value.unit.kind in ("count", "people") and abs(value.value or _MOST_PER_HEAD) < _MOST_PER_HEAD:
        return context.per_head + name
    return name


def _verb_at_end(name: str, grammar: Grammar) -> str:
    verbs = (verb for verb in grammar.words("flow_words") if name.endswith(verb) and len(name) > len(verb))
    return max(verbs, key=len, default="")


def _may_count(plain: str, value: Value, subject: Subject, grammar: Grammar) -> bool:
    """Whether the noun after the number may be what it counts; an amount that is named before it (财政支出5亿元) is not named again."""
    if value.unit.kind in ("count", "people"):
        return True
    if value.unit.kind == "none":
        return plain[value.end - 1 : value.end] in ("万", "亿") or plain[value.end - 2 : value.end] in ("万多", "万余", "亿多", "亿余")
    if value.unit.kind == "length":
        return _DIMENSION.search(subject.name) is None
    if value.unit.kind not in ("money", "area", "mass"):
        return False
    return not subject.name or grammar.holds("flow_words", subject.name) or not grammar.quantities.ending(subject.name)


def _needs_quantity(name: str, value: Value, measure: str, head: Head, context: Context, grammar: Grammar) -> bool:
    """Whether a name says nothing of what is measured, so that the topic must: 农村上涨0.5%."""
    if not (context.topic or (measure == "ratio" and context.last_share)) or head.shared or measure not in ("growth", "ratio"):
        return False
    return not grammar.quantities.ending(name) and not name.endswith(("比", "指标")) and grammar.catalogue.find(name) is None


def _restricted(noun: str, plain: str, start: int, end: int, subject: Subject, grammar: Grammar) -> str:
    """The noun with what its things did, or with what was done to them: 获得奖励资金的|企业, 5G应用融入的|大类."""
    phrase = verb_phrase_after(plain, start, end, grammar)
    if not phrase and (verb := _TAKES_COUNT.search(subject.name)):
        phrase = re.sub("已经?|了", "", subject.name) if len(subject.name) > len(verb.group()) else ""
    return f"{phrase}的{noun}" if phrase else noun


def changed_object(plain: str, value: Value, head: Head, subject: Subject, context: Context, grammar: Grammar) -> int:
    """+1 or -1 when a verb of change governs the number as its object: 调减玉米种植面积77万亩; else 0."""
    if value.unit.kind not in ("count", "people", "money", "area", "mass", "length") or head.verb:
        return 0
    lead = grammar.changing.match(plain, subject.start, subject.end)
    if lead is not None:
        context.changing = -1 if "减" in lead.group() else 1
    return context.changing


def _with_subject(subject: str, noun: str, grammar: Grammar) -> str:
    """增速 after 工业投资 is 工业投资增速; 业务总量 after 电信业务收入 is 电信业务总量; 授信户数 after 小微贷款余额 is 小微贷款授信户数."""
    if subject.endswith(noun) or len(subject) > _LONGEST_SUBJECT:
        return subject
    overlap = subject.find(noun[:2]) if len(noun) > 2 else -1
    if overlap > 0 and noun not in grammar.outputs:
        return subject[:overlap] + noun
    own = grammar.quantities.ending(subject)
    if len(subject) > len(own) >= _SHORTEST_QUANTITY and noun.startswith(subject.removesuffix(own)):
        # 失业率 after 失业人数
        return noun
    if noun in grammar.outputs:
        # 发电量 after 风电装机容量 is that of the same plants; after anything else it is its own.
        return subject.removesuffix(own).removesuffix("的") + noun if own in grammar.outputs[noun] else noun
    if own == subject and noun not in _OF_ANY_SUBJECT and grammar.quantities.ending(noun) == noun and noun not in _OF_TRADE:
        # 出口增长3%，投资增长2%: neither is the other's.
        return noun
    if noun in _OF_ANY_SUBJECT or len(own) < _SHORTEST_QUANTITY or own == subject or not grammar.quantities.ending(noun):
        return subject + noun
    return subject.removesuffix(own) + noun


def _without(name: str, endings: tuple[str, ...]) -> str:
    """The name without one of the endings, longest first, and without 同比 before it."""
    for ending in sorted(endings, key=len, reverse=True) if name.endswith(endings) else ():
        if name.endswith(ending) and len(name) > len(ending):
            name = name[: -len(ending)]
            break
    return _SAID_OF_CHANGE.sub("", name) or name
