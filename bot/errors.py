"""What can go wrong, each as an exception whose docstring is the sentence that the person reads.

It is long because these sentences are read side by side, so that they sound like one voice.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar


class Refusal(Exception):
    """That is not possible. Nothing was changed."""

    field: ClassVar[str | None] = None
    """The field of a form that the sentence belongs beside, if it is one field's matter."""

    def __init__(self, people: Collection[str] = (), **words: str) -> None:
        super().__init__(" ".join((type(self).__doc__ or "").split()).format(**words))
        self.people = people
        """The ids of those whom the sentence names as <@ID>."""


class NotOnTheTeam(Refusal):
    """I am here for the support team’s own members. Please ask one of them to help you with this."""


class PeopleUnknown(Refusal):
    """Slack does not tell me who is on the team right now, so nothing was changed. Please try again in a minute."""


class Busy(Refusal):
    """So many people ask me at once that I could not answer you in time, so nothing was recorded. Please try again in
    a minute."""


class LetterGone(Refusal):
    """What stood behind this form was erased meanwhile, as a customer was forgotten or it lay open for two days; what
    you typed is still here: send it once more to go on with that alone, or start anew from the message."""


class NotALead(Refusal):
    """Only a lead can decide {name}. Nothing was changed."""


class LeadsOnly(Refusal):
    """The team’s list is for leads. Type `/followup list` for yours."""


class TiersAreForLeads(Refusal):
    """A customer’s tier decides what they may get, so a lead sets it. Nothing was changed."""


class LeadsFigures(Refusal):
    """How gestures were decided is for leads. Type `/service` for the team’s figures."""


class LeadsProblems(Refusal):
    """Problems that many customers have are for leads. Type `/service reasons` for what comes up most."""


class OwnRequest(Refusal):
    """You asked for {name} yourself, so another lead decides it. Nothing was changed."""


class AlreadyDecided(Refusal):
    """{outcome}. Nothing was changed."""


class NotYetDecided(Refusal):
    """{name} still waits for a lead, so there is nothing to deliver yet."""


class NotYetDelivered(Refusal):
    """{name} is not delivered yet. Press Delivered once the customer has it."""


class NoNote(Refusal):
    """{name} is no note, so nobody needs to write it. Nothing was changed."""


class Claimed(Refusal):
    """{who} writes {name} already. Nothing was changed."""


class LeadsRead(Refusal):
    """Only a lead can say something to the reply of {name}. Nothing was changed."""


class OwnReply(Refusal):
    """You asked for {name} to be read yourself, so another lead answers: four eyes see more. Nothing was changed."""


class NoOtherLead(Refusal):
    """You are the only lead, so nobody else could read {name} first. It can be sent without; read it twice."""


class AskedALead(Refusal):
    """{outcome}. Nobody was asked again."""


class SameWords(Refusal):
    """That is the reply as it stands. Change it, or close this form."""

    field = "words"


class NotFineYet(Refusal):
    """This reply promises what nobody approved: “{phrase}”. Press Suggest changes…, or decide on the gesture first."""


class ChangedSince(Refusal):
    """{name} was changed since the lead read it. Press Edit there, and take of the lead’s words what you like."""


class NothingToTake(Refusal):
    """The lead’s words are no longer kept, so {name} stays as it is."""


class YouApprovedAlready(Refusal):
    """You approved {name} already; it needs a second, different lead."""


class NotYours(Refusal):
    """{name} is {owner}’s, so it is theirs to change. Nothing was changed."""


class NotFound(Refusal):
    """I know no {name}. Type `{command}` to see what there is."""


class NoLongerOpen(Refusal):
    """{name} is {state} already. Nothing was changed."""


class NothingUndelivered(Refusal):
    """Nothing is left here that could not be delivered. Nothing was changed."""


class SamePerson(Refusal):
    """That is whom it could not be delivered to. Pick somebody else."""

    field = "successor"


class NoLongerTwo(Refusal):
    """These are no longer two customers: they are one by now, or one of them was forgotten. Nothing was changed."""


