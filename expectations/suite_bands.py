"""Bounds of values by indicator, measure and area; units by indicator. The bounds are in seeds/reference/bands.csv and thresholds.yaml."""

from __future__ import annotations

from expectations.declare import expect
from expectations.model import Expectation, RowRule
from expectations.suite_metrics import HIGHEST, LOWEST

AREA = "CASE WHEN r.region = '中国' THEN 'nation' WHEN r.region_code LIKE '%0000' THEN 'province' ELSE 'local' END"
"""SQL: how large the area of a metric is; what has no region counts as local, where the bounds are widest."""


_OVER_YEARS = "(r.measure::VARCHAR = 'growth' AND (r.basis::VARCHAR = 'vs_period' OR r.period_type::VARCHAR = 'multi_year'))"
"""SQL: a growth since some year, or over several: it has no band, for it depends on how many years they are."""


def _outside(kind: str) -> RowRule:
    return RowRule(
        where=f"NOT {_OVER_YEARS} AND EXISTS (SELECT 1 FROM $bands AS b WHERE b.outside = '{kind}' AND coalesce(b.unit, '') = r.unit "
        "AND list_contains(string_split(b.measures, '|'), r.measure::VARCHAR) "
        "AND (b.name = r.indicator OR (b.match = 'ending' AND ends_with(r.indicator, b.name))) "
        f"AND b.area IN ('any', {AREA}) "
        f"AND ({HIGHEST} > TRY_CAST(b.high AS DOUBLE) OR {LOWEST} < TRY_CAST(b.low AS DOUBLE)))"
    )


_FAMILIES = ("money", "mass", "area", "energy", "power", "length", "volume", "percent", "permille")

BANDS: tuple[Expectation, ...] = (
    expect(
        "metrics.value_in_band",
        "critical",
        zh="失业率、利率、系数等在可能的范围内",
        en="Rates and coefficients lie where they can possibly lie",
        reason="An unemployment rate of 80 % is a misread number, whoever seems to say it.",
        column="value",
        check=_outside("impossible"),
        quarantine=True,
    ),
    expect(
        "metrics.value_usual",
        "warning",
        zh="重要指标在历来的范围内（全国与省级范围不同）",
        en="Chief indicators lie where they have lain so far; a nation's bounds are narrower than a province's",
        reason="Beyond is news of the year or a misreading, and either deserves a look.",
        column="value",
        check=_outside("unusual"),
    ),
    expect(
        "metrics.growth_high",
        "warning",
        zh="增幅特别大的数值值得复核（目录中的指标按全国、省级、地方，其他指标的界限更宽）",
        en="Very high growth deserves a look; the bound of a catalogued indicator is lower for a nation than for a province or a place, "
        "and the highest is that of what the catalogue does not know",
        reason="It happens from a tiny base and by misprint; a nation's chief indicators have no tiny bases, single products do.",
        column="value",
        check=RowRule(
            where=f"r.measure::VARCHAR = 'growth' AND ((r.unit = '%' AND {HIGHEST} > CASE "
            f"WHEN r.indicator_id IS NULL OR {_OVER_YEARS} THEN $growth_percent_high_product ELSE CASE "
            f"{AREA} WHEN 'nation' THEN $growth_percent_high_nation "
            "WHEN 'province' THEN $growth_percent_high_province ELSE $growth_percent_high END END) "
            f"OR (r.unit = '倍' AND {HIGHEST} > $growth_times_high))"
        ),
    ),
    expect(
        "metrics.unit_of_indicator",
        "warning",
        zh="目录中指标的单位属于规定的量纲",
        en="The unit of an indicator of the catalogue is of its kind: money in money, area in area",
        reason="Another kind of unit shows another indicator or a lost unit.",
        column="unit",
        check=RowRule(
            joins="JOIN (SELECT indicator_id, unit_family FROM $indicators) AS i ON i.indicator_id = r.indicator_id "
            "LEFT JOIN (SELECT unit, list(DISTINCT kind) AS kinds FROM $units GROUP BY unit) AS u ON u.unit = r.unit",
            where="r.measure::VARCHAR = 'level' AND ("
            f"(i.unit_family IN {_FAMILIES} AND NOT coalesce(list_contains(u.kinds, i.unit_family), false)) "
            # Headlines leave the unit of people out: 注册护士达585万. A written one that got lost is unit_fits_text's business.
            "OR (i.unit_family IN ('people', 'count') AND r.unit <> '' "
            "AND NOT coalesce(list_has_any(u.kinds, ['people', 'count']), false)))",
        ),
    ),
    expect(
        "metrics.ratio_not_money",
        "warning",
        zh="目录中以金额计的指标不作为比率",
        en="An indicator of the catalogue that is an amount of money is no ratio",
        reason="A share of it has another name; under this one it is found by those who look for the amount.",
        column="measure",
        check=RowRule(
            joins="JOIN (SELECT indicator_id, unit_family FROM $indicators) AS i ON i.indicator_id = r.indicator_id",
            where="r.measure::VARCHAR = 'ratio' AND r.unit = '%' AND i.unit_family IN ('money', 'mass', 'area', 'energy', 'power')",
        ),
    ),
)
