-- The map of characters is filled in by warehouse/view_files.py, from warehouse/folding.py.
CREATE MACRO folded(words) AS translate(words, {folding});

COMMENT ON MACRO folded IS 'The words in the one form that search compares: simplified, capitals, common signs, no spaces. Example: SELECT folded(''新能源汽車 ＧＤＰ'')';
