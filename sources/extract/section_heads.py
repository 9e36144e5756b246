"""Headings that say what the links under them are: the page's own references, or the site's offers."""

import re

_NOTES = (
    "(?:foot|end)?notes?|notes (?:and|&) (?:references|sources)|references?|references cited"
    "|references (?:and|&) notes|(?:selected |select )?bibliography|works cited|literature(?: cited)?"
    "|citations"
    "|(?:data )?sources?(?: and (?:notes|references|methods|further reading))?|links?"
    "|(?:suggested |suggestions for )?(?:further|additional|recommended) (?:reading|information|resources)"
    "|external links"
    "|(?:fuß|fuss|end)noten|anmerkungen|einzelnachweise|quellen(?:angaben|verzeichnis|nachweise?)?"
    "|literatur(?:verzeichnis|angaben|hinweise)?|weiterführende (?:literatur|links|informationen)|weblinks"
    "|belege|nachweise|zum weiterlesen"
    "|notes (?:et|de bas de page)(?: références)?|références?(?: bibliographiques)?|bibliographie"
    "|pour aller plus loin"
    "|liens externes"
    "|notas(?: (?:al pie|y referencias|de rodapé|e referências))?|referencias?(?: bibliográficas)?"
    "|bibliografía"
    "|fuentes?|enlaces externos|lecturas (?:recomendadas|adicionales)|para saber más"
    "|referências?(?: bibliográficas)?|bibliografia|fontes?|ligações externas|leitura adicional"
    "|note(?: a piè di pagina)?|riferimenti(?: bibliografici)?|fonti|collegamenti esterni|per approfondire"
    "|(?:voet|eind)noten|bronnen(?:lijst|vermelding)?|referenties|literatuur(?:lijst)?|verder lezen"
    "|przypisy|źródła|literatura|referencer|noter|kilder|källor|fotnoter|referenser|lähteet|viitteet"
    "|примечания|источники|литература|сноски|ссылки|примітки|джерела|література"
    "|kaynakça|kaynaklar|dipnotlar|المراجع|المصادر|الهوامش|参考文献|注释|脚注|出典|参考资料|資料來源|참고문헌|각주"
)
_OFFERS = (
    "related(?: (?:stories|articles?|content|posts?|coverage|news|topics?|links|reading))?"
    "|more (?:from|on|in|about) .{1,60}"
    "|more(?: (?:stories|news|articles|coverage|to read|like this))|read (?:next|more|also|this next)|up next"
    "|(?:most|popular) (?:read|popular|viewed|shared|watched|posts|stories|articles)"
    "|trending(?: now| stories)?"
    "|popular(?: now)?|(?:recommended|suggested)(?: for you| stories| articles| posts)?"
    "|editor[’']?s['’]? picks?"
    "|you (?:may|might) (?:also )?(?:like|be interested in).{0,20}"
    "|latest(?: (?:news|stories|posts|articles|from .{1,40}))?"
    "|top stories|don[’']t miss|in case you missed it|also (?:on|in|from) .{1,60}"
    "|from (?:our partners|around the web)"
    "|keep reading|what to read next|share(?: this)?(?: (?:article|story|page|post))?"
    "|follow us(?: on .{1,40})?|topics?|tags?"
    "|(?:leave a )?comments?|stay (?:in touch|informed|connected)|newsletters?|subscribe(?: .{1,40})?"
    "|sign up .{1,60}"
    "|mehr (?:zum thema|aus|von|zu) ?.{0,60}|auch interessant|meistgelesen"
    "|das könnte sie (?:auch )?interessieren|lesen sie auch"
    "|verwandte (?:artikel|themen|beiträge)|ähnliche (?:artikel|beiträge)|neueste .{1,40}"
    "|weitere (?:artikel|meldungen).{0,40}"
    "|(?:à )?lire aussi|à lire (?:également|ensuite)|sur le même (?:sujet|thème)"
    "|articles (?:liés|similaires|connexes)"
    "|les plus lus|voir aussi sur .{1,40}"
    "|lee (?:también|además)|leer también|te puede interesar"
    "|(?:noticias|artículos) (?:relacionad[ao]s|recomendad[ao]s)|lo más (?:leído|visto)"
    "|más (?:noticias|sobre|en) ?.{0,60}|leia (?:também|mais)|(?:notícias|artigos) relacionad[ao]s"
    "|mais lidas|veja também"
    "|leggi anche|articoli correlati|(?:i )?più letti|potrebbe interessarti.{0,20}|lees (?:ook|meer)"
    "|gerelateerde? .{1,40}|meest gelezen"
    "|czytaj (?:także|również|też)|zobacz (?:także|również|też)|najczęściej czytane|powiązane .{1,40}"
    "|polecane"
    "|читайте (?:также|ещё)|по теме|похожие .{1,40}"
    "|最新ニュース|関連記事|相关(?:新闻|阅读|文章)|اقرأ (?:أيضا|أيضًا|المزيد)"
)
_ENDS = r"\s*[:：.…]?"
_NUMBER = r"(?:(?:\d{1,2}|[IVX]{1,4}|[A-Z])[.)]?\s+)?"
_NOTES_HEAD = re.compile(_NUMBER + f"(?:{_NOTES})" + _ENDS, re.IGNORECASE)
_OFFERS_HEAD = re.compile(f"(?:{_OFFERS})" + _ENDS, re.IGNORECASE)
_OFFER_LINE = re.compile(
    r"(?:\W{0,3})(?:read (?:more|also|next)|related(?: (?:story|article|stories|articles))?|see also|more on this"
    r"|also read|watch|listen|lesen sie (?:auch|mehr)|mehr zum thema|lire aussi|à lire aussi|lee también|lea también"
    r"|te puede interesar|leia (?:também|mais)|leggi anche|lees ook|czytaj (?:też|także|również)|читайте также"
    r"|subscribe to|sign up (?:for|to)|follow us|share this|tags?|topics?|filed under)\b\s*[:：|–-]?",
    re.IGNORECASE,
)
_SOURCES_LINE = re.compile(
    r"\W{0,3}(?:(?:data )?sources?|references?|further reading|quellen?|weiterführend\w*|literatur"
    r"|fuentes?|fontes?|fonti|bronn?en|kilder|källor|źródł[ao]|источники?|références?)\s?:\s",
    re.IGNORECASE,
)
_MOST_CHARACTERS = 90


def heads_references(heading: str) -> bool:
    """Whether notes, sources or further reading stand under ``heading``.

    >>> heads_references("Notes and references"), heads_references("Sources of the Nile")
    (True, False)
    """
    return _is(_NOTES_HEAD, heading)


def heads_offers(heading: str) -> bool:
    """Whether the site offers other pages of its own under ``heading``: related stories, the most read.

    >>> heads_offers("Related stories"), heads_offers("Related risks")
    (True, False)
    """
    return _is(_OFFERS_HEAD, heading)


def opens_offer(line: str) -> bool:
    """Whether a paragraph begins as "Read more: …" does."""
    return _OFFER_LINE.match(line) is not None


def opens_sources(line: str) -> bool:
    """Whether a paragraph begins as "Sources: …" does."""
    return _SOURCES_LINE.match(line) is not None


def _is(pattern: re.Pattern[str], heading: str) -> bool:
    line = " ".join(heading.split())
    return len(line) <= _MOST_CHARACTERS and pattern.fullmatch(line) is not None
