CREATE VIEW series AS
SELECT
    o.indicator,
    max(o.indicator_id) AS indicator_id,
    o.region,
    max(o.region_code) AS region_code,
    o.measure,
    o.basis,
    o.base,
    o.unit,
    o.status,
    o.period_type,
    o.period_start,
    o.period_end,
    -- A name that the catalogue lacks may stand for several facts: that which most stories tell comes first; the rest is order, so that
    -- the view always answers the same.
    first(o.value ORDER BY o.n_stories DESC, o.n_metrics DESC, o.last_stated_on DESC NULLS LAST, o.observation_id) AS value,
    first(o.value_low ORDER BY o.n_stories DESC, o.n_metrics DESC, o.last_stated_on DESC NULLS LAST, o.observation_id) AS value_low,
    first(o.value_high ORDER BY o.n_stories DESC, o.n_metrics DESC, o.last_stated_on DESC NULLS LAST, o.observation_id) AS value_high,
    CASE WHEN count(*) > 1 THEN 'several' ELSE CAST(max(o.agreement) AS VARCHAR) END AS standing,
    count(*) AS observations,
    CAST(sum(o.n_metrics) AS BIGINT) AS mentions,
    CAST(sum(o.n_sources) AS BIGINT) AS sources,
    CAST(max(o.n_stories) AS BIGINT) AS stories,
    min(o.first_stated_on) AS first_stated_on,
    max(o.last_stated_on) AS last_stated_on,
    first(o.observation_id ORDER BY o.n_stories DESC, o.n_metrics DESC, o.last_stated_on DESC NULLS LAST, o.observation_id) AS observation_id,
    flatten(list(o.metric_ids ORDER BY o.n_stories DESC, o.n_metrics DESC, o.last_stated_on DESC NULLS LAST, o.observation_id)) AS metric_ids
FROM observations AS o
WHERE o.indicator IS NOT NULL AND o.period_start IS NOT NULL
GROUP BY
    o.indicator, o.region, o.measure, o.basis, o.base, o.unit, o.status,
    o.period_type, o.period_start, o.period_end;

COMMENT ON VIEW series IS 'One row for each indicator, region, measure, basis, base, unit, status and period, with the best value and how well it stands. Facts without indicator or period are not in it.';
COMMENT ON COLUMN series.value IS 'The best value: that of the fact which most stories tell; the sharpest of the mentions that agree, of a revision the latest.';
COMMENT ON COLUMN series.standing IS '`single`: one story states it. `agree`: several do, within rounding and bounds. `conflict`: values contradict each other. `several`: the catalogue lacks the name, and it stands for facts with different values, of which this is one.';
COMMENT ON COLUMN series.observations IS 'How many observations the row stands for: above 1 where standing is several.';
COMMENT ON COLUMN series.mentions IS 'How often it is stated, over all documents.';
COMMENT ON COLUMN series.sources IS 'Articles that state it.';
COMMENT ON COLUMN series.stories IS 'Distinct stories that state the best value.';
COMMENT ON COLUMN series.observation_id IS 'The observation that has the best value.';
COMMENT ON COLUMN series.metric_ids IS 'All statements of it, to look up in facts; those of the best value first.';
