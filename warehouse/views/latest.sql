CREATE VIEW latest AS
SELECT s.*
FROM series AS s
WHERE s.status = 'actual'
QUALIFY row_number() OVER (
    PARTITION BY s.indicator, s.region, s.measure, s.basis, s.base, s.unit, s.period_type
    ORDER BY s.period_end DESC, s.period_start DESC
) = 1;

COMMENT ON VIEW latest IS 'Of each series of actual values the newest period: one row for each indicator, region, measure, basis, base, unit and type of period.';
COMMENT ON COLUMN latest.standing IS 'How well the value stands: as in series.';
COMMENT ON COLUMN latest.observations IS 'How many observations the row stands for: as in series.';
COMMENT ON COLUMN latest.mentions IS 'How often it is stated, over all documents.';
COMMENT ON COLUMN latest.sources IS 'Articles that state it.';
COMMENT ON COLUMN latest.stories IS 'Distinct stories that state it.';
COMMENT ON COLUMN latest.metric_ids IS 'All statements of it, to look up in facts.';
