import hashlib
import tomllib
from dataclasses import replace
from datetime import time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.hours import Duration, Hours
from bot.policy import Kind, Limit, Policy, PolicyError, Price, load, plain_name
from bot.rules import Cap, Rule

SAMPLE = Path("policy.toml")
LEAST = '[team]\napprovals_channel = "C0LEADS"\nleads = ["U0LEAD"]\n'
CREDIT = '[gestures.kinds.credit]\nlabel = "Credit"\nunit = "money"\nagent_limit = 1\nlead_limit = 2\nmaximum = 3\n'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "policy.toml"


def read(file: Path, source: str) -> Policy:
    file.write_text(source, encoding="utf-8")
    return load(file)


def complaint(file: Path, source: str) -> str:
    """The one sentence that the source is refused with, after the file's name."""
    with pytest.raises(PolicyError) as refused:
        read(file, source)
    said = str(refused.value)
    assert said.startswith(f"{file}: ")
    assert "\n" not in said
    return said.removeprefix(f"{file}: ")


def changed(old: str, new: str) -> str:
    """The sample with one setting changed."""
    lines = SAMPLE.read_text().splitlines(keepends=True)
    hits = [index for index, line in enumerate(lines) if line.startswith(old)]
    assert hits, old
    lines[hits[0]] = lines[hits[0]].replace(old, new, 1)
    return "".join(lines)


def test_the_price_of_a_million_tokens_is_kept_to_the_millionth(tmp_path: Path) -> None:
    assert load(SAMPLE).drafts.price is None
    edited = SAMPLE.read_text().replace("[drafts]\n", "[drafts]\nprice = { input = 0.15, output = 0.0375 }\n")
    (tmp_path / "policy.toml").write_text(edited)
    price = load(tmp_path / "policy.toml").drafts.price
    assert price == Price(150_000, 37_500)
    assert price.of(1000, 200) == 150 + 8  # 7.5, rounded


def test_the_sample_is_what_is_promised() -> None:
    policy = load(SAMPLE)
    assert policy.team.currency == "USD"
    assert policy.team.leads == ("U0LEAD", "U0LEAD2")
    assert policy.team.approvals_channel == "C0LEADS"
    assert policy.team.leads_usergroup is policy.team.agents_usergroup is policy.team.wins_channel is None
    assert policy.team.timezone == "Europe/Berlin"
    assert policy.team.hours == Hours(frozenset(range(5)), time(9), time(18))
    assert policy.followups.quiet is True
    assert policy.followups.remind_again_after == Duration(elapsed=timedelta(hours=2))
    assert policy.followups.escalate_after == Duration(days=1)
    assert policy.followups.digest_at == time(9)
    assert policy.drafts.languages == ("en", "de")
    assert policy.service.weekly == (0, time(9))
    assert policy.service.wins_at == (4, time(15))
    assert policy.gestures.requests_expire_after == Duration(elapsed=timedelta(hours=8))
    assert policy.gestures.remind_leads_after == Duration(elapsed=timedelta(minutes=30))
    assert policy.gestures.customer_limit == Limit(200_000, 365)
    assert policy.gestures.agent_budget == Limit(50_000, 30)
    assert policy.gestures.follow_up_after == Duration(days=1)
    assert list(policy.gestures.kinds.values()) == [
        Kind("discount", "Discount on the next order", "percent", 1000, 3000, 5000, costs=100),
        Kind("credit", "Account credit", "money", 2500, 20_000, 100_000),
        Kind("free_time", "Free months", "time", 0, 1, 3, costs=3000),
        Kind("note", "Handwritten note", "none", agent_decides=True),
    ]


def test_the_policy_is_known_by_the_hash_of_its_bytes(file: Path) -> None:
    policy = read(file, LEAST)
    assert policy.digest == hashlib.sha256(LEAST.encode()).hexdigest()
    assert policy.text == LEAST
    assert read(file, LEAST + "# changed\n").digest != policy.digest


def test_missing_keys_take_the_values_of_the_sample(file: Path) -> None:
    least, sample = read(file, LEAST), load(SAMPLE)
    assert (least.followups, least.drafts, least.gestures) == (sample.followups, sample.drafts, sample.gestures)
    assert least.service == sample.service
    assert least.team == read(file, LEAST + 'name = "Support"\nhours = { days = "mon-fri" }\n').team
    assert least.team.hours == sample.team.hours


