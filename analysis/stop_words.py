"""Words that carry grammar and no subject. A list of our own, since NLTK's comes as a download."""

STOP_WORDS = frozenset(
    """
    a about above after again all also although always am an and another any anyone anything are aren't around as at
    away back be became because become been before being below between both but by came can can't cannot come could
    couldn't did didn't do does doesn't doing don't done down during each either else enough especially etc even ever
    every everyone everything few for from further gave get gets getting give given go goes going gone got had hadn't
    has hasn't have haven't having he he's her here hers herself him himself his how however i i'd i'll i'm i've if in
    instead into is isn't it it's its itself just keep kept know let like lot lots made make makes making many may maybe
    me might mine more most much must my myself need never no nobody non none nor not nothing now of off often oh ok
    okay on once one ones only onto or other others our ours out over own perhaps please put quite rather really right
    said same saw say saying see seem seemed seems seen shall she should shouldn't since so some someone something
    sometimes soon still such sure take taken takes taking than thank that that's the their theirs them themselves then
    there there's these they they're thing things think this those though through to together too took toward towards
    two under until up upon us use used using very via want was wasn't way we we're we've well went were weren't what
    whatever when where which while who whole whom whose why will with within without won't would wouldn't yes yet you
    your yours yourself
    able almost already anyway bit big certainly completely definitely extremely fairly feel feels felt find found
    generally great good happy hope little look looked looking mean means nice overall particularly
    perfect probably quick simply tell told totally try trying usual usually
    """.split()
)
