"""Whom and what a visitor finds: two agents, two leads, and a support channel with customers who need somebody."""

from collections.abc import Iterable
from dataclasses import dataclass

from sandbox.people import BOT_USER_ID, HELPER_ID, Channel, Person
from sandbox.workspace import Workspace

INBOX_USER, INBOX_BOT = "U0INBOX", "B0INBOX"
MINUTES_APART = 23

PEOPLE = (
    Person("U0AGENT", "ava", "Ava Lindqvist", "Europe/Berlin", "Support agent"),
    Person("U0AGENT2", "ben", "Ben Carter", "America/New_York", "Support agent"),
    Person("U0LEAD", "lee", "Lee Hartmann", "Europe/Berlin", "Support lead"),
    Person("U0LEAD2", "lou", "Lou Okafor", "Europe/Berlin", "Support lead"),
    Person(INBOX_USER, "inbox", "Support inbox", "Etc/UTC", is_bot=True, bot_id=INBOX_BOT),
)


def channels(people: Iterable[Person] = PEOPLE) -> list[Channel]:
    """#support, #leads and #wins, with everybody and the bot in them."""
    everybody = {*(person.id for person in people), BOT_USER_ID}
    return [
        Channel("C0SUPPORT", "support", members=set(everybody), purpose="Customers’ messages arrive here."),
        Channel("C0LEADS", "leads", members=set(everybody), purpose="Requests that need a lead’s yes."),
        Channel("C0WINS", "wins", members=set(everybody), purpose="Good news about customers."),
    ]


@dataclass(frozen=True)
class Letter:
    """A customer's message as the support inbox passes it on."""

    name: str
    email: str
    ticket: str
    subject: str
    body: str

    def as_text(self) -> str:
        return f"*{self.name}* · {self.email} · {self.ticket}\n*{self.subject}*\n{self.body}"


LETTERS = (
    Letter(
        "Maya Fernandes",
        "maya.fernandes@example.com",
        "#4312",
        "Where is my parcel?",
        "You promised delivery by Friday and it is now Tuesday. The tracking page has said “in transit” for six days. "
        "It was my daughter’s birthday present. Does anybody there actually read these messages?",
    ),
    Letter(
        "Tom Whitfield",
        "tom@whitfield.example",
        "#4315",
        "Broken again",
        "The replacement arrived today and the handle is cracked in exactly the same place as the first one. "
        "I have now unpacked two broken kettles in two weeks. I am really disappointed, I used to recommend you.",
    ),
    Letter(
        "Priya Raman",
        "priya.raman@example.org",
        "ZD-88",
        "Charged twice",
        "My card was charged twice for the March invoice, 49 dollars each time. Rent is due tomorrow and I need that "
        "money back today. Please tell me what is going on.",
    ),
    Letter(
        "Jonas Weber",
        "jonas.weber@example.de",
        "#4321",
        "Nichts geht mehr",
        "Seit heute früh kommt beim Anmelden nur eine Fehlermeldung, und um 17 Uhr muss ich den Antrag einreichen. "
        "Ich mache mir große Sorgen, dass ich die Frist verpasse. Können Sie mir bitte schnell helfen?",
    ),
    Letter(
        "Grace Owusu",
        "grace.owusu@example.com",
        "#4324",
        "The call this morning",
        "Your colleague told me to “just read the manual” and hung up while I was still talking. "
        "I was polite the whole time. I have never been treated like that by a company.",
    ),
    Letter(
        "Daniel Novak",
        "d.novak@example.net",
        "#4327",
        "Cancelling my mother’s account",
        "My mother, Helena Novak, passed away two weeks ago. I am trying to close her subscription, but the form "
        "wants a code sent to her phone, which we no longer have. I don’t know what to do.",
    ),
    Letter(
        "Sofia Marino",
        "sofia.marino@example.com",
        "#4330",
        "Thank you!",
        "Whoever stayed late on Monday to fix our import: you saved our launch. The whole team cheered. "
        "One small question: can I invite a second administrator, or is that only in the bigger plan?",
    ),
)

WELCOME = (
    "*Welcome to the practice workspace.* Nothing here reaches a real customer. Three things to try:\n"
    "1. Point at a customer’s message and open its *⋮* menu: what the app can do with a message stands there.\n"
    "2. Type */* below to see the app’s commands, and add `help` to any of them.\n"
    "3. Switch person at the top left, and move the time forward with the clock at the top right."
)


def fill(workspace: Workspace, welcome: str = WELCOME) -> None:
    """Puts the customers' messages of the last hours into #support, and a welcome below them."""
    for ago, letter in zip(range(len(LETTERS), 0, -1), LETTERS, strict=True):
        written = f"{workspace.clock.now() - ago * MINUTES_APART * 60:.6f}"
        text = letter.as_text()
        workspace.post("C0SUPPORT", INBOX_USER, text, ts=written, bot_id=INBOX_BOT, subtype="bot_message")
    workspace.post("C0SUPPORT", HELPER_ID, welcome)