def test_one_kind_of_ones_own_replaces_all_the_others(file: Path) -> None:
    kinds = read(file, LEAST + CREDIT).gestures.kinds
    assert dict(kinds) == {"credit": Kind("credit", "Credit", "money", 100, 200, 300)}
    assert list(read(file, LEAST + "[gestures.kinds]\n").gestures.kinds) == ["discount", "credit", "free_time", "note"]


def test_false_switches_a_rule_off(file: Path) -> None:
    gestures = read(
        file, LEAST + "[gestures]\ncustomer_limit = false\nagent_budget = false\nfollow_up_after = false\n"
    ).gestures
    assert (gestures.customer_limit, gestures.agent_budget, gestures.follow_up_after) == (None, None, None)


def test_a_user_group_may_stand_for_the_leads(file: Path) -> None:
    team = read(file, LEAST.replace('leads = ["U0LEAD"]', 'leads_usergroup = "S0LEADS"')).team
    assert (team.leads, team.leads_usergroup) == ((), "S0LEADS")


def test_times_may_be_written_as_toml_writes_them(file: Path) -> None:
    policy = read(file, LEAST + 'hours = { start = 07:30:00, end = "16:00" }\n[followups]\ndigest_at = 08:00:00\n')
    assert (policy.team.hours.start, policy.team.hours.end) == (time(7, 30), time(16))
    assert policy.followups.digest_at == time(8)


@pytest.mark.parametrize(
    ("currency", "written", "minor"),
    [("USD", "12.50", 1250), ("EUR", "0.1", 10), ("JPY", "500", 500), ("KWD", "1.005", 1005)],
)
def test_amounts_are_exact_in_the_teams_currency(file: Path, currency: str, written: str, minor: int) -> None:
    source = (
        LEAST
        + f'currency = "{currency}"\n'
        + CREDIT.replace("maximum = 3", f"maximum = {written}")
        .replace("agent_limit = 1", "agent_limit = 0")
        .replace("lead_limit = 2", "lead_limit = 0")
    )
    assert read(file, source).gestures.kinds["credit"].maximum == minor


