"""Answers are tables: equal ones are one row with a count, and no secret stands in a cell of its own."""

from dataclasses import dataclass

from fixtures.report.answers import as_passage


@dataclass(frozen=True)
class Answer:
    """What a probe would have answered."""

    ending: str
    seconds: float = 0.1
    address: str = ""
    password: str = ""


SILENT = Answer("silent", 3.0, "198.51.100.1:443")


def test_equal_answers_are_one_row() -> None:
    """Twenty-five equal answers, told apart by their times alone, are one row that counts them."""
    answers = [Answer("silent", 3.0 + number / 10, "198.51.100.1:443") for number in range(24)] + [Answer("closed")]

    passage = as_passage(answers)

    assert passage.columns == ("answers", "ending", "address", "seconds")
    assert passage.rows == (("24", "silent", "198.51.100.1:443", "3.00 to 5.30"), ("1", "closed", "", "0.10"))
    assert passage.text.splitlines()[0] == "24 times: ending silent, address 198.51.100.1:443, seconds 3.00 to 5.30"


def test_one_answer_is_a_table_of_its_facts() -> None:
    """The facts of an answer are rows; what it does not say is left out."""
    assert as_passage(SILENT).rows == (("ending", "silent"), ("seconds", "3"), ("address", "198.51.100.1:443"))


def test_secrets_have_no_cell() -> None:
    """A cell does not say what it is, so that nobody could mask a password in one."""
    answer = Answer("answered", password="s3cret")

    assert "s3cret" not in str(as_passage([answer, answer]))
    assert "s3cret" not in str(as_passage(answer).rows)


def test_no_answer_of_a_probe() -> None:
    """Any other value is shown as it is."""
    assert as_passage(42).text == "42"
    assert as_passage({"outside": SILENT}).rows == (("outside", "ending silent, seconds 3, address 198.51.100.1:443"),)
