"""The one place where an exception becomes a sentence."""

from __future__ import annotations

import logging
import re
import secrets

from bot.desk import OutcomeUnknown, is_outage
from bot.errors import AlreadyDecided, Refusal
from handlers.answers import Answer, Private, Problems
from handlers.incoming import Incoming
from handlers.metrics import FAILURES
from handlers.office import begun, recorded
from handlers.traces import without_words
from handlers.views import plain

log = logging.getLogger(__name__)


def answer_to(error: Exception, incoming: Incoming) -> Answer:
    """What the person reads when a listener raised this."""
    if isinstance(error, Refusal) and incoming.kind == "form" and incoming.fields:
        return Problems({_field(error, incoming): plain.spoken(_told(error, incoming.user), error.people)})
    sentence = _sentence(error, incoming)
    if incoming.kind == "form" and incoming.fields:
        # Beside the last field: the form stays open, and nothing typed is lost.
        return Problems({list(incoming.fields)[-1]: sentence})
    return Private(plain.note(sentence, error.people if isinstance(error, Refusal) else ()))


def _sentence(error: Exception, incoming: Incoming) -> str:
    if isinstance(error, Refusal):
        return _told(error, incoming.user)
    if is_outage(error):
        log.error("the database did not answer: %s", type(getattr(error, "orig", error)).__name__)
        if recorded.get():
            return plain.RECORDED
        return plain.UNSURE if isinstance(error, OutcomeUnknown) else plain.OUTAGE
    if isinstance(error, TimeoutError):
        return plain.SLOW if begun.get() else plain.SLOW_TO_LOOK
    token = secrets.token_hex(3)
    FAILURES.inc()
    # The type and the place, never the words: they may be a customer's.
    log.error("error %s in %s %s", token, incoming.kind, incoming.name, exc_info=without_words(error))
    return f"Something went wrong on my side. Please tell your admin this code: `{token}`."


def _told(error: Refusal, reader: str) -> str:
    """The refusal’s sentence, in which whoever reads it is ‘you’ where it tells who was first."""
    if not isinstance(error, AlreadyDecided) or reader not in error.people:
        return str(error)
    by = re.sub(rf"\b(by|and) <@{re.escape(reader)}>", r"\1 you", str(error))
    return re.sub(rf"^<@{re.escape(reader)}>(?: was first and)?", "You", by)


def _field(error: Refusal, incoming: Incoming) -> str:
    """The field that a refusal belongs beside."""
    wanted = error.field
    return wanted if wanted in incoming.fields else list(incoming.fields)[-1]  # type: ignore[return-value]
