CREATE MACRO as_of(day) AS TABLE
SELECT h.*
FROM metrics_history AS h
WHERE
    h.recorded_from < CAST(day AS DATE) + INTERVAL 1 DAY
    AND (h.recorded_to IS NULL OR h.recorded_to >= CAST(day AS DATE) + INTERVAL 1 DAY);

COMMENT ON MACRO TABLE as_of IS 'The metrics that were published at the end of that day (UTC), as they stood then. Example: FROM as_of(DATE ''2026-11-30'')';
