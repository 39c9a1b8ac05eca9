"""What a model is asked: a brief as a prompt, with every identifier hidden."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import get_args

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from prompts.answer import count
from prompts.brief import LONGEST_MESSAGE, LONGEST_REPLY, Brief, Feeling, Matter, Sensitive
from prompts.case import is_news, their_language
from prompts.mail import read_message
from prompts.reading import known_feeling, known_matter
from prompts.redaction import Redactor
from prompts.rereading import reading_of
from prompts.secrets import without_secrets
from prompts.senders import sender_of
from prompts.thanked import is_thanked_alone
from prompts.turns import turns_in

VERSION = "reply.v6"
MOST_FACTS, LONGEST_FACT, LONGEST_OWED = 5, 2_000, 1_000
LONGEST_REPEATED = 2 * LONGEST_REPLY  # of an answer that is asked for again: what ran on need not be read again
Said = dict[str, str]


@dataclass(frozen=True, slots=True)
class Question:
    """A brief made ready for a model, and what the answer is read with."""

    brief: Brief
    language: str
    """The code of the language that the reply must have."""
    sensitive: Sensitive | None
    """What the customer's own words tell, whatever the model will say."""
    redactor: Redactor
    messages: tuple[Said, ...]

    @property
    def known_addresses(self) -> str:
        """Texts whose links and addresses a reply may repeat."""
        return "\n".join((self.brief.message, self.brief.previous or "", *(fact.text for fact in self.brief.facts)))


def question_of(brief: Brief) -> Question:
    """The question that `brief` puts to a model."""
    sender, own = sender_of(brief.message)
    name = brief.customer_name or sender.name
    speakers = (turn.name for turn in turns_in(own))
    redactor = Redactor(tuple(filter(None, (brief.customer_name, *brief.names, *sender.names, *speakers))))
    said = read_message(own).text
    language, reading = brief.language_for(their_language(said, brief.message)), reading_of(said)
    sensitive, owed = reading.sensitive, brief.owed
    is_fixed = is_news(owed, reading)
    hidden, previous = redactor.hide(without_secrets(own, "…"), LONGEST_MESSAGE), redactor.hide(brief.previous or "")
    values: Mapping[str, object] = {
        "tone": brief.tone,
        "language": language,
        "signature": brief.signature_in(language),
        "sensitive": sensitive,
        # What was granted is no consolation: in a sensitive matter the agent tells it another time.
        "approved": [] if sensitive else [redactor.hide(gesture.said_in(language)) for gesture in brief.approved],
        "kinds": () if sensitive else brief.kinds,
        "fence": f"=== {hashlib.sha256(own.encode('utf-8', 'replace')).hexdigest()[:12]} ===",
        "feelings": get_args(Feeling),
        "matters": get_args(Matter),
        "now": f"{brief.now:%A, %d %B %Y, %H:%M}",
        "wanted_by": _in_words(brief.wanted_by, brief),
        "is_past": brief.wanted_by is not None and brief.wanted_by <= brief.now,
        "is_fixed": is_fixed,
        # What is fixed and no news to them, a colleague tells who has read what they write now.
        "owed": redactor.hide(owed.what, LONGEST_OWED) if owed and owed.is_fixed == is_fixed else "",
        "is_broken": owed is not None and owed.promised_by is not None and owed.promised_by <= brief.now,
        "promised_by": _in_words(owed.promised_by, brief) if owed else None,
        "customer": redactor.hide(name) if name else None,
        "notes": [redactor.hide(" ".join(note.split())) for note in brief.notes],
        "thanks_the_agent": is_thanked_alone(brief.agent_name, own),
        "felt": known_feeling(brief.felt),
        "about": known_matter(brief.about),
        "message": hidden,
        "facts": [
            {"source": redactor.hide(fact.source), "text": redactor.hide(fact.text, LONGEST_FACT)}
            for fact in brief.facts[:MOST_FACTS]
        ],
        "wish": brief.wish if previous or brief.wish in ("formal", "options") else None,
        "previous": previous,
        "most_words": max(15, round(0.6 * count(previous))),
    }
    messages = (
        {"role": "system", "content": _template(f"{VERSION}.system.j2", values)},
        {"role": "user", "content": _template(f"{VERSION}.user.j2", values)},
    )
    return Question(brief, language, sensitive, redactor, messages)


def _in_words(moment: datetime | None, brief: Brief) -> str | None:
    """A time as the agent's calendar and clock show it."""
    return f"{moment.astimezone(brief.now.tzinfo):%A, %d %B %Y, %H:%M}" if moment else None


def asked_again(question: Question, said: str, problem: str) -> tuple[Said, ...]:
    """The question once more, after what the model said and why that cannot be used."""
    return (
        *question.messages,
        {"role": "assistant", "content": said[:LONGEST_REPEATED]},
        {"role": "user", "content": _template("repair.v1.j2", {"problem": problem})},
    )


def _template(name: str, values: Mapping[str, object]) -> str:
    return _environment().get_template(name).render(values)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    # Prompts are plain text, never HTML: escaping would change the customer's words.
    return Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        undefined=StrictUndefined,
        trim_blocks=True,
        autoescape=False,  # noqa: S701
    )
