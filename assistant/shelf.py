"""The documents of a corpus as the assistant sees them: each checked against its snapshot once."""

import threading
from collections import OrderedDict
from collections.abc import Sequence

from assistant.answer import Citation, Unread
from assistant.unread import UnreadPages
from sources.corpus import Corpus
from sources.documents import identify
from sources.errors import SourceError
from sources.reading import SourceReader
from sources.records import BlockKind, Document, Reference, Source, SourceState
from sources.sentences import split_sentences
from sources.tables import tables

_KEPT_DOCUMENTS = 200
_MOST_REFERENCING = 50
_PROSE = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.QUOTE})


class Shelf:
    """Documents and sources of one corpus."""

    def __init__(self, corpus: Corpus, reader: SourceReader) -> None:
        self._corpus = corpus
        self._reader = reader
        self._checked: OrderedDict[tuple[str, str], Document] = OrderedDict()
        self._one_at_a_time = threading.Lock()
        self._unread: tuple[tuple[Source, ...], UnreadPages] | None = None

    def sources(self) -> tuple[Source, ...]:
        """Every source with its state."""
        return self._corpus.sources()

    def document(self, document_id: str) -> Document:
        """The document, its text extracted again from the stored snapshot and found to be the same.

        Raises: SourceError when there is none, or when it no longer is what its snapshot gives.
        """
        source = self._corpus.source(document_id)
        key = (document_id, source.sha256)
        with self._one_at_a_time:
            if key in self._checked:
                self._checked.move_to_end(key)
                return self._checked[key]
        document = self._corpus.document(document_id)
        if self._reader.document_again(document).text != document.text:
            raise SourceError(
                f"the stored text of {document_id!r} is not that of its snapshot: add its source again"
            )
        with self._one_at_a_time:
            self._checked[key] = document
            while len(self._checked) > _KEPT_DOCUMENTS:
                self._checked.popitem(last=False)
        return document

    def cited_texts(self, citation: Citation) -> list[str]:
        """The texts that the snapshot of a citation gives, be it the newest of its source or an older one.

        Raises: SourceError when the snapshot is gone, changed, or of another source.
        """
        known = {source.document_id: source.url for source in self.sources()}
        owned = identify(citation.url) if citation.url else citation.document_id
        if known.get(citation.document_id, citation.url) != citation.url or (
            citation.document_id not in known and owned != citation.document_id
        ):
            raise SourceError("the corpus has no such source at this address")
        sha256 = citation.snapshot.removeprefix("sha256:")
        return self._reader.texts_of(sha256, citation.url, citation.document_id)

    def articles(self, among: frozenset[str] | None = None) -> list[Document]:
        """The documents that nobody else in the corpus references, the first few of them.

        ``among`` are the ids to choose from; where no article is among them, what there is stands in.
        """
        read = [s for s in self.sources() if s.state is SourceState.OK]
        chosen = [s for s in read if among is None or s.document_id in among]
        # pages that were followed may point back at the article, which was there before them
        first = [s for s in chosen if not s.cited_by] or (chosen[:1] if among is None else chosen)
        return [self.document(source.document_id) for source in first[:_MOST_REFERENCING]]

    def references(self, among: frozenset[str] | None = None) -> list[tuple[Document, Reference]]:
        """What the articles reference, in their order."""
        return [
            (document, reference) for document in self.articles(among) for reference in document.references
        ]

    def sentence_before(self, document_id: str, start: int) -> tuple[int, int] | None:
        """The sentence before the one that starts at ``start``, in the same section; None for the first."""
        document = self.document(document_id)
        before: tuple[int, int] | None = None
        for block in document.blocks:
            if block.start > start:
                return None
            if block.kind not in _PROSE:
                before = None if block.kind is not BlockKind.CAPTION else before
                continue
            for span in split_sentences(document.text, block.start, block.end, document.language):
                if span[0] == start:
                    return before
                before = span
        return None

    def head_of_table(self, document_id: str, start: int) -> tuple[int, int] | None:
        """The row that names the columns for the table row that starts at ``start``; None for anything else."""
        document = self.document(document_id)
        for table in tables(document):
            if table.head is not None and any(row.start == start for row in table.rows[1:]):
                return table.head.start, table.head.end
        return None

    def unread(self, question: str, cited: Sequence[Citation] = ()) -> tuple[Unread, ...]:
        """Sources that were not read and might have known better, those that ``cited`` rests on first."""
        sources = self.sources()
        if self._unread is None or self._unread[0] != sources:
            self._unread = (sources, UnreadPages(sources, self._citing_unread(sources)))
        return self._unread[1].that_may_matter(question, cited)

    def _citing_unread(self, sources: Sequence[Source]) -> list[Document]:
        """The documents that reference what was not read, the first few of them."""
        citing = {
            owner for source in sources if source.state is not SourceState.OK for owner in source.cited_by
        }
        read = [s for s in sources if s.state is SourceState.OK and s.document_id in citing]
        return [self.document(source.document_id) for source in read[:_MOST_REFERENCING]]
