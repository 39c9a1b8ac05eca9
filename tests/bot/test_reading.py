from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.gesture_words import describe_amount
from bot.money import LARGEST, in_words
from bot.policy import Kind, load
from bot.reading import (
    AmountRead,
    customer_anywhere,
    customer_at_start,
    customer_in_message,
    first_word,
    from_message,
    read_amount,
    read_amount_field,
    read_kind,
    reference,
    shown,
    unescape,
)

KINDS = load(Path("policy.toml")).gestures.kinds
DISCOUNT, CREDIT, FREE, NOTE = KINDS["discount"], KINDS["credit"], KINDS["free_time"], KINDS["note"]
# Text that comes near to what is read: marks, signs, digits and words in any order.
PIECES = """$ € % - . , 1 12 000 USD on for month # ZD-88 @ x.test kim " “ „ ' < > <mailto: | credit free _ 🎁 ٣ ß"""
ALMOST = st.lists(st.sampled_from([*PIECES.split(), " ", "\n", "\x00", "\u202e", "\ud800"]), max_size=12).map("".join)
ANYTHING = st.text(max_size=60) | ALMOST


@pytest.mark.parametrize(
    ("text", "kind", "value", "key", "rest"),
    [
        ("kim@x.test call back", "email", "kim@x.test", "kim@x.test", "call back"),
        ("  Kim.Lee+a@X.Test, late", "email", "Kim.Lee+a@X.Test", "kim.lee+a@x.test", "late"),
        ("o'brien@x.co.uk: late", "email", "o'brien@x.co.uk", "o'brien@x.co.uk", "late"),
        ("jörg@müller.example x", "email", "jörg@müller.example", "jörg@müller.example", "x"),
        ("<mailto:kim@x.test|kim@x.test> late", "email", "kim@x.test", "kim@x.test", "late"),
        ("<mailto:kim@x.test>", "email", "kim@x.test", "kim@x.test", ""),
        ("#4312 late", "ticket", "#4312", "4312", "late"),
        ("4312 late", "ticket", "#4312", "4312", "late"),
        ("4312", "ticket", "#4312", "4312", ""),
        ("4312 am Montag anrufen", "ticket", "#4312", "4312", "am Montag anrufen"),
        ("ZD-88 late", "ticket", "ZD-88", "ZD-88", "late"),
        ("#zd-88, late", "ticket", "zd-88", "ZD-88", "late"),
        ("#A7 late", "ticket", "A7", "A7", "late"),
        ('"Kim Lee" late', "name", "Kim Lee", "kim lee", "late"),
        ("“Kim  Lee” late", "name", "Kim Lee", "kim lee", "late"),
        ("”Kim Lee” late", "name", "Kim Lee", "kim lee", "late"),
        ("„Kim Lee“ late", "name", "Kim Lee", "kim lee", "late"),
        ("„Kim Lee” late", "name", "Kim Lee", "kim lee", "late"),
        ('„Kim Lee" late', "name", "Kim Lee", "kim lee", "late"),
        ("«Kim Lee» late", "name", "Kim Lee", "kim lee", "late"),
        ("« Kim Lee » late", "name", "Kim Lee", "kim lee", "late"),
        ("»Kim Lee« late", "name", "Kim Lee", "kim lee", "late"),
        ("'Kim O'Brien' late", "name", "Kim O'Brien", "kim o'brien", "late"),
        ("‘Kim O’Brien’ late", "name", "Kim O’Brien", "kim o'brien", "late"),
        ("‚Kim Lee‘ late", "name", "Kim Lee", "kim lee", "late"),
        ('"Großmann"s parcel', "name", "Großmann", "grossmann", "s parcel"),
        ('"Ｋｉｍ"', "name", "Ｋｉｍ", "kim", ""),
        ('"kim@x.test" late', "email", "kim@x.test", "kim@x.test", "late"),
        ('"#4312" late', "ticket", "#4312", "4312", "late"),
        ("kim@x.test   two  spaces\nand a line ", "email", "kim@x.test", "kim@x.test", "two  spaces\nand a line "),
    ],
)
def test_the_customer_comes_first(text: str, kind: str, value: str, key: str, rest: str) -> None:
    found = customer_at_start(text)
    assert found is not None
    assert (found[0].kind, found[0].value, found[0].key, found[1]) == (kind, value, key, rest)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "kim call back",
        '"Kim Lee call back',
        '""',
        '"…"',
        '"Kim\nLee"',
        "kim@localhost late",
        "@kim late",
        "#general late",
        "2 days later",
        "10 Minuten",
        "9 am call",
        "2026-12-01 call",
        "14:00 call",
        "<@U123|kim> call",
        "<#C123|general> call",
        "<!channel> call",
        "<https://x.test/#4312|#4312> call",
        '"' + "x" * 300 + '" call',
    ],
)
def test_what_names_nobody_is_not_guessed(text: str) -> None:
    assert customer_at_start(text) is None


