-- Words are looked up by three characters at a time in search_grams, and what has them all is compared. Words of which each three characters are
-- frequent are found by reading metrics from its beginning, which has the first hits at once, together with the texts that are printed in another form or
-- do not stand in metrics at all: outlets and other names.
-- Where texts are compared the words come from a table of one row, not as a constant: of a constant the comparison would be made for every row even
-- where that table is empty.
CREATE MACRO search(words) AS TABLE
WITH asked AS MATERIALIZED (
    SELECT
        f.q,
        length(f.q) AS characters,
        list_distinct(list_transform(range(1, length(f.q) - 1), lambda i: substring(f.q, i, 3))) AS wanted
    FROM (SELECT folded(words) AS q) AS f
),

grams AS MATERIALIZED (
    SELECT g.rowid AS gram_row, g.texts, g.is_listed
    FROM search_grams AS g CROSS JOIN asked AS a
    WHERE CASE WHEN a.characters < 3 THEN starts_with(g.gram, a.q) ELSE list_contains(a.wanted, g.gram) END
),

found AS MATERIALIZED (
    SELECT count(*) AS grams, bool_and(g.is_listed) AS all_listed, bool_or(g.is_listed) AS any_listed, sum(g.texts) AS texts FROM grams AS g
),

way AS MATERIALIZED (
    SELECT
        a.q,
        a.characters,
        CASE
            WHEN a.characters = 0 OR n.grams = 0 THEN 'nothing'
            WHEN a.characters < 3 THEN CASE WHEN n.all_listed AND n.texts <= 10000 THEN 'index' ELSE 'scan' END
            WHEN n.grams < len(a.wanted) THEN 'nothing'
            WHEN n.any_listed THEN 'index'
            ELSE 'scan'
        END AS taken
    FROM asked AS a CROSS JOIN found AS n
),

scanned AS MATERIALIZED (SELECT w.q FROM way AS w WHERE w.taken = 'scan'),

-- The rarest three characters tell most; of words that are shorter than three every continuation is wanted.
chosen AS MATERIALIZED (
    SELECT g.gram_row
    FROM grams AS g CROSS JOIN way AS w
    WHERE g.is_listed AND w.taken = 'index'
    QUALIFY row_number() OVER (ORDER BY g.texts, g.gram_row) <= 3 OR w.characters < 3
),

candidates AS (
    SELECT p.text_row
    FROM (SELECT unnest(g.text_rows) AS text_row FROM search_grams AS g WHERE g.rowid IN (SELECT c.gram_row FROM chosen AS c)) AS p
    GROUP BY p.text_row
    HAVING (SELECT w.characters < 3 FROM way AS w) OR count(*) = (SELECT count(*) FROM chosen)
),

-- Apart from the comparison, so that only these few texts are read.
narrowed AS MATERIALIZED (
    SELECT t.folded, t.metric_rows FROM search_texts AS t WHERE t.rowid IN (SELECT c.text_row FROM candidates AS c)
),

hits AS (
    SELECT n.metric_rows FROM narrowed AS n CROSS JOIN way AS w WHERE contains(n.folded, w.q)
    UNION ALL
    SELECT t.metric_rows FROM search_texts AS t CROSS JOIN scanned AS s WHERE NOT t.as_printed AND contains(t.folded, s.q)
),

looked_up AS MATERIALIZED (SELECT unnest(h.metric_rows) AS metric_row FROM hits AS h)

SELECT
{columns of facts}
FROM metrics AS m
LEFT JOIN sources AS s ON s.source_id = m.source_id
LEFT JOIN documents AS d ON d.document_id = m.document_id
WHERE m.rowid IN (SELECT l.metric_row FROM looked_up AS l)
UNION ALL
SELECT f.* EXCLUDE (metric_row)
FROM (
    SELECT
{columns of facts},
    m.rowid AS metric_row
    FROM metrics AS m
    LEFT JOIN sources AS s ON s.source_id = m.source_id
    LEFT JOIN documents AS d ON d.document_id = m.document_id
) AS f
CROSS JOIN scanned AS c
WHERE
    contains(concat_ws(chr(10), f.sentence, f.indicator, f.region, f.speaker, f.attributed_to), c.q)
    AND f.metric_row NOT IN (SELECT l.metric_row FROM looked_up AS l);

COMMENT ON MACRO TABLE search IS 'Rows of facts whose sentence, indicator, region, speaker, source of data, outlet or agency has the words, or another name that seeds/reference has of the indicator, of the outlet or of an organisation in the sentence: in either script, letter by letter; no wildcards. Example: FROM search(''新能源汽車'')';
