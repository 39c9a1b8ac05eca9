"""The language that a customer writes in: as somebody says it, or as it shows."""

from __future__ import annotations

from functools import cache

from babel import Locale, UnknownLocaleError
from sqlalchemy import Connection

from bot.customers import of_repeat
from bot.desk import Desk
from bot.errors import BadCustomer
from prompts.brief import Reply
from prompts.languages import language_of
from storage import audit, customers, inbox
from storage.records import Customer, Draft, Person, Reference


def read(word: str, spoken: tuple[str, ...] = ()) -> str | None:
    """The code of a language named by its code of two letters or in English, one of those `spoken` also by itself:
    de, German, Deutsch."""
    return _codes(spoken).get(" ".join(word.split()).casefold())


@cache
def _codes(spoken: tuple[str, ...]) -> dict[str, str]:
    english = Locale("en").languages
    names = {name.casefold(): code for code, name in english.items() if len(code) == 2}
    own = {(Locale.parse(code).get_display_name() or code).casefold(): code for code in spoken}
    return {**own, **names, **{code: code for code in names.values()}}


def named(code: str) -> str:
    """A language in English, by its code."""
    try:
        return Locale.parse(code).get_display_name("en") or code
    except (ValueError, UnknownLocaleError):
        return code


def set_language(desk: Desk, request: str, actor: Person, reference: Reference, word: str) -> Customer:
    """Notes which language a customer writes in. Raises BadCustomer for a word that is no language."""
    code = read(word, desk.policy.drafts.languages)
    if code is None:
        raise BadCustomer(problem=f"{word[:40]} is no language that I know: type its code or name, like de or German.")
    now = desk.clock()
    with desk.database.begin() as tx:
        seen = inbox.enter(tx, request, now)
        customer = of_repeat(tx, seen) or customers.find_or_create(tx, reference, now)
        if seen is None:
            inbox.settle(tx, request, f"customer:{customer.id}")
            customers.set_language(tx, customer.id, code)
            audit.append(tx, now, actor.id, "customer.language_set", f"customer:{customer.id}", {})
        return customer


def learn(tx: Connection, draft: Draft, reply: Reply) -> None:
    """Remembers a customer's language, if nobody knew it, from a draft in it that they wrote or an agent chose.

    Call it before the draft is held: who forgets a customer holds them first, and then their drafts.
    """
    if draft.customer is None or not reply.text or (draft.version and not draft.sound.language):
        return
    if reply.language in (draft.sound.language, language_of(draft.message)):
        customers.learn_language(tx, draft.customer.id, reply.language)