@pytest.mark.parametrize(
    ("text", "key", "rest"),
    [
        ("call kim@x.test tomorrow", "kim@x.test", "call kim@x.test tomorrow"),
        ("call <mailto:kim@x.test|kim@x.test> back", "kim@x.test", "call <mailto:kim@x.test|kim@x.test> back"),
        ("look at #4312 (again)", "4312", "look at #4312 (again)"),
        ("ask „Kim Lee“ tomorrow", "kim lee", "ask „Kim Lee“ tomorrow"),
        ("ask kim@x.test, yes KIM@x.test", "kim@x.test", "ask kim@x.test, yes KIM@x.test"),
        ("for kim@x.test, late parcel", "kim@x.test", "late parcel"),
        ("late parcel for “Kim Lee”.", "kim lee", "late parcel."),
        ("zu spät für #4312", "4312", "zu spät"),
        ("we can't, don't ask (kim@x.test)", "kim@x.test", "we can't, don't ask (kim@x.test)"),
    ],
)
def test_a_customer_named_once_in_the_sentence_is_found(text: str, key: str, rest: str) -> None:
    found = customer_anywhere(text)
    assert found is not None
    assert (found[0].key, found[1]) == (key, rest)


@pytest.mark.parametrize(
    "text",
    [
        "call kim@x.test or lee@x.test",
        "call kim@x.test about #4312",
        'ask "Kim Lee" about #4312',
        "we can't and won't",
        "order 4312 is late",
        "see <https://x.test/?a=kim@x.test|#4312>",
        "see https://x.test/#4312",
        'see <https://x.test|ask "Kim Lee" now>',
        "rock 'n' roll",
        "",
    ],
)
def test_nobody_or_two_in_the_sentence_are_nobody(text: str) -> None:
    assert customer_anywhere(text) is None


@pytest.mark.parametrize(
    ("text", "word", "rest"),
    [
        ("kim late  parcel", "kim", "late  parcel"),
        (" kim, late", "kim", "late"),
        ("kim", "kim", ""),
        ("", "", ""),
        (" ", "", ""),
    ],
)
def test_a_first_word_may_be_an_alias(text: str, word: str, rest: str) -> None:
    assert first_word(text) == (word, rest)


@given(st.sampled_from(["email", "ticket", "name", "alias"]), ANYTHING)
@example("ticket", "## 0")
@example("alias", "@@")
@example("alias", "＠ @ ann")
def test_a_key_stays_as_it_is(kind: str, text: str) -> None:
    once = reference(kind, text)  # type: ignore[arg-type]
    assert reference(kind, once.key).key == once.key  # type: ignore[arg-type]
    assert "\x00" not in once.value


