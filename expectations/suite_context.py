"""What must hold of documents, sources, numerals, entities and mentions."""

from __future__ import annotations

from expectations.model import Builtin, Expectation, RowRule
from expectations.suite_common import gives_back_text
from warehouse.closed_sets import MEDIA_TYPES

QUARANTINED = "quarantined: "
"""How the reason of a numeral begins whose metric was kept out; such a numeral states a metric that has no row."""

DOCUMENTS = (
    Expectation(
        id="documents.row_count",
        table="documents",
        severity="critical",
        description_zh="文件数不低于下限",
        description_en="There are at least as many documents as the floor",
        reason="A release without documents would replace all data by nothing.",
        check=Builtin("ExpectTableRowCountToBeBetween", {"min_value": "$documents_at_least"}),
    ),
    Expectation(
        id="documents.char_count_true",
        table="documents",
        column="char_count",
        severity="critical",
        description_zh="字符数与正文长度一致",
        description_en="char_count is the length of text",
        reason="All spans count in the same characters.",
        check=RowRule(where="r.char_count <> length(r.text)"),
    ),
    Expectation(
        id="documents.sha256_form",
        table="documents",
        column="sha256",
        severity="critical",
        description_zh="sha256 为64位十六进制",
        description_en="sha256 has 64 hexadecimal digits",
        reason="It identifies the raw bytes; another form cannot be compared.",
        check=Builtin("ExpectColumnValuesToMatchRegex", {"column": "sha256", "regex": "^[0-9a-f]{64}$"}),
    ),
    Expectation(
        id="documents.same_bytes_once",
        table="documents",
        column="sha256",
        severity="critical",
        description_zh="相同内容只作为一个文件",
        description_en="The same bytes are one document",
        reason="Otherwise one print is counted twice.",
        check=Builtin("ExpectColumnValuesToBeUnique", {"column": "sha256"}),
    ),
    Expectation(
        id="documents.media_type_known",
        table="documents",
        column="media_type",
        severity="critical",
        description_zh="文件类型为已知类型",
        description_en="The media type is one that is read",
        reason="What text means depends on it.",
        check=Builtin("ExpectColumnValuesToBeInSet", {"column": "media_type", "value_set": list(MEDIA_TYPES)}),
    ),
    Expectation(
        id="documents.has_path",
        table="documents",
        column="paths",
        severity="critical",
        description_zh="每个文件至少有一个路径",
        description_en="Every document has a path",
        reason="Without it nobody finds the original.",
        check=RowRule(where="len(r.paths) = 0"),
    ),
    Expectation(
        id="documents.text_not_blank",
        table="documents",
        column="text",
        severity="warning",
        description_zh="正文不为空白",
        description_en="The text is not blank",
        reason="A blank document should have been reported as an issue instead.",
        check=RowRule(where="NOT regexp_matches(r.text, '[^\\s　]')"),
    ),
    Expectation(
        id="documents.text_without_replacements",
        table="documents",
        column="text",
        severity="warning",
        description_zh="正文没有解码替换符",
        description_en="The text holds no replacement characters",
        reason="They show that the encoding was guessed wrong or the file is damaged.",
        check=RowRule(where="contains(r.text, chr(65533))"),
    ),
    Expectation(
        id="documents.digits_in_ledger",
        table="documents",
        column="text",
        severity="warning",
        description_zh="正文中的每个阿拉伯数字都在数字台账中",
        description_en="Every Arabic digit of the text is in the ledger of numerals",
        reason="The ledger promises to account for every numeral.",
        check=RowRule(
            joins="LEFT JOIN (SELECT document_id, sum(length(text) - length(translate(text, '0123456789', ''))) AS digits FROM numerals "
            "GROUP BY document_id) AS n ON n.document_id = r.document_id",
            where="length(r.text) - length(translate(r.text, '0123456789', '')) <> coalesce(n.digits, 0)",
        ),
    ),
)

