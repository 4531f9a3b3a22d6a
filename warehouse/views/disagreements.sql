CREATE VIEW disagreements AS
SELECT
    c.weight,
    c.likely_cause,
    c.kind,
    coalesce(l.indicator, r.indicator) AS indicator,
    coalesce(l.region, r.region) AS region,
    l.period_start,
    l.period_end,
    c.left_text,
    c.right_text,
    l.unit,
    substring(ld.text, greatest(c.left_start - 39, 1), c.left_end - greatest(c.left_start - 40, 0) + 20) AS left_context,
    substring(rd.text, greatest(c.right_start - 39, 1), c.right_end - greatest(c.right_start - 40, 0) + 20) AS right_context,
    ld.file_name AS left_file,
    rd.file_name AS right_file,
    ls.stated_on AS left_stated_on,
    rs.stated_on AS right_stated_on,
    l.metric_id AS left_metric_id,
    r.metric_id AS right_metric_id,
    c.conflict_id,
    c.subject
FROM conflicts AS c
JOIN sources AS ls ON ls.source_id = c.left_source_id
JOIN sources AS rs ON rs.source_id = c.right_source_id
JOIN documents AS ld ON ld.document_id = ls.document_id
JOIN documents AS rd ON rd.document_id = rs.document_id
LEFT JOIN metrics AS l ON l.document_id = ls.document_id AND l.char_start = c.left_start AND l.char_end = c.left_end
LEFT JOIN metrics AS r ON r.document_id = rs.document_id AND r.char_start = c.right_start AND r.char_end = c.right_end
ORDER BY c.weight DESC, c.conflict_id;

COMMENT ON VIEW disagreements IS 'The conflicts with both sides in their words, the likeliest error first.';
COMMENT ON COLUMN disagreements.left_context IS 'The words around the one side, as in its document.';
COMMENT ON COLUMN disagreements.right_context IS 'The words around the other side.';
COMMENT ON COLUMN disagreements.left_file IS 'File of the one side.';
COMMENT ON COLUMN disagreements.right_file IS 'File of the other side.';
COMMENT ON COLUMN disagreements.left_stated_on IS 'Day of the statement of the one side.';
COMMENT ON COLUMN disagreements.right_stated_on IS 'Day of the statement of the other side.';
COMMENT ON COLUMN disagreements.left_metric_id IS 'The number of the one side; null for a name.';
COMMENT ON COLUMN disagreements.right_metric_id IS 'The number of the other side; null for a name.';
