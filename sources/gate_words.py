"""The words of walls and of pages that are gone, as they are seen on the web; all in lower case."""

import re


def _any_of(*phrases: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{phrase})" for phrase in phrases))


# a title is compared as a whole, without the site's name behind it
BLOCKED_TITLES = _any_of(
    r"just a moment",
    r"attention required",
    r"access(?: to this page has been)? denied",
    r"(?:are you|verify (?:that )?you(?: are|'re|’re)|verifying you are) (?:a )?(?:human|robot)",
    r"(?:security|browser|human|bot) (?:check|verification)",
    r"(?:error )?(?:403|401|429)(?: (?:error|forbidden|unauthorized|too many requests))?",
    r"forbidden",
    r"too many requests",
    r"pardon our interruption",
    r"(?:please )?enable (?:cookies|javascript and cookies).*",
    r"(?:sorry, )?you have been blocked",
    r"ddos-guard",
    r"request (?:blocked|rejected|unsuccessful)",
    r"(?:re)?captcha",
    r"robot check",
)
BLOCKED_WORDS = _any_of(
    r"verify(?:ing)? (?:that )?you(?: are|'re|’re) (?:a |not a )?(?:human|robot|bot)\b",
    r"enable (?:javascript and )?cookies (?:and javascript )?to continue",
    r"checking (?:if the site connection is secure|your browser before)",
    r"performance (?:&|and) security by cloudflare",
    r"cloudflare ray id",
    r"needs to review the security of your connection",
    r"you don(?:'|’)t have permission to access .{0,300}reference #",
    r"errors\.edgesuite\.net",
    r"press (?:&|and) hold to confirm",
    r"please (?:solve|complete) (?:this|the) captcha",
    r"make sure your browser supports javascript and cookies",
    r"please enable js and disable any ad blocker",
    r"(?:detected|received) (?:unusual|suspicious|automated) (?:traffic|activity|requests|queries)",
    r"incapsula incident id",
)
# parts of the page that load a challenge; good pages load them as well, so they count without text only
BLOCKED_SOURCE = _any_of(
    r"captcha-delivery\.com",
    r"px-captcha",
    r"cf-chl-|/cdn-cgi/challenge-platform",
    r"_incapsula_resource",
    r"awswafintegration",
)
CONSENT_WORDS = _any_of(
    r"before you continue to",
    r"we (?:and our \d* ?partners|value your privacy)[^.]{0,200}(?:cookies|consent)",
    r"(?:accept|agree)[^.]{0,60}(?:cookies|tracking)[^.]{0,40}to continue",
    r"(?:accept|reject) all cookies",
)
MISSING_TITLES = _any_of(
    r"(?:error )?(?:404|410)(?: error)?(?:[ :-]*(?:page |file )?(?:not found|gone))?",
    r"(?:sorry,? |oops[!,.…]* )?(?:the |this |that )?(?:page|article|file|content)(?: you[a-z’' ]{0,40})?"
    r" (?:was |is |could |can)?(?:not|n't|n’t|no longer)(?: be)?(?: found| available| exist(?:s|ing)?)?",
    r"(?:not found|oops|nothing found|page unavailable)",
    r"this domain (?:is|may be) for sale",
)
MISSING_WORDS = _any_of(
    r"(?:page|article|document|content) (?:that )?(?:you(?: are|'re|’re| were)? (?:looking for|requested)"
    r"|requested)[^.]{0,60}(?:not|n't|n’t|no longer|moved|removed)",
    r"(?:can(?:'t|’t|not)|could(?:n't|n’t| not)) (?:seem to )?find (?:the|that|this) (?:page|article)",
    r"the requested url [^ ]{0,200} ?was not found",
    r"this (?:page|article|account|post) (?:does not|doesn't|doesn’t|no longer) exists?",
)
# said where the free part ends
PAYWALL_ENDS = _any_of(
    r"(?:subscribe|sign up|register|log in|sign in)(?: now| today)? to (?:continue|keep|read|unlock)\b",
    r"to (?:continue|keep) reading[^.]{0,40}(?:subscri|register|sign|log ?in|member|account)",
    r"(?:article|content|story|post|rest of this \w+) is (?:only )?(?:for|available to|reserved for)"
    r"[^.]{0,30}(?:subscribers|members|paying)",
)
PAYWALL_WORDS = _any_of(
    PAYWALL_ENDS.pattern,
    r"already a (?:subscriber|member)\?",
    r"(?:become|you must be) a (?:paid )?(?:subscriber|member) to",
    r"purchase (?:this article|instant access|a subscription)",
    r"you(?:'ve|’ve| have) (?:reached|read) your (?:last |limit|monthly|free)",
    r"start your (?:free )?(?:trial|subscription)",
)
NOT_FREE = re.compile(r"\"isaccessibleforfree\"\s*:\s*\"?false")
