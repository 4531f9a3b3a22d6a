CREATE VIEW growth AS
SELECT
    s.indicator,
    s.indicator_id,
    s.region,
    s.basis,
    s.base,
    s.unit,
    s.status,
    s.period_type,
    s.period_start,
    s.period_end,
    s.value AS growth,
    s.value_low,
    s.value_high,
    CASE WHEN lag(s.period_end) OVER year_by_year = CAST(s.period_end - INTERVAL 1 YEAR AS DATE) THEN lag(s.value) OVER year_by_year END
        AS year_before,
    CASE
        WHEN lag(s.period_end) OVER year_by_year = CAST(s.period_end - INTERVAL 1 YEAR AS DATE) THEN round(s.value - lag(s.value) OVER year_by_year, 9)
    END AS faster_by,
    s.standing,
    s.mentions,
    s.last_stated_on,
    s.observation_id,
    s.metric_ids
FROM series AS s
WHERE s.measure = 'growth'
WINDOW year_by_year AS (
    PARTITION BY s.indicator, s.region, s.basis, s.base, s.unit, s.status, s.period_type, month(s.period_end)
    ORDER BY s.period_end, s.period_start
);

COMMENT ON VIEW growth IS 'Every stated rate of growth, beside the rate of the same period a year before where that is stated.';
COMMENT ON COLUMN growth.growth IS 'The rate, signed: a fall is negative. Null for a range or a bare bound.';
COMMENT ON COLUMN growth.year_before IS 'The rate of the same period a year before; null where none is stated.';
COMMENT ON COLUMN growth.faster_by IS 'The rate less that of a year before, in the unit of the rate.';
COMMENT ON COLUMN growth.standing IS 'How well the rate stands: as in series.';
COMMENT ON COLUMN growth.mentions IS 'How often it is stated, over all documents.';
COMMENT ON COLUMN growth.metric_ids IS 'All statements of it, to look up in facts.';
