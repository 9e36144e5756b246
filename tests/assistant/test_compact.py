"""The compact form of the reading model's data: what is read, and what is refused."""

from assistant.reader.compact import check, parse

PASSAGE = """\
== ports | news
1 Sarn opened its quay in 2019.
2 It cost nine million crowns.
3 The mayor, Ann Lisle, paid for the lamps herself.
4 They burn all night.
5 Nobody has counted the boats.
QN 1 | 2019 | When did Sarn open its quay?
QN 2 | nine million crowns | How many crowns did it cost?
QN 1,2 | nine million crowns | What did the quay of Sarn cost?
QF 3 | Ann Lisle | Who bought the lights?
QF 4 | all night | For how long is it lit?
QF 5 | Nobody | Is there a tally of vessels?
NN Which boats opened the quay?
NN How many lamps did the mayor count?
NN Who opened Sarn?
NF Where do ships come from?
NF Is fishing allowed?
NF Was there a storm?
+N 1 | The quay of Sarn opened in 2019.
+F 3 | The lamps were a gift.
+F 4 | It is never dark there.
-N 2 | It cost ten million crowns.
-N 4 | They burn at night only in summer.
-F 1 | The landing stage was shut five years ago.
?N The mayor of Sarn, Ann Lisle, paid for the boats.
?N The quay of Sarn burned in 2019.
?F Somebody sails.
Y 1 | Is there a quay?
N 5 | Were the boats counted?
"""


def _said(text: str) -> list[str]:
    passages, problems = parse(text.splitlines())
    return [f"{problem.line} {problem.what}" for problem in (*problems, *check(passages))]


def test_a_passage_becomes_a_line_of_the_data() -> None:
    """Sentence numbers count from 0 in the data; spans, wordings and labels are kept."""
    passages, problems = parse(PASSAGE.splitlines())
    assert problems == []
    plain = passages[0].to_json("b0001")
    assert (plain["id"], plain["domain"], plain["register"]) == ("b0001", "ports", "news")
    assert plain["sentences"][1] == "It cost nine million crowns."
    assert plain["questions"][2] == {
        "question": "What did the quay of Sarn cost?",
        "answerable": True,
        "evidence": [0, 1],
        "span": "nine million crowns",
        "wording": "near",
    }
    assert plain["questions"][-1]["answerable"] is False
    assert plain["claims"][3] == {
        "claim": "It cost ten million crowns.",
        "label": "contradicted",
        "evidence": [1],
        "wording": "near",
    }
    assert plain["claims"][8]["label"] == "not_mentioned"
    assert plain["claims"][10] == {
        "claim": "Were the boats counted?",
        "label": "contradicted",
        "evidence": [4],
        "wording": "asked",
    }


def test_what_cannot_be_read_is_told_by_its_line() -> None:
    """A span that is not there, a sentence that is not there, a line of no kind, a number out of order."""
    broken = (
        PASSAGE.replace("QN 1 | 2019 |", "QN 1 | 2018 |")
        .replace("QF 5 | Nobody", "QF 9 | Nobody")
        .replace("NN Who opened", "XX Who opened")
        .replace("3 The mayor", "4 The mayor")
    )
    said = "\n".join(_said(broken))
    assert "7 the span '2018' is not in a sentence that it names" in said
    assert "12 names sentences that are not there" in said
    assert "15 begins with none of the signs" in said
    assert "4 is numbered out of order" in said


def test_what_the_rules_forbid_is_told_by_the_passage() -> None:
    """Too few words, a question too few, no claim of a label, a near question that is far, a sentence twice."""
    said = _said(PASSAGE)
    assert said == ["1 has 29 words"]
    lacking = PASSAGE.replace("NF Was there a storm?\n", "").replace("?F Somebody sails.\n", "")
    assert "1 needs 3 questions of each kind" in _said(lacking)
    assert "1 needs 3 claims not_mentioned" in _said(lacking)
    assert "1 needs claims not_mentioned worded near to the text and far from it" in _said(lacking)
    silent = PASSAGE.replace("N 5 | Were the boats counted?\n", "")
    assert "1 needs a question that is answered with yes, and one with no" in _said(silent)
    far = PASSAGE.replace("When did Sarn open its quay?", "What year saw the landing stage inaugurated?")
    assert "1 is not worded near to the text: What year saw the landing stage inaugurated?" in _said(far)
    assert "31 stands twice: They burn all night." in _said(f"{PASSAGE}\n== x | y\n1 They burn all night.")
