-- What makes a fact stands in every step, though its id would do: so that a question for one indicator or place is asked of the facts first.
CREATE VIEW vintages AS
WITH prints AS (
    SELECT
        o.observation_id,
        o.indicator,
        o.indicator_id,
        o.region,
        o.measure,
        o.basis,
        o.base,
        o.unit,
        o.status,
        o.period_type,
        o.period_start,
        o.period_end,
        o.agreement,
        m.value,
        m.value_low,
        m.value_high,
        m.approximation,
        min(s.stated_on) AS first_stated_on,
        max(s.stated_on) AS last_stated_on,
        count(*) AS mentions,
        -- Of the mentions of one value the first said shows it; ties go to the smaller id, so that the view always answers the same.
        first(m.metric_id ORDER BY s.stated_on NULLS LAST, m.metric_id) AS metric_id,
        first(m.value_text ORDER BY s.stated_on NULLS LAST, m.metric_id) AS value_text,
        first(coalesce(s.outlet, s.agency) ORDER BY s.stated_on NULLS LAST, m.metric_id) AS outlet,
        first(s.title ORDER BY s.stated_on NULLS LAST, m.metric_id) AS title,
        first(m.speaker ORDER BY s.stated_on NULLS LAST, m.metric_id) AS speaker
    FROM observations AS o
    JOIN metrics AS m ON m.observation_id = o.observation_id
    JOIN sources AS s ON s.source_id = m.source_id
    GROUP BY ALL
)

SELECT
    p.indicator,
    p.indicator_id,
    p.region,
    p.measure,
    p.basis,
    p.base,
    p.unit,
    p.status,
    p.period_type,
    p.period_start,
    p.period_end,
    -- What is stated on no known day has no place in the order.
    CASE WHEN p.first_stated_on IS NOT NULL THEN row_number() OVER told END AS vintage,
    p.first_stated_on IS NOT NULL AND row_number() OVER told = 1 AS is_first_print,
    p.first_stated_on IS NOT NULL
        AND row_number() OVER told = count(p.first_stated_on) OVER fact AS is_latest_print,
    p.first_stated_on,
    p.last_stated_on,
    p.value,
    -- Prints that agree differ by rounding or by a bound alone; what is said otherwise within a month is a disagreement: the same days as
    -- REVISED_AFTER of transforms/observations.py.
    CASE
        WHEN p.agreement = 'conflict' AND p.approximation = 'exact' AND lag(p.approximation) OVER told = 'exact'
            AND p.first_stated_on - lag(p.first_stated_on) OVER told > 30
            THEN round(p.value - lag(p.value) OVER told, 9)
    END AS revision,
    p.value_low,
    p.value_high,
    p.approximation,
    p.value_text,
    p.mentions,
    p.outlet,
    p.title,
    p.speaker,
    p.agreement,
    p.metric_id,
    p.observation_id
FROM prints AS p
WINDOW
    told AS (
        PARTITION BY
            p.observation_id, p.indicator, p.indicator_id, p.region, p.measure, p.basis, p.unit, p.status, p.period_end, p.agreement
        ORDER BY p.first_stated_on NULLS LAST, p.metric_id
    ),
    fact AS (
        PARTITION BY
            p.observation_id, p.indicator, p.indicator_id, p.region, p.measure, p.basis, p.unit, p.status, p.period_end, p.agreement
    );

COMMENT ON VIEW vintages IS 'Every value of every fact in the order in which it was first said: first print, latest print, and the revisions between them.';
COMMENT ON COLUMN vintages.vintage IS 'From 1, the value first printed; null for what is stated on no known day.';
COMMENT ON COLUMN vintages.revision IS 'The value less that of the vintage before it, where the two contradict each other and the later was said over a month after the other; null where it was said sooner: read disagreements then.';
COMMENT ON COLUMN vintages.mentions IS 'How often the value is stated.';
COMMENT ON COLUMN vintages.metric_id IS 'One of these statements, to look up in facts.';
COMMENT ON COLUMN vintages.is_first_print IS 'Whether this is the first print of the fact.';
COMMENT ON COLUMN vintages.is_latest_print IS 'Whether this is the latest print of the fact.';
COMMENT ON COLUMN vintages.first_stated_on IS 'Day on which the value was first said.';
COMMENT ON COLUMN vintages.last_stated_on IS 'Day on which the value was last said.';
