"""What must hold of what is derived from several metrics: observations, conflicts and relations."""

from __future__ import annotations

from functools import partial

from expectations.declare import doubtful, expect
from expectations.model import Builtin, Expectation, RowRule

_COUNTS = (
    Expectation(
        id="observations.counts_true",
        table="observations",
        column="n_metrics",
        severity="critical",
        description_zh="提及数等于所列指标数，且不少于文章数和报道数",
        description_en="n_metrics is the number of metric_ids, and not below the numbers of articles and stories",
        reason="The counts say how well a fact is supported.",
        check=RowRule(
            where="r.n_metrics <> len(r.metric_ids) OR r.n_metrics < 1 OR r.n_sources > r.n_metrics OR r.n_stories > r.n_sources"
        ),
    ),
    Expectation(
        id="observations.metric_ids_resolve",
        table="observations",
        column="metric_ids",
        severity="critical",
        description_zh="所列指标都存在",
        description_en="All listed metrics exist",
        reason="A fact must not rest on rows that are not there.",
        check=RowRule(
            where="EXISTS (SELECT 1 FROM (SELECT unnest(r.metric_ids) AS metric_id) AS i "
            "WHERE i.metric_id NOT IN (SELECT metric_id FROM metrics))"
        ),
    ),
    Expectation(
        id="conflicts.weight_is_share",
        table="conflicts",
        column="weight",
        severity="critical",
        description_zh="权重在0到1之间",
        description_en="The weight lies between 0 and 1",
        reason="It is read as a likelihood.",
        check=Builtin("ExpectColumnValuesToBeBetween", {"column": "weight", "min_value": 0, "max_value": 1}),
    ),
    Expectation(
        id="relations.metric_ids_resolve",
        table="relations",
        column="metric_ids",
        severity="critical",
        description_zh="所列指标都存在",
        description_en="All listed metrics exist",
        reason="Arithmetic over rows that are not there cannot be followed.",
        check=RowRule(
            where="EXISTS (SELECT 1 FROM (SELECT unnest(r.metric_ids) AS metric_id) AS i "
            "WHERE i.metric_id NOT IN (SELECT metric_id FROM metrics))"
        ),
    ),
)

_impossible = partial(expect, severity="critical")

_AGREE = (
    _impossible(
        "metrics.listed_by_its_observation",
        zh="指标所属的事实列有该指标",
        en="The fact that a metric states lists the metric",
        reason="Otherwise the two tell different stories of how often a fact was said.",
        column="observation_id",
        check=RowRule(
            joins="JOIN observations AS o ON o.observation_id = r.observation_id", where="NOT list_contains(o.metric_ids, r.metric_id)"
        ),
    ),
    _impossible(
        "observations.days_forward",
        zh="首次表述日期不晚于末次",
        en="The first day of statement is not after the last",
        reason="A fact is not said for the last time before it is said for the first.",
        column="first_stated_on",
        check=RowRule(where="r.first_stated_on > r.last_stated_on"),
    ),
    doubtful(
        "observations.conflict_explained",
        zh="不一致的事实在冲突表中有说明",
        en="A fact on which its stories disagree has its row in conflicts",
        reason="Whoever sees that sources disagree must find out how.",
        column="agreement",
        check=RowRule(
            where="r.agreement::VARCHAR = 'conflict' AND NOT EXISTS (SELECT 1 FROM conflicts AS c WHERE c.subject = r.observation_id)"
        ),
    ),
    doubtful(
        "conflicts.not_by_misreading",
        zh="没有很可能因读取错误造成的数值冲突",
        en="No two values conflict in a way that most likely comes from a misreading or a misprint",
        reason="A digit, a sign or a scale that differs between prints of one fact is an error in one of them.",
        column="weight",
        check=RowRule(where="r.kind::VARCHAR = 'value' AND r.weight >= $weight_of_likely_errors"),
    ),
    doubtful(
        "conflicts.sides_forward",
        zh="冲突双方的位置起点在终点之前",
        en="The spans of both sides of a conflict run forward",
        reason="A conflict that cannot be shown in its texts cannot be judged.",
        column="left_start",
        check=RowRule(where="r.left_start < 0 OR r.left_end <= r.left_start OR r.right_start < 0 OR r.right_end <= r.right_start"),
    ),
    doubtful(
        "corrections.fit",
        zh="经审核的更正仍与原文相符",
        en="Every reviewed correction still fits what its source says",
        reason="A correction that no longer fits is not applied: the number may be as wrong as it was.",
        column="outcome",
        check=RowRule(where="r.outcome::VARCHAR = 'does_not_fit'", show=("name", "file_name", "found")),
    ),
    expect(
        "conflicts.none",
        "info",
        zh="各来源之间没有冲突",
        en="Sources do not contradict each other",
        reason="Every contradiction is listed here to be looked at, likely errors and revisions alike.",
        check=RowRule(where="r.kind::VARCHAR = 'value'", show=("conflict_id", "kind", "left_text", "right_text", "likely_cause")),
    ),
    doubtful(
        "relations.hold",
        zh="数值之间的算术关系成立",
        en="Arithmetic between stated facts holds within what their digits allow",
        reason="Where parts do not add up to their total one of them is misread or misprinted.",
        column="holds",
        check=RowRule(where="r.holds = false", show=("relation_id", "explanation")),
    ),
    doubtful(
        "relations.verdict_follows",
        zh="关系是否成立与期望值、陈述值、容差一致",
        en="Whether a relation holds follows from what is expected, stated and allowed",
        reason="A verdict against its own figures misleads whoever trusts it.",
        column="holds",
        check=RowRule(where="r.holds IS NOT NULL AND r.holds <> (abs(r.expected - r.stated) <= r.tolerance * (1 + 1e-9))"),
    ),
)

AGREEMENT: tuple[Expectation, ...] = (*_COUNTS, *_AGREE)
