CREATE VIEW unknown_indicators AS
SELECT
    m.indicator,
    count(*) AS metrics,
    count(DISTINCT m.document_id) AS documents,
    list(DISTINCT m.unit ORDER BY m.unit) AS units,
    -- The shortest sentence shows the name with least around it; ties go to the first in order, so that the view always answers the same.
    first(m.sentence ORDER BY length(m.sentence), m.sentence) AS example_sentence,
    first(m.metric_id ORDER BY length(m.sentence), m.sentence, m.metric_id) AS example_metric_id
FROM metrics AS m
WHERE m.indicator IS NOT NULL AND m.indicator_id IS NULL
GROUP BY m.indicator
ORDER BY metrics DESC, documents DESC, m.indicator;

COMMENT ON VIEW unknown_indicators IS 'Names of indicators that the catalogue does not know, the most frequent first: what a line in seeds/reference/indicators.csv would settle.';
COMMENT ON COLUMN unknown_indicators.metrics IS 'How many metrics have the name.';
COMMENT ON COLUMN unknown_indicators.documents IS 'How many documents state one of them.';
COMMENT ON COLUMN unknown_indicators.units IS 'Units that the values have, in order; the empty text where a number has none.';
COMMENT ON COLUMN unknown_indicators.example_sentence IS 'The shortest sentence that holds one of them.';
COMMENT ON COLUMN unknown_indicators.example_metric_id IS 'The metric of that sentence, to look up in facts.';
