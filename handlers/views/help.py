"""What each command answers to `help`: one line on what it does, and examples to type."""

from __future__ import annotations

from handlers.views.blocks import Message, bold, code, excerpt, message, quote, rich, section, small

HEAD = 150  # characters that one reads at a glance

HELP: dict[str, tuple[str, tuple[str, ...], str]] = {
    "/followup": (
        "I remind you, on time, of what you promised a customer.",
        (
            '/followup "Mara Lindt" tell her about the refund tomorrow 9am',
            "/followup #4312 send the invoice by friday noon",
            "/followup zd-88 ask how it goes every friday until done",
            "/followup find refund",
        ),
        "Alone, it opens a form. /followup list: yours. /followup away: who takes them. /followup team: for leads.",
    ),
    "/draft": (
        "I draft a warm reply to what a customer wrote. You read it, change it and send it yourself.",
        ("/draft My parcel is late again and nobody answers me!", "/draft"),
        "Alone, it opens a form. The draft comes in our direct messages.",
    ),
    "/gesture": (
        "You ask for a goodwill gesture; the policy or a lead decides.",
        (
            '/gesture credit $20 "Mara Lindt" parcel arrived broken',
            "/gesture discount 10% on $80 mara@example.com waited two weeks",
            "/gesture list",
            "/gesture policy",
        ),
        "Leads: /gesture approve G-1042, /gesture decline G-1042 WORDS. Everybody: /gesture log, /gesture notes.",
    ),
    "/customer": (
        "You see everything we did for a customer, and what is worth remembering.",
        (
            "/customer mara@example.com",
            '/customer "Mara Lindt" note moved house, loves handwritten cards',
            "/customer mara@example.com alias #4312",
            "/customer mara@example.com language German",
        ),
        "A customer is an email address, a ticket or a full name in quotes. … alias WORD remove takes a name away, "
        "… tier NAME says how loyal they are.",
    ),
    "/service": (
        "You see the team’s figures: promises kept, replies drafted, gestures given.",
        (
            "/service month",
            "/service reasons",
            "/service kindness",
            "/service thanks @ben stayed late for a customer",
        ),
        "Alone, it means the week; reasons: what comes up most. For leads: gestures (the same answer to the same case?)"
        ", drafts (how they fare), problems (that many have: I look now). thanks off, thanks on: whether you are named "
        "among the week’s good turns.",
    ),
}


def help_for(command: str, typed: str = "") -> Message:
    """The help of a command, such as `/followup`; every command in one line each when there is no such. What was
    `typed` and could not be read stands above it; of something long only the head, and all of it below, so that
    nobody types it twice."""
    if command not in HELP:
        return message(
            "What I can do: " + " ".join(f"{name}: {does}" for name, (does, _, _) in HELP.items()),
            rich(*(section(code(name), f" {does}") for name, (does, _, _) in HELP.items())),
            small("Each answers help, as in /followup help."),
        )
    does, examples, more = HELP[command]
    unread = typed.strip() if typed.strip().casefold() != "help" else ""
    is_long = len(unread) > HEAD
    return message(
        f"{'I can’t read that. ' if unread else ''}{command}: {does} For example: {' · '.join(examples)}",
        rich(section("I can’t read this:"), quote(excerpt(unread, HEAD) if is_long else unread)) if unread else None,
        rich(section(bold(command), f" {does}"), *(section(code(example)) for example in examples)),
        small(more),
        rich(section("What you typed, to copy:"), quote(unread)) if is_long else None,
    )
