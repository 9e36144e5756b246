"""An invented harbour town, as a small corpus, and assistants over it that any language model writes for."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from assistant.chat_model import ChatModel, Limits
from assistant.llm import LangChainModel
from assistant.llm_loading import load_model
from assistant.pipeline import Assistant
from assistant.settings import Settings
from assistant.workspace import Workspace
from assistant.writing import Writer

HARMLESS = (
    "Marrowby is a harbour town on the north coast of the island of Ulse.",
    "The harbour of Marrowby was built in 1874 by the engineer Edith Carrow.",
    "At low tide the harbour is nine metres deep.",
    "The lighthouse on the east mole was lit for the first time in 1881.",
    "The fish market opens at five in the morning.",
    "The ferry to Linsey takes forty minutes and leaves six times a day.",
    "A storm destroyed the old pier in November 1903.",
    "The pier was rebuilt in stone between 1905 and 1909.",
    "About 4,200 people live in Marrowby.",
    "The shipyard built 62 fishing boats before it closed in 1968.",
    "The museum in the old customs house shows models of those boats.",
    "Herring was the main trade of the town until 1930.",
)
"""What the page says of itself."""
TITLE = "Marrowby, a harbour town"
QUESTIONS = (
    "When was the harbour of Marrowby built?",
    "Who built the harbour of Marrowby?",
    "How deep is the harbour at low tide?",
    "When was the lighthouse lit for the first time?",
    "When does the fish market open?",
    "How long does the ferry to Linsey take?",
    "How often does the ferry to Linsey leave?",
    "What destroyed the old pier?",
    "When was the old pier destroyed?",
    "When was the pier rebuilt?",
    "How many people live in Marrowby?",
    "How many fishing boats did the shipyard build?",
    "When did the shipyard close?",
    "What does the museum in the old customs house show?",
    "What was the main trade of the town until 1930?",
    "Where is Marrowby?",
    "In which year was the harbour of Marrowby built?",
    "Which engineer built the harbour?",
    "What is the depth of the harbour at low tide?",
    "In which year was the lighthouse on the east mole lit for the first time?",
    "At what time does the fish market open?",
    "How many minutes does the ferry to Linsey take?",
    "How many times a day does the ferry leave?",
    "When did a storm destroy the old pier?",
    "Between which years was the pier rebuilt?",
)
"""What the page answers."""


def page(planted: str = "") -> str:
    """The page's text; with something planted as a paragraph of its own in the middle of it."""
    half = len(HARMLESS) // 2
    parts = [" ".join(HARMLESS[:half]), planted, " ".join(HARMLESS[half:])]
    return "\n\n".join(part for part in parts if part)


@dataclass(frozen=True)
class Town:
    """The corpus, opened once, and the address of the server whose models write."""

    workspace: Workspace
    address: str
    key: str | None = None

    def model(self, name: str, *, written_as: str = "lines", limits: Limits | None = None) -> LangChainModel:
        """A new model of the server, whose circuit breaker knows of nothing."""
        return load_model(
            name, url=self.address, key=self.key, written_as=written_as, limits=limits or Limits()
        )

    def written_by(self, model: ChatModel, *, keep_unsupported: bool = False) -> Assistant:
        """The assistant with another language model: everything but the model is shared."""
        known = self.workspace.assistant()
        shelf, writer = known._shelf, known._writer
        assert writer is not None
        return Assistant(
            retriever=known.retriever,
            reader=known.reader,
            claims=known.claims,
            embedder=self.workspace.embedder,
            shelf=shelf,
            threshold=known._threshold,
            writer=Writer(model, writer._judge, shelf, keep_unsupported=keep_unsupported),
        )


@contextmanager
def open_town(folder: Path, models: Path, address: str, *, key: str | None = None) -> Iterator[Town]:
    """The town in a data folder of its own; ``models`` holds the converted embedding model."""
    (folder / "models").symlink_to(models, target_is_directory=True)
    settings = Settings(home=folder, corpus="town", llm="openai:steady", llm_url=address)
    workspace = Workspace(settings)
    workspace.add_texts([("marrowby", TITLE, page(), "")])
    workspace.assistant()  # before threads ask at once: LangChain would make each of them a client of its own
    try:
        yield Town(workspace, address, key)
    finally:
        workspace.close()
