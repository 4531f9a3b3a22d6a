-- Counted when the release was made: see warehouse/covered.py.
CREATE VIEW coverage AS
SELECT
    c.indicator,
    c.indicator_id,
    c.region,
    c.outlet,
    c.year,
    c.metrics,
    c.observations,
    c.sources,
    c.first_period_start,
    c.last_period_end,
    c.first_stated_on,
    c.last_stated_on
FROM covered AS c;

COMMENT ON VIEW coverage IS 'What there is to ask for: how many numbers each outlet states of each indicator, region and year.';
COMMENT ON COLUMN coverage.outlet IS 'Newspaper, station or site that printed it, else the agency that wrote it.';
COMMENT ON COLUMN coverage.year IS 'Year in which the period ends; null where no period is known.';
COMMENT ON COLUMN coverage.metrics IS 'Numbers stated.';
COMMENT ON COLUMN coverage.observations IS 'Distinct facts that they state.';
COMMENT ON COLUMN coverage.sources IS 'Articles that they stand in.';
COMMENT ON COLUMN coverage.first_period_start IS 'First day of the earliest period.';
COMMENT ON COLUMN coverage.last_period_end IS 'Last day of the latest period.';
