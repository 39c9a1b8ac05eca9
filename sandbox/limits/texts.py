"""Texts, options and confirm dialogs: what blocks and elements are put together from.

Limits: https://docs.slack.dev/reference/block-kit/composition-objects
"""

from sandbox.limits.shapes import Check, at_least_one, by_type, every, flag, listing, record, string


def plain(most: int) -> Check:
    """A plain_text object of 1 to `most` characters."""
    return by_type({"plain_text": record({"text": string(most)}, {"emoji": flag})})


def text(most: int) -> Check:
    """A plain_text or mrkdwn object of 1 to `most` characters."""
    return by_type(
        {
            "plain_text": record({"text": string(most)}, {"emoji": flag}),
            "mrkdwn": record({"text": string(most)}, {"verbatim": flag}),
        }
    )


# A menu's options are plain; those that are always in sight (radio buttons, checkboxes) may be marked up.
menu_option = record({"text": plain(75), "value": string(150)}, {"description": plain(75)})
link_option = record({"text": plain(75), "value": string(150)}, {"description": plain(75), "url": string(3000)})
open_option = record({"text": text(75), "value": string(150)}, {"description": text(75)})
option_group = record({"label": plain(75), "options": listing(menu_option, 1, 100)})

confirm = record(
    {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)},
    {"style": string(10)},
)

_file = record({}, {"id": string(255), "url": string(3000)})


def picture(title: Check | None = None) -> Check:
    """An image by address or Slack file, always with a text for those who cannot see it."""
    more = {"title": title, "block_id": string(255)} if title else {}
    return every(
        record({"alt_text": string(2000)}, {"image_url": string(3000), "slack_file": _file, **more}),
        at_least_one("image_url", "slack_file"),
    )
