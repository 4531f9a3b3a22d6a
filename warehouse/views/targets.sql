-- Joined when the release was made: see warehouse/promised.py.
CREATE VIEW targets AS
SELECT
    p.indicator,
    p.indicator_id,
    p.region,
    p.measure,
    p.basis,
    p.base,
    p.unit,
    p.period_start,
    p.deadline,
    p.promised,
    p.promised_low,
    p.promised_high,
    p.bound,
    p.promised_on,
    p.said_by,
    p.actual,
    p.actual_low,
    p.actual_high,
    p.actual_standing,
    p.actual_stated_on,
    p.difference,
    p.is_met,
    p.sentence,
    p.metric_id,
    p.observation_id,
    p.actual_observation_id
FROM promised AS p;

COMMENT ON VIEW targets IS 'Every promise with its deadline, and what became of it: the later statement of the same indicator, region, measure and unit for that time. Several statements of it are several rows.';
COMMENT ON COLUMN targets.deadline IS 'Last day of the period that the promise is for.';
COMMENT ON COLUMN targets.promised IS 'The value promised; null for a range or a bare bound.';
COMMENT ON COLUMN targets.promised_low IS 'Lower bound of what is promised.';
COMMENT ON COLUMN targets.promised_high IS 'Upper bound of what is promised.';
COMMENT ON COLUMN targets.bound IS 'What the words around the number say: at_least and over are met from the value upwards, at_most and under from it downwards.';
COMMENT ON COLUMN targets.promised_on IS 'Day on which it was first promised, where known.';
COMMENT ON COLUMN targets.said_by IS 'Who promises it: the speaker, else the outlet or agency.';
COMMENT ON COLUMN targets.actual IS 'What is stated of that time later; null where nothing is yet.';
COMMENT ON COLUMN targets.actual_low IS 'Lower bound of what is stated later.';
COMMENT ON COLUMN targets.actual_high IS 'Upper bound of what is stated later.';
COMMENT ON COLUMN targets.actual_standing IS 'How well that statement stands: `single`, `agree` or `conflict`, as in observations; of a conflict see disagreements.';
COMMENT ON COLUMN targets.actual_stated_on IS 'Latest day of that statement.';
COMMENT ON COLUMN targets.difference IS 'The actual value less the promised one.';
COMMENT ON COLUMN targets.is_met IS 'Whether the promise is met; null where nothing is stated yet, or where the words do not say whether more or less than the value is better: read difference then.';
COMMENT ON COLUMN targets.metric_id IS 'The latest statement of the promise, to look up in facts.';
COMMENT ON COLUMN targets.observation_id IS 'The promise.';
COMMENT ON COLUMN targets.actual_observation_id IS 'What became of it.';
