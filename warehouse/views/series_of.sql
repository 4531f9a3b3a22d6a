-- Every column is qualified: a parameter would hide an unqualified column of its own name.
CREATE MACRO series_of(indicator_name, region_name) AS TABLE
SELECT s.*
FROM series AS s
WHERE
    s.indicator IN (indicator_name, folded(indicator_name))
    AND s.region IN (region_name, folded(region_name))
ORDER BY s.measure, s.basis, s.unit, s.status, s.period_end, s.period_start, s.observation_id;

COMMENT ON MACRO TABLE series_of IS 'The rows of series of one indicator in one region, by their full names in either script, in the order of time. Example: FROM series_of(''规模以上工业增加值'', ''中国'')';