class OneWithAnother(Refusal):
    """They became one with another customer since. Type `/customer` with a name or ticket of theirs to see them."""


class TakenApart(Refusal):
    """These two were taken apart already. Nothing was changed."""


class BoundForGood(Refusal):
    """These two cannot be taken apart any more: one of them was forgotten, lost its only name, or became one with yet
    another customer. Nothing was changed."""


class UndoIsForLeads(Refusal):
    """They were given something since they became one, and it counts by their names, so a lead takes these two apart.
    Nothing was changed."""


class MergedAgain(Refusal):
    """{name} became one with yet another customer after that. Look at them with `/customer` and undo that first."""


class OnlyName(Refusal):
    """{name} is the only way in which this customer is known, so it stays. To have a customer forgotten, ask whoever
    looks after Extra Mile here."""


class NotTheirName(Refusal):
    """{name} is no way in which {customer} is known. Nothing was changed."""


class NamesAreForLeads(Refusal):
    """What this customer got counts by their names, so a lead takes one away. Nothing was changed."""


class AwayNow(Refusal):
    """{owner} is away, so a nudge would only wait for them. Take {name} over, or leave it. Nothing was changed."""


class NotDue(Refusal):
    """{name} is not due any more: somebody moved it. Nothing was changed."""


class StandInAway(Refusal):
    """They are away themselves just now. Pick somebody who is there, or nobody."""

    field = "stand_in"


class SuccessorAway(Refusal):
    """They are away just now. Pick somebody who is there."""

    field = "successor"


class StandsInForThemselves(Refusal):
    """Pick a colleague to stand in for you, or nobody: then the team is asked as things come due."""

    field = "stand_in"


class NotTheirTeam(Refusal):
    """I am for this team’s own members, so that person cannot take follow-ups. Pick a colleague of the team."""

    field = "stand_in"


class OverPolicy(Refusal):
    """{why} Nothing was recorded."""

    field = "amount"


class AskedAlready(Refusal):
    """{name} asks for the same already."""


class GivenSince(Refusal):
    """You have given {customer} {what} since ({name}), so I asked for nothing more: for one more, type `/gesture`."""


class AskAnew(Refusal):
    """{name} cannot be asked for again as it was. Type `/gesture` to ask anew. Nothing was changed."""


class NamedAlready(Refusal):
    """{name} is for {customer} already: press Change to correct that."""

    field = "customer"


class SameAmount(Refusal):
    """That is what was asked for. Press Approve, or type another amount."""

    field = "amount"


class BadAmount(Refusal):
    """{problem}"""

    field = "amount"


class BadPolicyQuestion(Refusal):
    """{problem}"""


class BadTime(Refusal):
    """{problem}"""

    field = "when"


class BadCustomer(Refusal):
    """{problem}"""

    field = "customer"


class WhoseTicket(Refusal):
    """{ticket} is not linked to a person yet. Whose is it? Type their email address or full name."""

    field = "person"


class ThanksToOneself(Refusal):
    """A thank-you is for somebody else: leave yourself out."""

    field = "colleagues"


class NotAColleague(Refusal):
    """You can thank the members of this team here; one of these is a guest, a bot, or from outside."""

    field = "colleagues"


class BadFile(Refusal):
    """{problem}"""


class BadLines(Refusal):
    """Nothing was imported: {count} wrong.{told}"""


class BadHours(Refusal):
    """{problem}"""

    field = "end"


class StillPromising(Refusal):
    """This reply still promises what nobody approved: “{phrase}”. Change it with Edit, or ask for the gesture first."""


class PromiseOvertaken(Refusal):
    """The time that {name} promises no longer holds, so it was not used. Press Write it anew, or Edit to change it."""


class NothingLeft(Refusal):
    """Without what nobody approved, nothing is left of {name}. Press Edit to write it yourself."""


class StillWriting(Refusal):
    """I am still writing {name}. Please press again in a moment."""
