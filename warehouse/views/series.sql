CREATE VIEW series AS
WITH stated AS (
    SELECT
        m.indicator,
        max(m.indicator_id) AS indicator_id,
        m.region,
        m.measure,
        m.basis,
        m.base,
        m.unit,
        m.status,
        m.period_start,
        m.period_end,
        m.period_type,
        m.value,
        m.value_low,
        m.value_high,
        count(*) AS mentions,
        list(m.metric_id ORDER BY m.metric_id) AS metric_ids
    FROM metrics AS m
    WHERE m.indicator IS NOT NULL AND m.period_start IS NOT NULL
    GROUP BY
        m.indicator, m.region, m.measure, m.basis, m.base, m.unit, m.status,
        m.period_start, m.period_end, m.period_type, m.value, m.value_low, m.value_high
)
SELECT
    st.indicator,
    max(st.indicator_id) AS indicator_id,
    st.region,
    st.measure,
    st.basis,
    st.base,
    st.unit,
    st.status,
    st.period_type,
    st.period_start,
    st.period_end,
    -- Of values that differ the most often stated one; ties go to the smaller, so that the view always answers the same.
    first(st.value ORDER BY st.value IS NULL, st.mentions DESC, st.value) AS value,
    first(st.value_low ORDER BY st.value IS NULL, st.mentions DESC, st.value, st.value_low) AS value_low,
    first(st.value_high ORDER BY st.value IS NULL, st.mentions DESC, st.value, st.value_high) AS value_high,
    CAST(sum(st.mentions) AS BIGINT) AS mentions,
    count(DISTINCT st.value) AS distinct_values,
    flatten(list(st.metric_ids ORDER BY st.metric_ids)) AS metric_ids
FROM stated AS st
GROUP BY
    st.indicator, st.region, st.measure, st.basis, st.base, st.unit, st.status,
    st.period_type, st.period_start, st.period_end;

COMMENT ON VIEW series IS 'One row for each indicator, region, measure, basis, base, unit, status and period. Metrics without indicator or period are not in it.';
COMMENT ON COLUMN series.value IS 'The value stated most often.';
COMMENT ON COLUMN series.mentions IS 'How often the point is stated, over all documents.';
COMMENT ON COLUMN series.distinct_values IS 'How many different values are stated for it: above 1, the statements differ.';
COMMENT ON COLUMN series.metric_ids IS 'All statements of the point, to look up in facts.';