SOURCES = (
    Expectation(
        id="sources.row_count",
        table="sources",
        severity="critical",
        description_zh="文章数不低于下限",
        description_en="There are at least as many articles as the floor",
        reason="No article at all means that the layout was not read.",
        check=Builtin("ExpectTableRowCountToBeBetween", {"min_value": "$sources_at_least"}),
    ),
    Expectation(
        id="sources.span_in_document",
        table="sources",
        column="char_start",
        severity="critical",
        description_zh="文章位置在文件正文之内",
        description_en="An article's span lies in its document",
        reason="Values are assigned to articles by their spans.",
        check=RowRule(
            joins="JOIN documents AS d ON d.document_id = r.document_id",
            where="r.char_start < 0 OR r.char_end <= r.char_start OR r.char_end > d.char_count",
        ),
        quarantine=True,
    ),
    Expectation(
        id="sources.segments_in_span",
        table="sources",
        column="segments",
        severity="critical",
        description_zh="文章各段位置在文章位置之内",
        description_en="The segments of an article lie in its span",
        reason="A segment outside belongs to another article.",
        check=RowRule(
            where="len(r.segments) = 0 OR len(list_filter(r.segments, lambda g: g.char_start < r.char_start "
            "OR g.char_end > r.char_end OR g.char_end <= g.char_start)) > 0"
        ),
    ),
    Expectation(
        id="sources.dates_plausible",
        table="sources",
        column="published_on",
        severity="critical",
        description_zh="发布日期和表述日期的年份合理",
        description_en="Days of publication and statement lie in plausible years",
        reason="All relative periods of the article rest on these days.",
        check=RowRule(
            where="year(r.published_on) NOT BETWEEN $earliest_publication AND $latest_year "
            "OR year(r.stated_on) NOT BETWEEN $earliest_publication AND $latest_year"
        ),
        quarantine=True,
    ),
    Expectation(
        id="sources.stated_before_published",
        table="sources",
        column="stated_on",
        severity="warning",
        description_zh="表述日期不晚于发布日期",
        description_en="The day of the statement is not after the day of publication",
        reason="Nothing is printed before it is said; one of the days was misread.",
        check=RowRule(where="r.stated_on > r.published_on"),
    ),
    Expectation(
        id="sources.stated_near_publication",
        table="sources",
        column="stated_on",
        severity="warning",
        description_zh="表述日期与发布日期相隔不久",
        description_en="What is printed was said not long before",
        reason="Relative periods count from the day of the statement; one far from its print is mostly another text's day.",
        check=RowRule(where="r.stated_on < r.published_on - $days_from_statement_to_print"),
    ),
    Expectation(
        id="sources.published_before_collected",
        table="sources",
        column="published_on",
        severity="warning",
        description_zh="发布日期不晚于采集日期的次日",
        description_en="The day of publication is not later than the day after the collection",
        reason="A document cannot be collected before it is printed; the day between allows for time zones.",
        check=RowRule(
            joins="JOIN documents AS d ON d.document_id = r.document_id",
            where="r.published_on > CAST(d.collected_at AS DATE) + 1",
        ),
    ),
    Expectation(
        id="sources.basis_fits_date",
        table="sources",
        column="published_on_basis",
        severity="critical",
        description_zh="日期来源为未知时没有日期，有日期时写明来源",
        description_en="The basis of a day is unknown exactly where the day is missing",
        reason="A date without an origin cannot be trusted, and an origin without a date is a lost date.",
        check=RowRule(
            where="(r.published_on IS NULL) <> (r.published_on_basis::VARCHAR = 'unknown') "
            "OR (r.stated_on IS NULL) <> (r.stated_on_basis::VARCHAR = 'unknown')"
        ),
    ),
    Expectation(
        id="sources.inferred_has_evidence",
        table="sources",
        column="date_evidence",
        severity="warning",
        description_zh="推断的日期写明依据",
        description_en="An inferred day names what it rests on",
        reason="A person must be able to judge the inference.",
        check=RowRule(where="'inferred' IN (r.published_on_basis::VARCHAR, r.stated_on_basis::VARCHAR) AND r.date_evidence IS NULL"),
    ),
    Expectation(
        id="sources.news_has_title",
        table="sources",
        column="title",
        severity="warning",
        description_zh="新闻和问答有标题",
        description_en="News and transcripts have a title",
        reason="The title is what one cites.",
        check=RowRule(where="r.kind::VARCHAR IN ('news', 'qa') AND (r.title IS NULL OR trim(r.title) = '')"),
    ),
)

