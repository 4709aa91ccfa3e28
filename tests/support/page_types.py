"""One page of every type, and of every kind of thing that has sections of its own.

``tests/browser`` looks at each of them, and holds this table to the routes.
"""

from dataclasses import dataclass

_MADE = "post-rbi/employer/any-space/post/any-purpose"


@dataclass(frozen=True)
class PageType:
    """A page to look at.

    Attributes:
        path: of its address; ``{digest}`` stands for a contribution that waits.
        who: has to log in before; None for everybody.
        status: of the answer.
    """

    path: str
    who: str | None = None
    status: int = 200


PAGES = {
    "home": PageType("/"),
    "home-in-french": PageType("/fr/"),
    "home-narrowed": PageType("/?deployer=public&practice=emotion-recognition&lane=courts"),
    "embedded-matrix": PageType("/embed/matrix?deployer=private"),
    "embedded-timeline": PageType("/embed/timeline"),
    # to look something up
    "status-blank": PageType("/status"),
    "status": PageType("/status?practice=real-time-rbi&deployer=law-enforcement"),
    "status-made": PageType(f"/id/status/{_MADE}/omnibus"),
    "scenario-made": PageType(f"/id/scenario/{_MADE}"),
    "status-wrong": PageType("/status?deployer=employer", status=400),
    "diff": PageType("/diff"),
    "search-blank": PageType("/search"),
    "search": PageType("/search?q=France"),
    "search-misspelt": PageType("/search?q=emotoin+qqqq"),
    "questions": PageType("/questions/"),
    "question": PageType("/questions/q16-vote-counts"),
    "question-with-choices": PageType("/questions/q44-missing-child"),
    "sparql-blank": PageType("/sparql"),
    "sparql": PageType("/sparql?query=SELECT+*+WHERE+%7B+%3Fs+%3Fp+%3Fo+%7D+LIMIT+20"),
    "sparql-triples": PageType(
        "/sparql?query=DESCRIBE+%3Chttps://w3id.org/trilogue/id/actor/edri%3E"
    ),
    "sparql-wrong": PageType("/sparql?query=SELECT+%7B", status=400),
    "sparql-plan": PageType("/sparql/plan?query=SELECT+*+WHERE+%7B+%3Fs+%3Fp+%3Fo+%7D+LIMIT+20"),
    # things
    "cell": PageType("/practice/missing-child/final-act"),
    "cell-announced": PageType("/fr/page/id/status/post-rbi-police/provisional-agreement"),
    "actor": PageType("/page/id/actor/france"),
    "institution": PageType("/page/id/actor/european-commission"),
    "appraisal": PageType("/page/id/appraisal/seed-c01"),
    "claim-in-german": PageType("/de/claim/seed-c21"),
    "claim": PageType("/claim/seed-c21"),
    "contribution-as-thing": PageType("/page/id/contribution/founding"),
    "event": PageType("/page/id/event/provisional-agreement"),
    "excerpt": PageType("/page/id/excerpt/seed-p01"),
    "graph": PageType("/page/graph/letters"),
    "letter": PageType("/page/id/letter/ai-red-lines-2021"),
    "ontology-file": PageType("/page/ontology/core"),
    "practice": PageType("/practice/post-rbi"),
    "provision": PageType("/provision/general-approach/art-5-1-d"),
    "provision-work": PageType("/page/id/provision-work/real-time-rbi"),
    "scenario": PageType("/page/id/scenario/missing-child"),
    "shape": PageType("/page/shape/Claim"),
    "source": PageType("/source/seed-article"),
    "stage": PageType("/stage/final-act"),
    "term": PageType("/page/ns/claimedBy"),
    "text": PageType("/page/id/text/reg-2024-1689"),
    "vote": PageType("/page/id/vote/committee-report"),
    "nothing": PageType("/page/id/actor/nobody", status=404),
    # the dataset
    "about": PageType("/about"),
    "catalogue": PageType("/catalogue"),
    "coverage": PageType("/coverage"),
    "exports": PageType("/exports"),
    "graphs": PageType("/graphs"),
    "ontology": PageType("/ontology"),
    "problems": PageType("/problems"),
    "shapes": PageType("/shapes"),
    "tables": PageType("/tables"),
    # to add something
    "contribute": PageType("/contribute"),
    "contribute-claim": PageType("/contribute/Claim"),
    "contribute-norm": PageType("/contribute/Norm", "ada"),
    "contribute-file": PageType("/contribute/file", "ada"),
    "correct": PageType(
        "/contribute/correct?record=https://w3id.org/trilogue/id/claim/seed-c21", "ada"
    ),
    "login": PageType("/login"),
    "logged-in": PageType("/login", "ada"),
    "contributions": PageType("/contributions", "ada"),
    "contributions-of-reviewer": PageType("/contributions", "bea"),
    "queue": PageType("/review", "bea"),
    "contribution": PageType("/contributions/{digest}", "ada"),
    "review": PageType("/contributions/{digest}", "bea"),
    "contribution-questions": PageType("/contributions/{digest}/questions", "bea"),
}
