"""Which links lead to the same page, and which lead to no page that a text could rest on."""

import re
from urllib.parse import SplitResult, parse_qsl, urlsplit

from sources.errors import ForbiddenAddressError
from sources.urls import normalise, without_tracking

_INDEX = re.compile(r"/(?:index|default|home)\.(?:html?|php|aspx?|jsp|cfm)\Z", re.IGNORECASE)
_ARCHIVED = re.compile(
    r"(?:https?://)?(?:web\.archive\.org)/web/\d{4,14}[a-z_]*/(.+)", re.IGNORECASE | re.DOTALL
)
_SHARE = re.compile(
    r"(?:[\w-]+\.)*(?:"
    r"facebook\.com/(?:sharer|share\.php|dialog/|plugins/)"
    r"|(?:twitter|x)\.com/(?:intent/|share\b|home\?status)"
    r"|linkedin\.com/(?:sharearticle|sharing/|cws/share)"
    r"|whatsapp\.com/send|wa\.me/|(?:t|telegram)\.me/share"
    r"|pinterest\.[a-z.]+/pin/create|pin\.it/create|reddit\.com/(?:r/\w+/)?submit"
    r"|tumblr\.com/(?:share|widgets/share)|news\.ycombinator\.com/submit|getpocket\.com/(?:save|edit)"
    r"|instapaper\.com/(?:hello|edit|text)|share\.flipboard\.com/|flipboard\.com/bookmarklet"
    r"|vk\.com/share|xing\.com/(?:spi/shares|app/user\?op=share|social/share)"
    r"|bsky\.app/intent/|threads\.(?:net|com)/intent/"
    r"|social-plugins\.line\.me/|line\.me/r/|addtoany\.com/|addthis\.com/|sharethis\.com/|sharetomastodon\.\w+/"
    r"|plus\.google\.com/share|buffer\.com/add|bufferapp\.com/add|printfriendly\.com/|mail\.google\.com/"
    r"|evernote\.com/clip|service\.weibo\.com/share|connect\.ok\.ru/|blogger\.com/blog-this"
    r"|mix\.com/add|digg\.com/submit"
    r"|google\.[a-z.]+/preferences/source|disqus\.com/"
    r")",
    re.IGNORECASE,
)
_PROFILE = re.compile(
    r"(?:(?:www|m|mobile)\.)?(?:"
    r"(?:twitter|x|instagram|threads\.net|threads|tiktok)(?:\.com)?/@?[\w.]+"
    r"|facebook\.com/(?:pages/)?[\w.-]+(?:/\d+)?|(?:[a-z]{2}\.)?linkedin\.com/(?:in|company|school)/[^/]+"
    r"|youtube\.com/(?:@[^/]+|(?:c|user|channel)/[^/]+)|bsky\.app/profile/[^/]+|t\.me/\w+|pinterest\.[a-z.]+/[\w-]+"
    r")/?",
    re.IGNORECASE,
)
_STORE = re.compile(
    r"(?:apps\.apple\.com|itunes\.apple\.com/(?:\w\w/)?app|play\.google\.com/store/apps|appgallery\.huawei\.com"
    r"|apps\.microsoft\.com|(?:www\.)?microsoft\.com/(?:[\w-]+/)?store/apps)\b",
    re.IGNORECASE,
)
_SIGN_UP = re.compile(
    r"(?:[\w-]+\.)*(?:list-manage\.com/subscribe|mailchi\.mp/[^/]+/(?:signup|subscribe)|eepurl\.com/)",
    re.IGNORECASE,
)
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|avif|bmp|ico|tiff?|heic)\Z", re.IGNORECASE)
_WIKI_FRAME = re.compile(
    r"/wiki/(?:Special|Spezial|Spécial|Especial|Help|Hilfe|Aide|Ayuda|Category|Kategorie|Catégorie|Categoría"
    r"|File|Datei|Fichier|Archivo|Image|Template|Vorlage|Talk|User|Wikipedia|Portal)(?:_talk)?:",
    re.IGNORECASE,
)
_ACTION = frozenset(
    "login log-in signin sign-in signup sign-up register registration logout account my-account subscribe subscription"
    " subscriptions abo abonnement abonnieren anmelden suscripcion suscribete assinatura donate checkout cart".split()
)
_LETTERS = frozenset(
    "newsletter newsletters newsletter-signup email-signup newsletter-sign-up rss feed alerts".split()
)
_FRAME = frozenset(
    "home about about-us contact contact-us kontakt contacto contato impressum imprint privacy privacy-policy"
    " privacy-notice datenschutz terms terms-of-use terms-of-service terms-and-conditions cookies cookie-policy"
    " cookie-settings accessibility sitemap advertise careers jobs help faq search suche buscar recherche archive"
    " archives comments permissions editorial-policy corrections".split()
)
_LISTS = frozenset(
    "tag tags category categories topic topics author authors section keyword keywords schlagwort schlagworte"
    " schlagwoerter thema themen autor autoren autores kategorie rubrik etiqueta etiquetas tema temas categoria"
    " categorias auteur auteurs sujet sujets etiquette autore autori argomento argomenti forfatter byline"
    " contributor contributors profile profiles experts staff team people columnist columnists by".split()
)
_NESTED_LISTS = frozenset("tag tags category categories kategorie categoria schlagwort".split())
_PAGES = re.compile(r"(?:page|p|seite|pagina)?/?\d{0,4}")
_LONG_SLUG = re.compile(r"(?:[^-]+-){5,}[^-]+|.*\d{4,}.*")


