"""A question of a conversation → one that stands alone, in the words of a language model, if they can be trusted."""

import secrets
from collections.abc import Sequence

from assistant.chat_model import ChatModel, Limits
from assistant.orders import gives_orders, visible
from assistant.prompting import prompt, tokens_in
from assistant.question import Turn
from assistant.words import content_stems
from sources.errors import ModelError

_SHARE_OF_WINDOW = 3
_MOST_TOKENS = 1500
_MOST_CHARACTERS = 500
_LEAST_KEPT = 0.5
_HURRY = Limits(first=8.0, total=12.0)


def standalone(model: ChatModel, question: str, history: Sequence[Turn]) -> str | None:
    """The question as it would be asked without the conversation; None where the model fails or strays."""
    messages = prompt("standalone").fill(
        fence=f"<{secrets.token_hex(8)}>",
        conversation=latest(history, min(model.window // _SHARE_OF_WINDOW, _MOST_TOKENS)),
        question=question,
    )
    hurry = Limits(min(_HURRY.first, model.limits.first), min(_HURRY.total, model.limits.total))
    stream = model.stream(messages, limits=hurry)
    try:
        written = "".join(stream).strip()
    except ModelError:
        return None
    finally:
        stream.close()
    return written if _can_be_trusted(written, question) else None


def latest(history: Sequence[Turn], most_tokens: int) -> str:
    """The last turns that there is room for, oldest first; the very last one cut, if need be."""
    lines: list[str] = []
    room = most_tokens
    for turn in reversed(history):
        line = f"{'Q' if turn.role == 'user' else 'A'}: {visible(turn.content)}"
        room -= tokens_in([line])
        if room < 0 and lines:
            break
        lines.append(line[: 3 * most_tokens])
    return "\n".join(reversed(lines))


def _can_be_trusted(written: str, question: str) -> bool:
    """Whether it is one line that keeps what was asked and orders nothing."""
    if not written or "\n" in written or len(written) > _MOST_CHARACTERS or gives_orders(written):
        return False
    asked = content_stems(question)
    return len(asked & content_stems(written)) >= _LEAST_KEPT * len(asked)