@pytest.mark.parametrize(
    ("text", "amount", "rest"),
    [
        ("$25 kim", 2500, "kim"),
        ("25 kim", 2500, "kim"),
        ("25, kim", 2500, "kim"),
        ("$25. Kim", 2500, "Kim"),
        ("$ 12.50 kim", 1250, "kim"),
        ("12,50 $ kim", 1250, "kim"),
        ("12.5$ kim", 1250, "kim"),
        ("25 USD kim", 2500, "kim"),
        ("25usd kim", 2500, "kim"),
        ("USD 25 kim", 2500, "kim"),
        ("US$25 kim", 2500, "kim"),
        ("$25 USD kim", 2500, "kim"),
        ("25 dollars kim", 2500, "kim"),
        ("25,- $ kim", 2500, "kim"),
        ("$1,000.50 kim", 100_050, "kim"),
        ("1.000,50 $ kim", 100_050, "kim"),
        ("$1,000 kim", 100_000, "kim"),
        ("$12,505 kim", 1_250_500, "kim"),
        ("1'000 $ kim", 100_000, "kim"),
        ("1.000.000 kim", 100_000_000, "kim"),
        ("1 000 $ kim", 100_000, "kim"),
        ("12 500,50 USD kim", 1_250_050, "kim"),
        ("$1 000 kim", 100_000, "kim"),
        ("1 000 kim", 100_000, "kim"),  # no ticket begins with 0
        ("$25 312 late", 2500, "312 late"),
        ("25 312 LED lamp", 2500, "312 LED lamp"),
        ("25 4312 $5 short", 2500, "4312 $5 short"),
        ("25 4312 late", 2500, "4312 late"),
        ("25 bob late", 2500, "bob late"),
        ("25 for kim@x.test", 2500, "for kim@x.test"),
        ("25\nkim", 2500, "\nkim"),
    ],
)
def test_money_is_read_as_people_write_it(text: str, amount: int, rest: str) -> None:
    read, left = read_amount(text, CREDIT, "USD")
    assert (read.amount, read.problem, left.strip()) == (amount, None, rest.strip())


@pytest.mark.parametrize(
    ("currency", "text", "amount"),
    [
        ("EUR", "€12.50", 1250),
        ("EUR", "12,50 Euro", 1250),
        ("JPY", "¥500", 500),
        ("CHF", "CHF 25", 2500),
        ("CAD", "$25", 2500),
        ("EUR", "1.000 €", 100_000),
        ("EUR", "1.000", 100_000),
        ("EUR", "€ 1.000", 100_000),
        ("EUR", "€1,000", 100_000),  # as we write it
        ("EUR", "EUR 1,000", 100_000),
        ("EUR", "1.000,50 €", 100_050),
        ("EUR", "1,000.50 €", 100_050),
        ("EUR", "1 000 €", 100_000),
        ("CHF", "1'000", 100_000),
        ("CHF", "CHF 1’000.50", 100_050),
        ("KWD", "KWD 1.500", 1500),
    ],
)
def test_money_in_the_teams_own_currency(currency: str, text: str, amount: int) -> None:
    assert read_amount(text, CREDIT, currency) == (AmountRead(amount, typed=text), "")


@pytest.mark.parametrize(
    ("kind", "text", "amount", "price", "rest"),
    [
        (DISCOUNT, "10% kim", 1000, None, "kim"),
        (DISCOUNT, "10 kim", 1000, None, "kim"),
        (DISCOUNT, "12,5 Prozent kim", 1250, None, "kim"),
        (DISCOUNT, "10% on $80 kim", 1000, 8000, "kim"),
        (DISCOUNT, "10 % auf 79,90 $ kim", 1000, 7990, "kim"),
        (DISCOUNT, "10% off the $80 order", 1000, 8000, "order"),
        (DISCOUNT, "10% off kim", 1000, None, "kim"),
        (DISCOUNT, "10% on 4312", 1000, None, "on 4312"),
        (FREE, "1 month kim", 1, None, "kim"),
        (FREE, "2 Monate kim", 2, None, "kim"),
        (FREE, "3 kim", 3, None, "kim"),
        (NOTE, "4312 late", 0, None, "4312 late"),
        (NOTE, "2 weeks late", 0, None, "2 weeks late"),
        (NOTE, "kim@x.test late", 0, None, "kim@x.test late"),
    ],
)
def test_each_unit_reads_its_own_amounts(kind: Kind, text: str, amount: int, price: int | None, rest: str) -> None:
    read, left = read_amount(text, kind, "USD")
    assert (read.amount, read.price_minor, read.problem, left) == (amount, price, None, rest)


