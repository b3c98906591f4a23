"""fold() and the EDTF functions."""
import datetime

import pytest

from tests.db.claimd_db import query


@pytest.mark.parametrize("value, folded", [
    ("Chine", "chine"),
    ("  PÉKIN ", "pekin"),
    ("République  populaire\u00a0de\u2009Chine", "republique populaire de chine"),
    ("Côte d’Ivoire", "cote d'ivoire"),
    ("Cote d'Ivoire", "cote d'ivoire"),
    ("É.-U.", "e.-u."),
    ("nord‑coréen", "nord-coreen"),
    ("a – b — c − d", "a - b - c - d"),
    ("« Sandworm » “Sandworm”", '" sandworm " "sandworm"'),
    ("Straße", "strasse"), ("STRASSE", "strasse"),
    ("Łódź Øresund Þór Æsir œuvre", "lodz oresund thor aesir oeuvre"),
    ("İstanbul", "istanbul"), ("ISTANBUL", "istanbul"),
    ("ΟΔΟΣ", "οδοσ"), ("οδος", "οδοσ"),
    ("ﬁn Ⅳ ５", "fin iv 5"),
    ("e\u0301", "e"), ("zero\u200bwidth\ufeff", "zerowidth"), ("soft\u00adhyphen", "softhyphen"),
    ("\u202egnp.exe", "gnp.exe"),
    ("Россия", "россия"), ("РОССИЯ", "россия"),
    ("中国", "中国"),
    ("", ""),
    (None, None),
])
def test_fold(db, value, folded):
    assert query(db, "SELECT fold(%s)", value)[0][0] == folded


def test_fold_is_a_fixed_point(db):
    assert query(db, "SELECT text FROM actor_name WHERE fold(folded) <> folded") == []


@pytest.mark.parametrize("value, precision, first, last", [
    ("2021", "year", (2021, 1, 1), (2021, 12, 31)),
    ("2021-07", "month", (2021, 7, 1), (2021, 7, 31)),
    ("2021-12", "month", (2021, 12, 1), (2021, 12, 31)),
    ("2021-07-19", "day", (2021, 7, 19), (2021, 7, 19)),
    ("2024-02", "month", (2024, 2, 1), (2024, 2, 29)),
    ("1900-02", "month", (1900, 2, 1), (1900, 2, 28)),
    ("2000-02-29", "day", (2000, 2, 29), (2000, 2, 29)),
    ("0001", "year", (1, 1, 1), (1, 12, 31)),
    ("9999-12", "month", (9999, 12, 1), (9999, 12, 31)),
])
def test_dates(db, value, precision, first, last):
    assert query(db, "SELECT edtf_valid(%s), edtf_precision(%s)::text, edtf_from(%s), edtf_to(%s)", *[value] * 4) == [
        (True, precision, datetime.date(*first), datetime.date(*last))]


@pytest.mark.parametrize("value", [
    "", "21", "20210719", "2021-7", "2021-13", "2021-00", "2021-02-29", "1900-02-29", "2021-04-31", "2021-06-31",
    "2021-09-31", "2021-11-31", "2021-01-32", "2021-01-00", "0000", "0000-01-01", "2021-", "2021-07-", " 2021", "2021 ",
    "2021\n", "2021-07-19T00:00", "2021~", "2021?", "202X", "-2021", "٢٠٢١", "2021/2022", "..", "+2021"])
def test_no_dates(db, value):
    assert query(db, "SELECT edtf_valid(%s), edtf_precision(%s)::text, edtf_from(%s), edtf_to(%s)", *[value] * 4) == [
        (False, None, None, None)]


def test_every_day_of_the_calendar_and_no_other(db):
    assert query(db, """
        SELECT count(*) FROM (
            SELECT to_char(y, 'FM0000') || '-' || to_char(m, 'FM00') || '-' || to_char(d, 'FM00') AS value
              FROM generate_series(1896, 2104) y, generate_series(1, 12) m, generate_series(1, 31) d) AS days
         WHERE edtf_valid(value) <> EXISTS (
            SELECT FROM generate_series(timestamp '1896-01-01', '2104-12-31', '1 day') AS day
             WHERE to_char(day, 'YYYY-MM-DD') = value)""") == [(0,)]


@pytest.mark.parametrize("function, good, bad", [
    ("is_slug(%s)", ["a", "a-b", "7", "us-exchange-2021", "a" * 100], ["", "A", "a--b", "-a", "a-", "é", "a_b", "a" * 101, "a\n"]),
    ("is_language(%s)", ["fr", "en-GB", "zh-Hant-TW", "und", None], ["", "f", "fr_FR", "fr-", "-fr", "français", "english", "fran", "a" * 9]),
    ("is_country(%s)", ["FR", "XK", None], ["fr", "FRA", "F", "", "F1"]),
    ("is_url(%s)", ["https://example.org/?q=1#x", "http://é.example/", None],
     ["", "javascript:alert(1)", "ftp://example.org", "https://", "https://a b", "https://a\nb", "https://" + "a" * 2041]),
    ("is_line(%s, 5)", ["a", "a b", "éèàùç", None], ["", " a", "a ", "a\nb", "a\tb", "abcdef", "a\u0085b", "a\u2028b"]),
    ("is_uuid4(%s::uuid)", ["5910ac90-af69-4305-887e-dd3466dc81e3", "5910ac90-af69-4305-b87e-dd3466dc81e3"],
     ["5910ac90-af69-1305-887e-dd3466dc81e3", "5910ac90-af69-4305-c87e-dd3466dc81e3",
      "00000000-0000-0000-0000-000000000000"]),
])
def test_shapes(db, function, good, bad):
    for value in good:
        assert query(db, f"SELECT {function}", value) == [(True,)], value
    for value in bad:
        assert query(db, f"SELECT {function}", value) == [(False,)], value


def test_a_text_that_is_no_uuid(db):
    assert query(db, "SELECT to_uuid(v) IS NOT NULL FROM unnest(%s) AS v", [
        "5910AC90-af69-4305-887e-dd3466dc81e3", "5910ac90af694305887edd3466dc81e3", "china",
        "{5910ac90-af69-4305-887e-dd3466dc81e3}"]) == [(True,), (False,), (False,), (False,)]
