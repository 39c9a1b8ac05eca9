"""Everyday time phrases in English and German: found in a text, and what their words mean, whatever time it is."""

from bot.phrases.scan import find
from bot.phrases.senses import Phrase

__all__ = ["Phrase", "find"]
