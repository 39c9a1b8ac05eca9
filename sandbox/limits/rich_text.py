"""Rich text: sections, lists, quotes and preformatted text of inline elements.

Limits: https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
"""

from sandbox.limits.shapes import Check, anything, by_type, flag, listing, one_of, record, string, whole

MOST_INLINE = 1000  # Slack names no number; beyond this a message is too long in any case
ident = string(255)

style = record(
    {},
    dict.fromkeys(("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink"), flag),
)
_styled: dict[str, Check] = {"style": style}

inline = by_type(
    {
        "text": record({"text": string(40_000)}, _styled),
        "link": record({"url": string(3000)}, {"text": string(40_000), "unsafe": flag, **_styled}),
        "user": record({"user_id": ident}, _styled),
        "usergroup": record({"usergroup_id": ident}, _styled),
        "channel": record({"channel_id": ident}, _styled),
        "team": record({"team_id": ident}, _styled),
        "broadcast": record({"range": one_of("here", "channel", "everyone")}, _styled),
        "emoji": record(
            {"name": string(255)}, {"unicode": string(255), "skin_tone": whole(1, 6), "url": string(3000), **_styled}
        ),
        "date": record(
            {"timestamp": whole(0, 9_999_999_999), "format": string(255)},
            {"url": string(3000), "fallback": string(3000), **_styled},
        ),
        "color": record({"value": string(20)}, _styled),
    }
)
section = record({"elements": listing(inline, 0, MOST_INLINE)})
_framed: dict[str, Check] = {"border": whole(0, 1)}

rich_text = record(
    {
        "elements": listing(
            by_type(
                {
                    "rich_text_section": section,
                    "rich_text_quote": record({"elements": listing(inline, 0, MOST_INLINE)}, _framed),
                    "rich_text_preformatted": record(
                        {"elements": listing(inline, 0, MOST_INLINE)}, {"language": string(50), **_framed}
                    ),
                    "rich_text_list": record(
                        {
                            "elements": listing(by_type({"rich_text_section": section}), 1, MOST_INLINE),
                            "style": one_of("bullet", "ordered"),
                        },
                        {"indent": whole(0, 8), "offset": whole(0, 10_000), **_framed},
                    ),
                }
            ),
            1,
            MOST_INLINE,
        )
    },
    {"block_id": string(255), "expand": anything},
)
rich_text_block = by_type({"rich_text": rich_text})
