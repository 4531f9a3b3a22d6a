CREATE VIEW coverage AS
SELECT
    m.indicator,
    m.indicator_id,
    m.region,
    coalesce(s.outlet, s.agency) AS outlet,
    CAST(year(m.period_end) AS INTEGER) AS year,
    count(*) AS metrics,
    count(DISTINCT m.observation_id) AS observations,
    count(DISTINCT m.source_id) AS sources,
    min(m.period_start) AS first_period_start,
    max(m.period_end) AS last_period_end,
    min(s.stated_on) AS first_stated_on,
    max(s.stated_on) AS last_stated_on
FROM metrics AS m
LEFT JOIN sources AS s ON s.source_id = m.source_id
GROUP BY 1, 2, 3, 4, 5;

COMMENT ON VIEW coverage IS 'What there is to ask for: how many numbers each outlet states of each indicator, region and year.';
COMMENT ON COLUMN coverage.outlet IS 'Newspaper, station or site that printed it, else the agency that wrote it.';
COMMENT ON COLUMN coverage.year IS 'Year in which the period ends; null where no period is known.';
COMMENT ON COLUMN coverage.metrics IS 'Numbers stated.';
COMMENT ON COLUMN coverage.observations IS 'Distinct facts that they state.';
COMMENT ON COLUMN coverage.sources IS 'Articles that they stand in.';
COMMENT ON COLUMN coverage.first_period_start IS 'First day of the earliest period.';
COMMENT ON COLUMN coverage.last_period_end IS 'Last day of the latest period.';