@pytest.mark.parametrize(
    ("kind", "text", "typed", "said"),
    [
        (
            CREDIT,
            "25 EUR kim",
            "25 EUR",
            "“25 EUR” is not in USD, the team’s currency: for Account credit, type an amount",
        ),
        (CREDIT, "€12.50 kim", "€12.50", "“€12.50” is not in USD"),
        (CREDIT, "10% kim", "10%", "“10%” does not fit here: for Account credit, type an amount like $25."),
        (CREDIT, "2 weeks late", "2 weeks", "“2 weeks” does not fit here"),
        (CREDIT, "25 cents kim", "25 cents", "“25 cents” does not fit here"),
        (CREDIT, "$0.505 kim", "$0.505", "“$0.505” has more than two decimals"),
        (CREDIT, "$1.000 kim", "$1.000", "“$1.000” could mean 1000 or 1.00: type the one you mean."),
        (CREDIT, "1.000 $ kim", "1.000 $", "“1.000 $” could mean 1000 or 1.00: type the one you mean."),
        (CREDIT, "1.000 kim", "1.000", "“1.000” could mean 1000 or 1.00: type the one you mean."),
        (CREDIT, "$12.505 kim", "$12.505", "“$12.505” could mean 12505 or 12.50: type the one you mean."),
        (DISCOUNT, "10% on $1.000 kim", "10% on $1.000", "“$1.000” could mean 1000 or 1.00: type the one you mean."),
        (CREDIT, "1 000 € kim", "1 000 €", "“1 000 €” is not in USD"),
        (CREDIT, "$0 kim", "$0", "“$0” is not above zero"),
        (CREDIT, "-5 kim", "-5", "“-5” is not above zero"),
        (CREDIT, "−$5 kim", "−$5", "“−$5” is not above zero"),
        (CREDIT, "$-5 kim", "$-5", "“$-5” is not above zero"),
        (CREDIT, "$NaN kim", "$NaN", "“$NaN” cannot be read as a number"),
        (CREDIT, "1e3 kim", "1e3", "“1e3” cannot be read as a number"),
        (CREDIT, "$25k kim", "$25k", "“$25k” cannot be read as a number"),
        (CREDIT, "$1,00,000 kim", "$1,00,000", "“$1,00,000” is not a number that can be read without doubt"),
        (CREDIT, "$99999999999999 kim", "$99999999999999", "is larger than any amount here"),
        (CREDIT, "ten bucks kim", "ten bucks", "“ten bucks” cannot be read as a number"),
        (CREDIT, "zwanzig Euro kim", "zwanzig Euro", "“zwanzig Euro” cannot be read as a number"),
        (
            DISCOUNT,
            "$25 kim",
            "$25",
            "“$25” does not fit here: for Discount on the next order, type an amount like 10%.",
        ),
        (DISCOUNT, "10.125% kim", "10.125%", "“10.125%” has more than two decimals"),
        (
            DISCOUNT,
            "10% on €80 kim",
            "10% on €80",
            "“€80” is not in USD, the team’s currency: type the price like 10% on $80.",
        ),
        (DISCOUNT, "10% on $0 kim", "10% on $0", "“$0” is not above zero: type the price like 10% on $80."),
        (
            FREE,
            "1.5 months kim",
            "1.5 months",
            "“1.5 months” must be a whole number: for Free months, type an amount like 1 month.",
        ),
        (FREE, "a month kim", "a month", "“a month” cannot be read as a number"),
        (FREE, "1 year kim", "1 year", "“1 year” does not fit here"),
        (NOTE, "$25 kim", "$25", "“$25” does not fit here: Handwritten note has no amount."),
    ],
)
def test_an_amount_that_is_not_exact_is_a_problem_with_what_to_type(
    kind: Kind, text: str, typed: str, said: str
) -> None:
    read, rest = read_amount(text, kind, "USD")
    assert read.typed == typed
    assert read.amount is None
    assert said in (read.problem or "")
    assert rest in ("kim", "late")


@pytest.mark.parametrize(
    ("currency", "text", "choice"),
    [
        ("EUR", "1,000 €", "1000 or 1.00"),
        ("EUR", "1,000 EUR", "1000 or 1.00"),
        ("EUR", "1,000", "1000 or 1.00"),
        ("CHF", "CHF 1.000", "1000 or 1.00"),
        ("GBP", "£1.000", "1000 or 1.00"),
        ("JPY", "¥1.000", "1000 or 1:"),
        ("KWD", "KWD 1,500", "1500 or 1.500"),
        ("XOF", "1.000", "1000 or 1:"),
        ("XOF", "1,000", "1000 or 1:"),
    ],
)
def test_an_amount_that_may_be_a_thousandth_is_asked_about(currency: str, text: str, choice: str) -> None:
    read = read_amount_field(text, CREDIT, currency)
    assert read.amount is None
    assert f"“{text}” could mean {choice}" in (read.problem or "")
    for meant in choice.strip(":").split(" or "):  # what it offers can be typed
        assert read_amount_field(meant, CREDIT, currency).amount


