-- What makes a fact stands in every step, though its id would do: so that a question for one indicator or place is asked of the facts first.
CREATE VIEW vintages AS
WITH stated AS (
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
        m.value_text,
        m.metric_id,
        s.stated_on,
        s.outlet,
        s.agency,
        s.title,
        m.speaker
    FROM observations AS o
    JOIN metrics AS m ON m.observation_id = o.observation_id
    JOIN sources AS s ON s.source_id = m.source_id
),

-- What one day said of a fact is one vintage for each value; several prints of that day are counted.
days AS (
    SELECT
        st.observation_id,
        st.indicator,
        st.indicator_id,
        st.region,
        st.measure,
        st.basis,
        st.base,
        st.unit,
        st.status,
        st.period_type,
        st.period_start,
        st.period_end,
        st.agreement,
        st.stated_on,
        st.value,
        st.value_low,
        st.value_high,
        st.approximation,
        count(*) AS mentions,
        min_by(st.metric_id, st.metric_id) AS metric_id,
        min_by(st.value_text, st.metric_id) AS value_text,
        min_by(coalesce(st.outlet, st.agency), st.metric_id) AS outlet,
        min_by(st.title, st.metric_id) AS title,
        min_by(st.speaker, st.metric_id) AS speaker
    FROM stated AS st
    GROUP BY ALL
)

SELECT
    dy.indicator,
    dy.indicator_id,
    dy.region,
    dy.measure,
    dy.basis,
    dy.base,
    dy.unit,
    dy.status,
    dy.period_type,
    dy.period_start,
    dy.period_end,
    row_number() OVER told AS vintage,
    row_number() OVER told = 1 AS is_first_print,
    row_number() OVER told = count(*) OVER fact AS is_latest_print,
    dy.stated_on,
    dy.value,
    dy.value - lag(dy.value) OVER told AS revision,
    dy.value_low,
    dy.value_high,
    dy.approximation,
    dy.value_text,
    dy.mentions,
    dy.outlet,
    dy.title,
    dy.speaker,
    dy.agreement,
    dy.metric_id,
    dy.observation_id
FROM days AS dy
WINDOW
    told AS (
        PARTITION BY
            dy.observation_id, dy.indicator, dy.indicator_id, dy.region, dy.measure, dy.basis, dy.unit, dy.status, dy.period_end, dy.agreement
        ORDER BY dy.stated_on NULLS LAST, dy.value, dy.value_low, dy.value_high, dy.metric_id
    ),
    fact AS (
        PARTITION BY
            dy.observation_id, dy.indicator, dy.indicator_id, dy.region, dy.measure, dy.basis, dy.unit, dy.status, dy.period_end, dy.agreement
    );

COMMENT ON VIEW vintages IS 'Every print of every fact in the order of its statements: first print, latest print, and the revisions between them.';
COMMENT ON COLUMN vintages.vintage IS 'From 1, the first print; what is stated on no known day comes last.';
COMMENT ON COLUMN vintages.revision IS 'The value less that of the print before it.';
COMMENT ON COLUMN vintages.mentions IS 'How often that day states the value.';
COMMENT ON COLUMN vintages.metric_id IS 'One of these statements, to look up in facts.';
COMMENT ON COLUMN vintages.is_first_print IS 'Whether this is the first print of the fact.';
COMMENT ON COLUMN vintages.is_latest_print IS 'Whether this is the latest print of the fact.';
