-- Every column is qualified: the parameter would hide an unqualified column of its own name.
CREATE MACRO search(words) AS TABLE
SELECT f.*
FROM facts AS f
WHERE contains(lower(f.sentence), lower(words)) OR contains(lower(f.indicator), lower(words));

COMMENT ON MACRO TABLE search IS 'Rows of facts whose sentence or indicator contains the words, letter by letter; no wildcards. Example: FROM search(''GDP'')';
