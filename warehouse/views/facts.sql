CREATE VIEW facts AS
SELECT
    m.metric_id,
    m.indicator,
    m.value,
    m.value_low,
    m.value_high,
    m.approximation,
    m.unit,
    m.measure,
    m.basis,
    m.base,
    m.period_start,
    m.period_end,
    m.period_type,
    m.region,
    m.region_code,
    m.status,
    m.value_text,
    m.sentence,
    m.speaker,
    m.attributed_to,
    s.title AS source_title,
    s.kind AS source_kind,
    s.outlet,
    s.agency,
    s.published_on,
    s.stated_on,
    s.url,
    d.file_name,
    m.char_start,
    m.char_end,
    m.indicator_id,
    m.period_basis,
    m.rule,
    m.observation_id,
    m.source_id,
    m.document_id
FROM metrics AS m
-- Outer joins: a metric whose source were missing must be seen, not vanish.
LEFT JOIN sources AS s ON s.source_id = m.source_id
LEFT JOIN documents AS d ON d.document_id = m.document_id;

COMMENT ON VIEW facts IS 'Every metric with the article that it stands in: where to start reading.';
COMMENT ON COLUMN facts.source_title IS 'Headline of the article.';
COMMENT ON COLUMN facts.source_kind IS 'What the article is.';
COMMENT ON COLUMN facts.file_name IS 'File that it was read from; char_start and char_end point into documents.text.';
