CREATE VIEW targets AS
WITH said AS (
    SELECT
        m.observation_id,
        -- The latest wording counts.
        max_by(m.approximation, (coalesce(s.stated_on, DATE '0001-01-01'), m.metric_id)) AS bound,
        max_by(m.sentence, (coalesce(s.stated_on, DATE '0001-01-01'), m.metric_id)) AS sentence,
        max_by(m.metric_id, (coalesce(s.stated_on, DATE '0001-01-01'), m.metric_id)) AS metric_id,
        max_by(coalesce(m.speaker, s.outlet, s.agency), (coalesce(s.stated_on, DATE '0001-01-01'), m.metric_id)) AS said_by
    FROM metrics AS m
    JOIN sources AS s ON s.source_id = m.source_id
    WHERE m.status = 'target'
    GROUP BY m.observation_id
)

SELECT
    p.indicator,
    p.indicator_id,
    p.region,
    p.measure,
    p.basis,
    p.base,
    p.unit,
    p.period_start,
    p.period_end AS deadline,
    p.value AS promised,
    p.value_low AS promised_low,
    p.value_high AS promised_high,
    d.bound,
    p.first_stated_on AS promised_on,
    d.said_by,
    a.value AS actual,
    a.value_low AS actual_low,
    a.value_high AS actual_high,
    a.agreement AS actual_standing,
    a.last_stated_on AS actual_stated_on,
    round(a.value - p.value, 9) AS difference,
    CASE
        WHEN a.value IS NULL THEN NULL
        WHEN d.bound IN ('at_least', 'over') THEN a.value >= coalesce(p.value, p.value_low)
        WHEN d.bound IN ('at_most', 'under') THEN a.value <= coalesce(p.value, p.value_high)
        WHEN p.value IS NULL AND p.value_high IS NOT NULL THEN a.value BETWEEN p.value_low AND p.value_high
        WHEN a.value = p.value THEN TRUE
    END AS is_met,
    d.sentence,
    d.metric_id,
    p.observation_id,
    a.observation_id AS actual_observation_id
FROM observations AS p
JOIN said AS d ON d.observation_id = p.observation_id
LEFT JOIN observations AS a
    ON
        a.status = 'actual'
        AND a.indicator = p.indicator
        AND a.region = p.region
        AND a.measure = p.measure
        AND a.unit = p.unit
        -- 增长6%左右 of a whole year names no year to compare with, and means the one before.
        AND (
            a.basis = p.basis
            OR (
                p.measure = 'growth' AND p.period_type = 'year'
                AND a.basis IN ('yoy', 'none') AND p.basis IN ('yoy', 'none')
            )
        )
        AND a.period_end = p.period_end
        AND a.base IS NOT DISTINCT FROM p.base
        -- 到2027年 is a point of time, 2027年 a year: for what stands at the end of a year both are one.
        AND (a.period_start = p.period_start OR a.measure IN ('level', 'ratio'))
        AND a.last_stated_on > p.first_stated_on
WHERE p.status = 'target';

COMMENT ON VIEW targets IS 'Every promise with its deadline, and what became of it: the later statement of the same indicator, region, measure and unit for that time. Several statements of it are several rows.';
COMMENT ON COLUMN targets.deadline IS 'Last day of the period that the promise is for.';
COMMENT ON COLUMN targets.promised IS 'The value promised; null for a range or a bare bound.';
COMMENT ON COLUMN targets.promised_low IS 'Lower bound of what is promised.';
COMMENT ON COLUMN targets.promised_high IS 'Upper bound of what is promised.';
COMMENT ON COLUMN targets.bound IS 'What the words around the number say: at_least and over are met from the value upwards, at_most and under from it downwards.';
COMMENT ON COLUMN targets.promised_on IS 'Day on which it was first promised, where known.';
COMMENT ON COLUMN targets.said_by IS 'Who promises it: the speaker, else the outlet or agency.';
COMMENT ON COLUMN targets.actual IS 'What is stated of that time later; null where nothing is yet.';
COMMENT ON COLUMN targets.actual_low IS 'Lower bound of what is stated later.';
COMMENT ON COLUMN targets.actual_high IS 'Upper bound of what is stated later.';
COMMENT ON COLUMN targets.actual_standing IS 'How well that statement stands: `single`, `agree` or `conflict`, as in observations; of a conflict see disagreements.';
COMMENT ON COLUMN targets.actual_stated_on IS 'Latest day of that statement.';
COMMENT ON COLUMN targets.difference IS 'The actual value less the promised one.';
COMMENT ON COLUMN targets.is_met IS 'Whether the promise is met; null where nothing is stated yet, or where the words do not say whether more or less than the value is better: read difference then.';
COMMENT ON COLUMN targets.metric_id IS 'The latest statement of the promise, to look up in facts.';
COMMENT ON COLUMN targets.observation_id IS 'The promise.';
COMMENT ON COLUMN targets.actual_observation_id IS 'What became of it.';