@given(
    st.integers(1, 999),
    st.integers(0, 999),
    st.sampled_from(["USD", "CAD", "GBP", "CHF", "JPY"]),
    st.sampled_from(["{}", "{} {}", "{}{}"]),
    st.booleans(),
)
def test_a_point_before_three_digits_is_never_silently_a_thousand_where_it_parts_decimals(
    whole: int, rest: int, currency: str, form: str, first: bool
) -> None:
    number = f"{whole}.{rest:03}"
    text = form.format(*((currency, number) if first and form != "{}" else (number, currency)))
    read, left = read_amount(f"{text} kim@x.test late", CREDIT, currency)
    assert (read.amount, read.typed, left) == (None, text, "kim@x.test late")
    assert "could mean" in (read.problem or "")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "kim@x.test",
        "4312a",
        "3rd parcel",
        "12:30",
        "#4312",
        "ABC-88 x",
        "late",
        "a parcel",
        "a week late",
        "25@x.test",
    ],
)
def test_text_without_an_amount_is_left_alone(text: str) -> None:
    assert read_amount(text, CREDIT, "USD") == (AmountRead(), text)


def test_a_field_holds_an_amount_and_nothing_else() -> None:
    assert read_amount_field(" $25 ", CREDIT, "USD").amount == 2500
    assert read_amount_field("10% on $80", DISCOUNT, "USD") == AmountRead(1000, 8000, typed="10% on $80")
    assert read_amount_field("", NOTE, "USD") == AmountRead(0)
    for text in ("kim", "$25 for kim", "twenty"):
        read = read_amount_field(text, CREDIT, "USD")
        assert read.problem == "The amount cannot be read: for Account credit, type an amount like $25."
        assert read.typed == text


@pytest.mark.parametrize(
    ("kind", "example"), [(CREDIT, "$25"), (DISCOUNT, "10%"), (FREE, describe_amount(FREE, 1, "USD"))]
)
def test_an_empty_field_is_asked_for_its_amount(kind: Kind, example: str) -> None:
    for text in ("", "  "):
        assert read_amount_field(text, kind, "USD") == AmountRead(problem=f"How much? Type for example {example}.")


@given(st.integers(1, LARGEST), st.sampled_from(["USD", "EUR", "JPY", "KWD", "CHF", "CAD"]))
def test_money_that_we_write_is_read_back_exactly(minor: int, currency: str) -> None:
    read, rest = read_amount(f"{in_words(minor, currency)} kim", CREDIT, currency)
    assert (read.amount, rest) == (minor, "kim")


@given(st.sampled_from([DISCOUNT, CREDIT, FREE]), st.integers(1, 99_999))
def test_any_amount_that_we_write_is_read_back_exactly(kind: Kind, amount: int) -> None:
    assert read_amount_field(describe_amount(kind, amount, "EUR"), kind, "EUR").amount == amount


@pytest.mark.parametrize(
    ("text", "kind", "rest"),
    [
        ("credit 25 kim", CREDIT, "25 kim"),
        ("Credit: $25", CREDIT, "$25"),
        ("cred 25", CREDIT, "25"),
        ("account credit 25", CREDIT, "25"),
        ("Account 25", CREDIT, "25"),
        ("free_time 1", FREE, "1"),
        ("free time 1", FREE, "1"),
        ("Free-months 1", FREE, "1"),
        ("FREETIME 1", FREE, "1"),
        ("free 1 month", FREE, "1 month"),
        ("note 4312", NOTE, "4312"),
        ("handwritten 4312", NOTE, "4312"),
        ("discount 10% on $80", DISCOUNT, "10% on $80"),
        ("discount on the next order 10%", DISCOUNT, "10%"),
        ("discount on $80", DISCOUNT, "on $80"),
        ("d 10%", DISCOUNT, "10%"),
    ],
)
def test_a_kind_is_read_however_it_is_spelled(text: str, kind: Kind, rest: str) -> None:
    assert read_kind(text, KINDS) == (kind, rest, None)