def page_key(url: str) -> str:
    """What two addresses of the same page share; not itself an address.

    Scheme, ``www.``, fragment, tracking parameters, a closing slash and an index file's name make no other
    page, nor does the Internet Archive's copy. AMP and print editions are pages of their own.

    >>> page_key("http://www.a.example/b/index.html?utm_source=x#c") == page_key("https://a.example/b/")
    True
    """
    archived = _ARCHIVED.match(url)
    if archived:
        inner = archived.group(1)
        return page_key(inner if "://" in inner else f"http://{inner}")
    try:
        parts = urlsplit(normalise(without_tracking(url)))
    except ForbiddenAddressError:
        return url.partition("#")[0].rstrip("/")
    path = _INDEX.sub("", parts.path).rstrip("/")
    return f"{parts.netloc.removeprefix('www.')}{path}" + (f"?{parts.query}" if parts.query else "")


def may_be_cited(url: str, own_url: str) -> bool:
    """Whether an address can be that of a page on which a text rests.

    Buttons that share, profiles, shops of apps, pictures and forms are none anywhere; lists of a tag or an
    author and the frame of a site (home, privacy, search) are none on the text's own site.
    """
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
        own_host = (urlsplit(own_url).hostname or "").removeprefix("www.")
    except ValueError:
        return True
    rest = f"{host}{parts.path}" + (f"?{parts.query}" if parts.query else "")
    if any(pattern.match(rest) for pattern in (_SHARE, _STORE, _SIGN_UP)) or _PROFILE.fullmatch(
        f"{host}{parts.path}"
    ):
        return False
    if _PICTURE.search(parts.path) or _WIKI_FRAME.match(parts.path):
        return False
    segments = [segment.lower() for segment in parts.path.split("/") if segment]
    if segments and segments[-1] in _ACTION:
        return False
    return not (_same_site(host, own_host) and _is_frame(parts, segments))


def _is_frame(parts: SplitResult, segments: list[str]) -> bool:
    """Whether an address of the text's own site leads to a list or to the site's frame."""
    if not segments or _INDEX.fullmatch(parts.path):
        names = {name for name, _ in parse_qsl(parts.query)}
        return not names or bool(names & {"s", "cat", "tag", "author", "q"})
    while len(segments) > 1 and _PAGES.fullmatch(segments[-1]):
        segments = segments[:-1]
    last = segments[-1].partition(".")[0]
    if last in _LETTERS or last in _LISTS or (last in _FRAME and len(segments) <= 2):
        return True
    if len(segments) == 1 and re.fullmatch(r"[a-z]{2}(?:-[a-z]{2})?", last):  # the front page in a language
        return True
    if any(segment in _NESTED_LISTS for segment in segments[:2]):
        return True
    return len(segments) > 1 and segments[-2] in _LISTS and not _LONG_SLUG.fullmatch(segments[-1])


def _same_site(host: str, own_host: str) -> bool:
    if not host or not own_host:
        return False
    return host == own_host or host.endswith(f".{own_host}") or own_host.endswith(f".{host}")