def test_a_file_from_windows_is_read_too(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbf" + LEAST.replace("\n", "\r\n").encode())
    policy = load(file)
    assert policy.team.leads == ("U0LEAD",)
    assert policy.digest == hashlib.sha256(file.read_bytes()).hexdigest()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "quiet",
            "quite",
            "followups.quite is unknown; did you mean quiet? Allowed: digest_at, escalate_after, promise_lead, quiet,",
        ),
        ("problem_at = 4", "problem_at = 1", "service.problem_at must be at least 2: one customer's trouble is no"),
        ("blanket_limit = 500", "blanket_limit = 0.001", "service.blanket_limit has more than two decimals: 0.001"),
        (
            "[drafts]",
            "[draft]",
            "draft is unknown; did you mean drafts? Allowed: data, drafts, followups, gestures, service, team.",
        ),
        ("quiet = true", 'quiet = "yes"', "followups.quiet must be true or false"),
        ("name = ", "name = 3 #", "team.name must be text in quotes, not 3"),
        ("currency = ", 'currency = "usd" #', "team.currency must be the code of a currency in capitals"),
        ("timezone = ", 'timezone = "Europe/Berln" #', "not 'Europe/Berln'; did you mean Europe/Berlin?"),
        ("timezone = ", 'timezone = "Europe" #', "team.timezone must be a time zone"),
        ("timezone = ", 'timezone = "../../etc" #', "team.timezone must be a time zone"),
        ("leads = ", "leads = [] #", 'team.leads is missing: write a list such as ["U0LEAD"], or leads_usergroup'),
        ("leads = ", 'leads = "U0LEAD" #', "team.leads must be a list in brackets"),
        ("leads = ", 'leads = ["@kim"] #', "team.leads.0 must be a member's id such as U0LEAD, not '@kim'"),
        ("leads = ", 'leads = ["U0LEAD", "U0LEAD"] #', "team.leads names 'U0LEAD' twice"),
        ("approvals_channel = ", "# ", "team.approvals_channel is missing: write the id of the channel"),
        ("approvals_channel = ", 'approvals_channel = "#leads" #', "must be a channel's id such as C0LEADS"),
        ("hours = ", 'hours = { start = "18:00", end = "09:00" } #', "team.hours: Working hours must end after"),
        ("hours = ", 'hours = { days = "funday" } #', "team.hours: 'funday' are no weekdays"),
        ("hours = ", 'hours = { start = "9" } #', "team.hours.start must be a time of day such as \"09:00\", not '9'"),
        ("hours = ", 'hours = { begin = "09:00" } #', "team.hours.begin is unknown; allowed: days, end, start"),
        ("hours = ", 'hours = "9 to 5" #', "team.hours must be a table with days, end, start, not '9 to 5'"),
        ("# holidays = ", 'holidays = "XX" #', "team.holidays: There are no holidays for 'XX'"),
        (
            "remind_again_after = ",
            'remind_again_after = "soon" #',
            "followups.remind_again_after must be a span of time",
        ),
        ("remind_again_after = ", "remind_again_after = 30 #", "followups.remind_again_after must be a span of time"),
        ("remind_again_after = ", 'remind_again_after = "99999w" #', "must be a span of time up to a year"),
        ("digest_at = ", 'digest_at = "25:00" #', "followups.digest_at must be a time of day"),
        ("digest_at = ", "digest_at = 09:00:30 #", "followups.digest_at must be a time of day"),
        (
            "weekly = ",
            'weekly = "9am mondays" #',
            'service.weekly must be a weekday and a time of day such as "mon 09:00"',
        ),
        ("weekly = ", 'weekly = "mon 25:00" #', "such as \"mon 09:00\", or false, not 'mon 25:00'"),
        ("weekly = ", "weekly = true #", "or false, not True"),
        ("weekly = ", 'weeekly = "mon 09:00" #', "service.weeekly is unknown; did you mean weekly? Allowed: "),
        (
            "wins_at = ",
            'wins_at = "3pm" #',
            'service.wins_at must be a weekday and a time of day such as "mon 09:00", or false',
        ),
        ("wins_at = ", 'wins_at = "fri 24:00" #', "or false, not 'fri 24:00'"),
        ("wins_at = ", "wins_at = true #", "or false, not True"),
        ("wins_at = ", 'wins = "fri 15:00" #', "service.wins is unknown; did you mean wins_at? Allowed: "),
        ("languages = ", "languages = [] #", "drafts.languages must name at least one"),
        ("languages = ", 'languages = ["english"] #', "drafts.languages.0 must be the two-letter code of a language"),
        ("languages = ", 'languages = ["qq"] #', "drafts.languages.0 must be the two-letter code of a language"),
        ("tone = ", 'tone = "\\u0000" #', "drafts.tone must be text of at most 500 characters that can be printed"),
        ("tone = ", "price = 5 #", "drafts.price must be a table with input, output, not 5"),
        (
            "tone = ",
            "price = { input = 0.15 } #",
            "drafts.price.output is missing: write what a million tokens that it writes",
        ),
        (
            "tone = ",
            "price = { input = 1, output = 2, cache = 3 } #",
            "drafts.price.cache is unknown; allowed: input",
        ),
        ("tone = ", "price = { input = 0.0000001, output = 2 } #", "drafts.price.input has more than six decimals"),
        ("tone = ", "price = { input = 1e9, output = 2 } #", "drafts.price.input is larger than any amount here"),
        (
            "customer_limit = ",
            "customer_limit = 5 #",
            "gestures.customer_limit must be a table with amount, days, not 5",
        ),
        (
            "customer_limit = ",
            "customer_limit = { days = 3 } #",
            "gestures.customer_limit.amount is missing: write a number",
        ),
        (
            "customer_limit = ",
            "customer_limit = { amount = 1, days = 0 } #",
            "customer_limit.days must be a whole number",
        ),
        ("customer_limit = ", "customer_limit = { amount = 1.005, days = 1 } #", "more than two decimals: 1.005"),
        (
            "agent_limit = 25",
            "agent_limit = 250",
            "credit.agent_limit (250) must not be above gestures.kinds.credit.lead",
        ),
        (
            "lead_limit = 200",
            "lead_limit = 2000",
            "credit.lead_limit (2000) must not be above gestures.kinds.credit.max",
        ),
        ("agent_limit = 25", 'agent_limit = "25"', "credit.agent_limit must be a number without quotes, not '25'"),
        ("agent_limit = 25", "agent_limit = true", "credit.agent_limit must be a number"),
        ("agent_limit = 25", "agent_limit = nan", "credit.agent_limit must be a number"),
        ("agent_limit = 25", "agent_limit = -1", "credit.agent_limit must be zero or more, not -1"),
        ("agent_limit = 25", "agent_limit = 25.005", "credit.agent_limit has more than two decimals: 25.005"),
        ("agent_limit = 25", "", "credit.agent_limit is missing: a kind with unit money needs agent_limit, lead_limit"),
        ("maximum = 1000", "maximum = 1e999", "credit.maximum is larger than any amount here"),
        (
            "maximum = 1000",
            "maximum = 1000\ncosts = 1",
            "credit.costs makes no sense here: a kind with unit money needs",
        ),
        ("maximum = 50 ", "maximum = 100.01 ", "discount.maximum must be at most 100 percent, not 100.01"),
        ("agent_limit = 0", "agent_limit = 0.5", "free_time.agent_limit must be a whole number: 0.5"),
        (
            "costs = 30",
            "#",
            "free_time.costs is missing: a kind with unit time needs agent_limit, lead_limit, maximum, costs",
        ),
        ("agent_decides = true", "", "note.agent_decides is missing: a kind with unit none needs agent_decides"),
        ("agent_decides = true", "agent_decides = true\nmaximum = 3", "note.maximum makes no sense here"),
        ("maximum = 1000", "maximum = 1000\nagent_decides = true", "credit.agent_decides makes no sense here"),
        ('unit = "money"', 'unit = "cash"', "credit.unit must be one of percent, money, time, none, not 'cash'"),
        (
            'signature = "The Support Team"',
            'signatures = "Ihr Team"',
            'drafts.signatures must be a table of words by language such as { de = "Ihr Support-Team" }, not',
        ),
        ('signature = "The Support Team"', "signatures = { de = 3 }", "signatures.de must be text in quotes, not 3"),
        (
            'label = "Account credit"',
            'label = "Account credit"\nwords = "Guthaben"',
            "credit.words must be a table of words",
        ),
        (
            'label = "Account credit"',
            'label = "Account credit"\nwords = { German = "Guthaben" }',
            "credit.words must be the two-letter code of a language such as",
        ),
        (
            'label = "Account credit"',
            'label = "Account credit"\nwords = { de = 3 }',
            "credit.words.de must be text in quotes, not 3",
        ),
        ('label = "Account credit"', 'label = "Account credit"\nword = "Guthaben"', "credit.word is unknown"),
        ('label = "Account credit"', "", "credit.label is missing: write what people call this gesture"),
        ('label = "Account credit"', 'label = "free-MONTHS"', "cannot be told apart"),
        ('label = "Account credit"', 'label = "Free time"', "cannot be told apart"),
        ('label = "Account credit"', 'label = "--"', "credit needs a key and a label with letters or digits"),
        ('label = "Account credit"', f'label = "{"x" * 76}"', "credit.label must be one line of text with at most 75"),
        (
            "[gestures.kinds.note]",
            '[gestures.kinds."a note"]',
            "gestures.kinds must name each kind with up to 40 letters",
        ),
    ],
)
def test_a_mistake_is_one_sentence_with_the_key_and_what_is_allowed(file: Path, old: str, new: str, said: str) -> None:
    assert said in complaint(file, changed(old, new))


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("", "team.approvals_channel is missing"),
        ("team = 3", "team must be a table with"),
        (LEAST + "gestures = 3", "team.gestures is unknown"),
        (LEAST + "[gestures]\nkinds = []", "gestures.kinds must be a table of kinds"),
        (
            LEAST + CREDIT.replace("= 1", "= 0").replace("= 2", "= 0").replace("= 3", "= 0"),
            "maximum must be above zero",
        ),
        ("[team\n", "the file is not valid TOML: Expected ']' at the end of a table declaration (at line 1, column 6)"),
        ("a = " + "9" * 5000, "a number or a list in it is without end"),
        ("a = " + "[" * 5000, "the file "),
    ],
)
def test_a_file_of_another_shape_is_refused(file: Path, source: str, said: str) -> None:
    assert said in complaint(file, source)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match=r"nowhere\.toml: the policy file cannot be read \(No such file"):
        load(tmp_path / "nowhere.toml")
    with pytest.raises(PolicyError, match="cannot be read"):
        load(tmp_path)
    (tmp_path / "latin.toml").write_bytes(b'name = "\xe9"')
    with pytest.raises(PolicyError, match="is not a text file in UTF-8"):
        load(tmp_path / "latin.toml")