def test_a_beginning_of_two_kinds_is_asked_about() -> None:
    kinds = {"gift": NOTE, "gift_card": CREDIT}
    kinds = {key: Kind(key, key.title(), kind.unit) for key, kind in kinds.items()}
    assert read_kind("gift 5", kinds) == (kinds["gift"], "5", None)
    assert read_kind("gift c 5", kinds)[0] == kinds["gift"]
    assert read_kind("gi 5", kinds) == (None, "gi 5", "“gi” could be Gift or Gift_Card: which of them?")


def test_an_unknown_kind_is_told_which_there_are() -> None:
    assert read_kind("flowers kim", KINDS) == (
        None,
        "flowers kim",
        f"“flowers” is no kind of gesture here. What can be given: {', '.join(kind.label for kind in KINDS.values())}.",
    )
    assert read_kind("  ", KINDS) == (None, "", None)
    assert (read_kind("-- kim", KINDS)[2] or "").startswith("“--” is no kind of gesture here")


def test_text_is_kept_as_typed_but_for_control_characters() -> None:
    assert shown("a\x00b\x1b[1m\x85\ud800") == "ab[1m"
    assert shown("one\r\ntwo\tthree\rfour\n") == "one\ntwo three\nfour\n"
    kept = "*_~ <!channel> <@U1> 👩\u200d👩\u200d👧 🇩🇪 שלום \u200fمرحبا ﷺ é"
    assert shown(kept) == kept


def test_slacks_entities_are_undone_once() -> None:
    assert unescape("a &lt;b&gt; &amp; c") == "a <b> & c"
    assert unescape("&amp;lt; &amp;amp;") == "&lt; &amp;"


@given(ANYTHING, st.sampled_from(list(KINDS.values())), st.sampled_from(["USD", "EUR", "JPY", "KWD"]))
def test_no_text_breaks_the_reading(text: str, kind: Kind, currency: str) -> None:
    read, rest = read_amount(text, kind, currency)
    assert text.endswith(rest)
    assert read.amount is None or read.problem is None
    assert read.amount is None or 0 < read.amount <= LARGEST or kind is NOTE
    field = read_amount_field(text, kind, currency)
    assert (field.amount is None) == (field.problem is not None)
    assert read_kind(text, KINDS)[1] in text
    assert first_word(text)[0] in text
    unescape(shown(text)).encode()
    found = customer_at_start(text)
    assert found is None or (found[0].key and text.endswith(found[1]))
    named = customer_anywhere(text)
    assert named is None or named[0].key


@given(st.sampled_from(["kim@x.test", "#4312", '"Kim Lee"']), st.text("abc .,\n", max_size=20))
def test_what_stands_first_is_also_found_anywhere(name: str, rest: str) -> None:
    first, anywhere = customer_at_start(f"{name} {rest}"), customer_anywhere(f"{name} {rest}")
    assert first is not None
    assert anywhere is not None
    assert first[0] == anywhere[0]


def test_long_text_is_read_in_no_time() -> None:
    for piece in ("a@", "a.", '"', "#1 ", "1,", "$", "<mailto:", "x ", "ten "):
        text = piece * (3000 // len(piece))
        customer_at_start(text)
        customer_anywhere(text)
        read_kind(text, KINDS)
        read_amount(text, CREDIT, "USD")


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("*Daniel Novak* · <mailto:d@x.test|d@x.test> · #4327", "Daniel Novak · d@x.test · #4327"),
        ("_late_ ~again~ &amp; <https://x.test/a?b=1|the page>", "late again & the page"),
        ("<https://x.test/a>", "https://x.test/a"),
        ("2*3*4 snake_case_name * alone", "2*3*4 snake_case_name * alone"),
        ("<!channel> <@U0LEAD>", "<!channel> <@U0LEAD>"),
        (f"*{'a ' * 90}b*", f"{'a ' * 90}b"),
        ("*two\nlines*", "*two\nlines*"),
    ],
)
def test_a_message_reads_without_its_marks(raw: str, plain: str) -> None:
    assert from_message(raw) == plain


