"""Our retrieval for programs built with LangChain: passages as its documents, offsets in their metadata."""

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from index.retriever import Retriever


class PassageRetriever(BaseRetriever):
    """A LangChain retriever over one corpus: ``PassageRetriever(retriever=assistant.retriever, k=4)``.

    Every document's metadata names the span that it is: ``document_id``, ``start``, ``end``, ``section``,
    ``score``, so that a chain built on it can cite as exactly as the chat does.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    retriever: Retriever
    k: int = 4

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun, **_: Any
    ) -> list[LangChainDocument]:
        return [
            LangChainDocument(
                page_content=found.passage.text,
                metadata={
                    "document_id": found.passage.document_id,
                    "start": found.passage.start,
                    "end": found.passage.end,
                    "section": found.passage.section,
                    "score": found.score,
                },
            )
            for found in self.retriever.retrieve(query, self.k)
        ]
