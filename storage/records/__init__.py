"""What queries return and views show: frozen values that say the same thing in every room.

Times are aware datetimes in UTC. Amounts are whole numbers in the smallest step of their unit: minor units of
`currency` for money (cents), hundredths of a percent for percent, months for time, 0 for none. Costs are minor
units of `currency`.
"""

from storage.records.customers import FORGOTTEN, UNNAMED, Customer, Merge, Note, Reference, Score
from storage.records.days import Absence, Day, Event, Limit, Morning, Page, Spending, TeamDay, Timeline
from storage.records.drafts import AS_IT_COMES, Draft, DraftState, Flagged, OpenDraft, Sound
from storage.records.figures import Csat, Figures, Given, Grace, Nps, Spread
from storage.records.followups import (
    Escalation,
    Followup,
    FollowupState,
    Handover,
    Offers,
    Overdue,
    Reminder,
    Why,
)
from storage.records.gestures import UNDELIVERED, Anchor, Card, Decision, Gesture, GestureState, Renewal, Waiting
from storage.records.kindness import Sample, Share
from storage.records.letters import Letter, Undelivered
from storage.records.messages import Post, Sent, Shown
from storage.records.people import Membership, Person
from storage.records.problems import (
    Blanket,
    Example,
    Improvement,
    Problem,
    ProblemState,
    Reason,
    Recipient,
    Unsolved,
)
from storage.records.reviews import Review, Reviewing
from storage.records.trail import AuditEntry
from storage.records.wins import Landed, Praise, Thanked, Thanks, Wins

__all__ = [
    "AS_IT_COMES",
    "FORGOTTEN",
    "UNDELIVERED",
    "UNNAMED",
    "Absence",
    "Anchor",
    "AuditEntry",
    "Blanket",
    "Card",
    "Csat",
    "Customer",
    "Day",
    "Decision",
    "Draft",
    "DraftState",
    "Escalation",
    "Event",
    "Example",
    "Figures",
    "Flagged",
    "Followup",
    "FollowupState",
    "Gesture",
    "GestureState",
    "Given",
    "Grace",
    "Handover",
    "Improvement",
    "Landed",
    "Letter",
    "Limit",
    "Membership",
    "Merge",
    "Morning",
    "Note",
    "Nps",
    "Offers",
    "OpenDraft",
    "Overdue",
    "Page",
    "Person",
    "Post",
    "Praise",
    "Problem",
    "ProblemState",
    "Reason",
    "Recipient",
    "Reference",
    "Reminder",
    "Renewal",
    "Review",
    "Reviewing",
    "Sample",
    "Score",
    "Sent",
    "Share",
    "Shown",
    "Sound",
    "Spending",
    "Spread",
    "TeamDay",
    "Thanked",
    "Thanks",
    "Timeline",
    "Undelivered",
    "Unsolved",
    "Waiting",
    "Why",
    "Wins",
]