def test_a_kind_may_say_what_letters_call_it(file: Path) -> None:
    policy = read(file, LEAST + CREDIT + 'words = { de = "Guthaben", fr = "avoir" }\n')
    (kind,) = policy.gestures.kinds.values()
    assert kind.words == {"de": "Guthaben", "fr": "avoir"}
    assert hash(kind) == hash(replace(kind, words={}))


def test_a_team_may_sign_otherwise_in_other_languages(file: Path) -> None:
    policy = read(file, LEAST + '[drafts]\nsignature = "Team Lumo"\nsignatures = { de = "Ihr Team Lumo" }\n')
    assert (policy.drafts.signature, policy.drafts.signatures) == ("Team Lumo", {"de": "Ihr Team Lumo"})


def test_how_a_kind_is_spelled_does_not_matter() -> None:
    assert plain_name("Free-months") == plain_name("FREE_months ") == plain_name("free  Months") == "freemonths"


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_quoted(key)} = {_toml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return _quoted(value) if isinstance(value, str) else str(value)


def _quoted(text: str) -> str:
    return '"' + "".join(f"\\U{ord(c):08X}" if c in '"\\' or not c.isprintable() else c for c in text) + '"'


WORDS = st.sampled_from(
    [
        "",
        "x",
        "USD",
        "money",
        "none",
        "percent",
        "time",
        "2h",
        "1 business day",
        "mon-fri",
        "09:00",
        "C0LEADS",
        "U0A",
        "DE",
    ]
) | st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
VALUES = st.recursive(
    st.booleans() | st.integers() | st.decimals(allow_nan=False, allow_infinity=False, places=3).map(Decimal) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=4,
)


def _places(tables: dict[str, Any], above: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for key, value in tables.items():
        found.append((*above, key))
        if isinstance(value, dict):
            found += _places(value, (*above, key))
    return found


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=2 * settings().max_examples)
@given(data=st.data())
def test_any_change_to_the_sample_ends_in_a_policy_or_in_a_sentence(file: Path, data: st.DataObject) -> None:
    tables: dict[str, Any] = tomllib.loads(SAMPLE.read_text(), parse_float=Decimal)
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.sampled_from(_places(tables)))
        table = tables
        for key in place[:-1]:
            table = table[key]
        match data.draw(st.sampled_from(["value", "key", "remove"])):
            case "value":
                table[place[-1]] = data.draw(VALUES)
            case "key":
                table[data.draw(WORDS)] = table.pop(place[-1])
            case "remove":
                del table[place[-1]]
        if not tables:
            break
    file.write_text("\n".join(f"{_quoted(key)} = {_toml(value)}" for key, value in tables.items()), encoding="utf-8")
    complaint: str | None = None
    try:
        policy = load(file)
    except PolicyError as error:
        complaint = str(error)
    if complaint is not None:
        assert complaint.startswith(f"{file}: ")
        assert "\n" not in complaint
    else:
        for kind in policy.gestures.kinds.values():
            assert 0 <= kind.agent_limit <= kind.lead_limit <= kind.maximum
        assert policy.team.leads or policy.team.leads_usergroup


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.binary(max_size=60))
def test_any_bytes_end_in_a_sentence(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with pytest.raises(PolicyError):
        load(file)


RULED = f"""{LEAST}
[gestures]
tiers = ["silver", "gold"]
[gestures.reasons]
late = "Late delivery"
[gestures.facts]
asked = "They asked for it"
{CREDIT}"""


def ruled(rule: str, kind: str = "") -> str:
    return f"{RULED}{kind}\n[[gestures.kinds.credit.rules]]\n{rule}\n"


def capped(cap: str) -> str:
    return f"{RULED}\n[[gestures.caps]]\n{cap}\n"


def test_rules_are_read_in_the_smallest_steps(file: Path) -> None:
    policy = read(file, ruled('reasons = ["late"]\ntiers = ["gold"]\nfacts = ["asked"]\neach = 1.5', 'per = "parcel"'))
    kind = policy.gestures.kinds["credit"]
    gold = frozenset({"gold"})
    assert (kind.per, kind.rules) == (
        "parcel",
        (Rule(reasons=frozenset({"late"}), tiers=gold, facts=frozenset({"asked"}), each=150),),
    )
    assert (policy.gestures.reasons, policy.gestures.tiers) == ({"late": "Late delivery"}, ("silver", "gold"))


def test_caps_are_read(file: Path) -> None:
    cap = '[[gestures.caps]]\nper = "team"\ndays = 7\nkinds = ["credit"]\namount = 12.5\ncount = 3\nthen = "one_lead"\n'
    assert read(file, f"{RULED}{cap}").gestures.caps == (Cap("team", 7, frozenset({"credit"}), 1250, 3, "one_lead"),)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (ruled('reasons = ["lat"]'), "credit.rules.0.reasons names lat, which is not in gestures.reasons: late."),
        (ruled('tiers = ["bronze"]'), "rules.0.tiers names bronze, which is not in gestures.tiers: silver, gold."),
        (ruled('unless = ["told"]'), "rules.0.unless names told, which is not in gestures.facts: asked."),
        (ruled('facts = ["asked"]\nunless = ["asked"]'), "contradicts itself: asked stands in facts and in unless"),
        (ruled("each = 4"), "each must be above zero, within the kind's maximum, in a rule that allows"),
        (ruled('then = "refuse"\neach = 1'), "in a rule that allows"),
        (ruled('then = "maybe"'), "rules.0.then must be one of allow, one_lead, two_leads, refuse, not 'maybe'"),
        (ruled('reson = ["late"]'), "rules.0.reson is unknown; did you mean reasons?"),
        (
            ruled('reasons = ["late"]\n[[gestures.kinds.credit.rules]]\nthen = "refuse"'),
            "gestures.kinds.credit.rules.0 can never apply: gestures.kinds.credit.rules.1 refuses all that it allows",
        ),
        (
            ruled('[[gestures.kinds.credit.rules]]\nreasons = ["late"]').replace("\n\n", "\n"),
            "gestures.kinds.credit.rules.1 can never apply: gestures.kinds.credit.rules.0 comes first and allows all",
        ),
        (
            ruled('each = 2\n[[gestures.kinds.credit.rules]]\nthen = "one_lead"\neach = 1'),
            "gestures.kinds.credit.rules.1 can never apply: gestures.kinds.credit.rules.0 comes first",
        ),
        (capped('per = "team"\ndays = 1'), "gestures.caps.0 needs an amount, a count, or both"),
        (capped('per = "us"\ndays = 1\ncount = 1'), "caps.0.per must be one of customer, agent, team"),
        (capped('per = "team"\ncount = 1'), "gestures.caps.0.days is missing"),
        (capped('per = "team"\ndays = 1\ncount = 1\nkinds = ["x"]'), "caps.0.kinds names x, which is"),
        (f"{LEAST}[gestures]\nreasons = [\"late\"]\n", "gestures.reasons must be a table of at most 10 names"),
        (f"{LEAST}[gestures]\nfallback_lead = \"Zoe\"\n", "gestures.fallback_lead must be a member's id"),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_meant_is_named(file: Path, source: str, said: str) -> None:
    assert said in complaint(file, source)


@pytest.mark.parametrize(
    ("written", "meant"), [('"fri 16:30"', (4, time(16, 30))), ('"Sunday 8:00"', (6, time(8))), ("false", None)]
)
def test_when_the_week_is_told(file: Path, written: str, meant: tuple[int, time] | None) -> None:
    assert read(file, f"{LEAST}[service]\nweekly = {written}\n").service.weekly == meant
    assert read(file, LEAST).service.weekly == (0, time(9))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ('"thu 9:30"', (3, time(9, 30))),
        ('"Sunday 18:00"', (6, time(18))),
        ('" FRI  15:00 "', (4, time(15))),
        ("false", None),
    ],
)
def test_when_the_good_turns_are_told(file: Path, written: str, meant: tuple[int, time] | None) -> None:
    assert read(file, f"{LEAST}[service]\nwins_at = {written}\n").service.wins_at == meant
    assert read(file, LEAST).service.wins_at == (4, time(15))