def test_marks_are_paired_only_nearby_so_that_no_message_keeps_us_busy() -> None:
    for mark in "*_~":
        far = f"{mark}{'a ' * 120}b{mark}"
        assert from_message(far) == far
    hostile = "*a " * 13_333
    assert from_message(hostile) == hostile.strip()


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Jonas · jonas@x.test · #4321 hello", "jonas@x.test"),
        ("about #4321, please", "4321"),
        ("a@x.test or b@x.test?", None),
        ("Where is it?\n\nOn Mon, 3 Nov 2025, Lea wrote:\nWe look.\n\nRegards,\nLea\nhelp@x.test", None),
        ("Write to a@x.test.\n\nOn Mon, 3 Nov 2025, Lea wrote:\nWe look.\n\nRegards,\nLea\nhelp@x.test", "a@x.test"),
        ("Where is it?\n\nOn Mon, 3 Nov 2025, Lea wrote:\n> We look at #4321.\n> help@x.test", "4321"),
        ("Hello?\n\nOn Tue, Nov 3, 2026 at 9:14 AM Help <help@x.test> wrote:\n> We look.", None),
        ("> Where is it?\n\nOn Tue, Nov 3, 2026 at 9:14 AM Support <s@x.test> wrote:\n> We look.", None),
        ("On Tue, Nov 3, 2026 at 9:14 AM Support <s@x.test> wrote:\n> We look.", None),
        ("From: Support <s@x.test>\nTo: Lea\nSent: Monday\n\nWe look.\n\nOn Monday Lea wrote:\n> It broke", None),
        ("Lea 10:12\nIt broke, #4321\nAvery 10:20\nWrite to help@x.test\nLea 10:30\nlea@y.test", "lea@y.test"),
        ("From: Lea Wu <lea@y.test>\nSent: Monday\nTo: Support\n\nIt broke.", "lea@y.test"),
        ("nobody", None),
    ],
)
def test_whom_a_message_is_from(text: str, key: str | None) -> None:
    found = customer_in_message(text)
    assert (found.key if found else None) == key


def test_who_passed_a_message_on_goes_before_whom_it_names() -> None:
    found = customer_in_message("*Grace Hopper* · grace@example.com · #4312\nWrite to my son, tim@example.com, please.")
    assert found == reference("email", "grace@example.com")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('He called me "a cripple" in front of everybody.', None),
        ('Your agent asked where I am "really from" and hung up.', None),
        ('The mug says "Best Dad".', None),
        ('I paid for "Express" delivery.', None),
        ('My name is "Anna Weber", my order is late', "Anna Weber"),
        ('Anruf von Frau "Weber": sie wartet', "Weber"),
        ('"Maya Fernandes" my parcel is late', "Maya Fernandes"),
        ('My parcel is late, from "Maya Fernandes"', "Maya Fernandes"),
        ('I bought it from "Blue Tomato" and it broke #4312', "#4312"),
        ('I get the error from "Payment Service" at #4312', "#4312"),
        ('I paid for "Express Delivery"', None),
        ("„Wo ist mein Paket“ #4312", "#4312"),
        ('name: "Anna Weber"', "Anna Weber"),
        ('Liebes Team, hier ist "Anna Weber"', "Anna Weber"),
        ('Signed, "Anna Weber"', "Anna Weber"),
        ('for "Yusra Belqasim" my parcel', "Yusra Belqasim"),
        ('The lamp is called "Luna Glow" #4312', "#4312"),
        ('I called "Customer Service" twice about #4312', "#4312"),
        ('This is "Unacceptable" #4312', "#4312"),
        ('Where is the mail from "Payment Service"? #4312', "#4312"),
        ('Dear "Extra Mile", my parcel #4312', "#4312"),
        ('"Payment Failed" is all I see #4312', "#4312"),
        ('"where is" my parcel', None),
        ('message from "Yusra Belqasim": hi', "Yusra Belqasim"),
    ],
)
def test_only_a_quoted_name_that_says_who_writes_is_a_customer(text: str, name: str | None) -> None:
    found = customer_in_message(text)
    assert (found and found.value) == name