NUMERALS = (
    Expectation(
        id="numerals.text_given_back",
        table="numerals",
        column="text",
        severity="critical",
        description_zh="按位置从原文取回的文字就是台账中的数字原文",
        description_en="A numeral's span gives back its text from the document",
        reason="The ledger accounts for characters of the document.",
        check=gives_back_text("text", "char_start", "char_end"),
        quarantine=True,
    ),
    Expectation(
        id="numerals.no_overlap",
        table="numerals",
        column="char_start",
        severity="critical",
        description_zh="同一文件中各数字的位置互不重叠",
        description_en="Numerals of one document do not overlap",
        reason="Each character of a numeral is accounted for once.",
        check=RowRule(
            where="true",
            qualify="r.char_start < max(r.char_end) OVER (PARTITION BY r.document_id ORDER BY r.char_start, r.char_end, r.numeral_id "
            "ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)",
        ),
        quarantine=True,
    ),
    Expectation(
        id="numerals.metric_fits_disposition",
        table="numerals",
        column="metric_id",
        severity="critical",
        description_zh="归为指标的数字都有对应指标，其他数字没有（被隔离的除外）",
        description_en="A numeral names a metric exactly where its disposition is metric, but for quarantined ones",
        reason="The ledger and the metrics must tell the same story.",
        check=RowRule(
            where="(r.disposition::VARCHAR <> 'metric' AND r.metric_id IS NOT NULL) OR (r.disposition::VARCHAR = 'metric' "
            f"AND r.metric_id IS NULL AND NOT starts_with(r.reason, '{QUARANTINED}'))"
        ),
    ),
    Expectation(
        id="numerals.metric_at_its_place",
        table="numerals",
        column="metric_id",
        severity="critical",
        description_zh="数字与其对应指标在同一文件中且位置相交",
        description_en="A numeral and the metric that it states share their characters",
        reason="A ledger row that points to another number hides an unread one.",
        check=RowRule(
            joins="JOIN metrics AS m ON m.metric_id = r.metric_id",
            where="m.document_id <> r.document_id OR m.char_start >= r.char_end OR m.char_end <= r.char_start",
        ),
    ),
    Expectation(
        id="numerals.some_are_metrics",
        table="numerals",
        severity="critical",
        description_zh="有大量数字时不会一个指标也没有",
        description_en="Where there are many numerals there is at least one metric",
        reason="Otherwise the reading has collapsed, and a release would replace the data by nothing.",
        check=RowRule(
            where="NOT EXISTS (SELECT 1 FROM metrics) AND (SELECT count(*) FROM numerals) >= $numerals_that_imply_metrics",
        ),
    ),
    Expectation(
        id="numerals.reason_given",
        table="numerals",
        column="reason",
        severity="warning",
        description_zh="每个数字写明归类理由",
        description_en="Every numeral says why it was taken for what it is",
        reason="A person must be able to judge it.",
        check=RowRule(where="trim(r.reason) = ''"),
    ),
    Expectation(
        id="numerals.mostly_read",
        table="numerals",
        column="disposition",
        severity="warning",
        description_zh="绝大多数数字已有归类",
        description_en="Most numerals were placed by a rule",
        reason="Many unread numerals show a kind of text that the rules do not know.",
        check=Builtin(
            "ExpectColumnValuesToNotBeInSet",
            {"column": "disposition", "value_set": ["unread"], "mostly": "$share_of_numerals_read"},
        ),
    ),
)

ENTITIES = (
    Expectation(
        id="entities.name_not_blank",
        table="entities",
        column="name",
        severity="critical",
        description_zh="实体名称不为空白",
        description_en="An entity's name is not blank",
        reason="It would merge unlike entities.",
        check=RowRule(where="trim(r.name) = ''"),
        quarantine=True,
    ),
    Expectation(
        id="entities.mentioned",
        table="entities",
        column="entity_id",
        severity="warning",
        description_zh="每个实体至少被提及一次",
        description_en="Every entity is mentioned somewhere",
        reason="An entity that no document names has no evidence.",
        check=RowRule(
            # One EXISTS for each column: with OR inside, every entity would be compared with every mention.
            where="NOT EXISTS (SELECT 1 FROM mentions AS m WHERE m.entity_id = r.entity_id) "
            "AND NOT EXISTS (SELECT 1 FROM mentions AS m WHERE m.organization_id = r.entity_id) "
            "AND NOT EXISTS (SELECT 1 FROM metrics AS m WHERE m.speaker_id = r.entity_id)"
        ),
    ),
    Expectation(
        id="entities.region_code_form",
        table="entities",
        column="region_code",
        severity="warning",
        description_zh="行政区划代码为6位数字",
        description_en="A region code has six digits",
        reason="Other forms do not join with official code tables.",
        check=Builtin("ExpectColumnValuesToMatchRegex", {"column": "region_code", "regex": "^[0-9]{6}$"}),
    ),
    Expectation(
        id="entities.ambiguous_of_one_document",
        table="entities",
        column="ambiguous",
        severity="critical",
        description_zh="所指不明的实体只属于一个文件",
        description_en="An entity whose name leaves open which it is belongs to one document",
        reason="朝阳区 of one city would be merged with that of another.",
        check=RowRule(
            where="r.ambiguous AND r.entity_id IN "
            "(SELECT m.entity_id FROM mentions AS m GROUP BY m.entity_id HAVING count(DISTINCT m.document_id) > 1)"
        ),
    ),
    Expectation(
        id="mentions.text_given_back",
        table="mentions",
        column="text",
        severity="critical",
        description_zh="按位置从原文取回的文字就是提及原文",
        description_en="A mention's span gives back its text from the document",
        reason="A mention that cannot be shown in its document is no evidence.",
        check=gives_back_text("text", "char_start", "char_end"),
        quarantine=True,
    ),
    Expectation(
        id="mentions.organization_is_one",
        table="mentions",
        column="organization_id",
        severity="warning",
        description_zh="所属机构是机构类实体",
        description_en="The organisation of a mention is an organisation",
        reason="A person or place there was misread.",
        check=RowRule(joins="JOIN entities AS e ON e.entity_id = r.organization_id", where="e.kind::VARCHAR <> 'organization'"),
    ),
)

CONTEXT: tuple[Expectation, ...] = DOCUMENTS + SOURCES + NUMERALS + ENTITIES
