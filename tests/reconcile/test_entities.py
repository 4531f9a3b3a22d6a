"""Entities over all documents: one for one name, and nobody merged where the name leaves open who or what is meant."""

from __future__ import annotations

from tests.reconcile.conftest import Reconcile

FIRST = "本报讯 近日，市工信局局长陈立新说，朝阳区的工业投资增长8.1%，国家统计局的数据与此相符。\n"
SECOND = "本报讯 昨天，市工信局召开会议，朝阳区和永宁镇党委作了交流，国家统计局派人参加。\n"
AT_HOME = "本报讯 近日，卫辉市、原阳县和封丘县的企业投产，市工信局到场。卫辉市唐庄镇建成大棚120座。\n"


def test_a_name_that_leaves_open_what_is_meant_is_one_entity_for_each_document(reconciled: Reconcile) -> None:
    entities = reconciled({"a.txt": FIRST, "b.txt": SECOND}).rows["entities"]
    told = {name: [row["ambiguous"] for row in entities if row["name"] == name] for name in ("市工信局", "朝阳区", "永宁镇", "国家统计局")}
    assert told == {"市工信局": [True, True], "朝阳区": [True, True], "永宁镇": [True], "国家统计局": [False]}
    assert len({row["entity_id"] for row in entities}) == len(entities)


def test_who_heads_an_unclear_body_heads_that_of_the_same_document(reconciled: Reconcile) -> None:
    rows = reconciled({"a.txt": FIRST, "b.txt": SECOND}).rows
    entities = {row["entity_id"]: row for row in rows["entities"]}
    (head,) = [row for row in rows["mentions"] if row["role"] == "局长"]
    assert entities[head["organization_id"]]["ambiguous"]
    same = {row["document_id"] for row in rows["mentions"] if row["entity_id"] == head["organization_id"]}
    assert same == {head["document_id"]}


def test_what_the_page_makes_clear_is_one_for_all_documents(reconciled: Reconcile) -> None:
    entities = reconciled({"a.txt": AT_HOME, "b.txt": AT_HOME.replace("大棚", "温室")}).rows["entities"]
    clear = {row["name"]: row for row in entities}
    assert len(clear) == len(entities)
    assert not clear["新乡市工业和信息化局"]["ambiguous"]
    assert clear["新乡市工业和信息化局"]["aliases"] == ["市工信局"]
    assert (clear["唐庄镇"]["within_code"], clear["唐庄镇"]["ambiguous"]) == ("410781", False)
