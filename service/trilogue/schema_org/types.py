"""Which type of schema.org a class of ours is.

Source: schema.org 29.
"""

from pyoxigraph import NamedNode

from trilogue.describe import Description
from trilogue.terms import OWL, RDF, Vocabulary

GOVERNMENT = "GovernmentOrganization"
TERM = "DefinedTerm"
ORGANIZATIONS = frozenset(
    {"Organization", "NGO", "Corporation", "NewsMediaOrganization", GOVERNMENT}
)
# Class of ours: type of theirs. What has no row is a Thing on a WebPage.
_TYPES = {
    "Actor": "Organization",
    "AdvisoryBody": GOVERNMENT,
    "CivilSocietyOrganisation": "NGO",
    "Coalition": "NGO",
    "Committee": GOVERNMENT,
    "Company": "Corporation",
    "CouncilPresidency": GOVERNMENT,
    "Court": GOVERNMENT,
    "GovernmentBody": GOVERNMENT,
    "Institution": GOVERNMENT,
    "InterestGroup": "Organization",
    "LawEnforcementBody": GOVERNMENT,
    "MediaOrganisation": "NewsMediaOrganization",
    "MemberState": GOVERNMENT,
    "Organisation": "Organization",
    "OversightBody": GOVERNMENT,
    "Person": "Person",
    "PoliticalGroup": "Organization",
    "UnionAgency": GOVERNMENT,
    "RoleHolding": "OrganizationRole",
    "Claim": "Claim",
    "Appraisal": "ClaimReview",
    "LegislativeText": "Legislation",
    "Provision": "Legislation",
    "ProvisionVersion": "Legislation",
    "Letter": "Message",
    "Event": "Event",
    "ProceduralEvent": "Event",
    "Negotiation": "Event",
    "Vote": "Event",
    "Source": "CreativeWork",
    "Excerpt": "CreativeWork",
    "Contribution": "Dataset",
    "Contributor": "Person",
    "Step": "Action",
    **dict.fromkeys(
        (
            *("Practice", "DeployerKind", "SpaceKind", "TimingMode", "PurposeKind", "TraitKind"),
            *("Offence", "Safeguard", "Mark", "SourceClass", "ActorKind", "RoleKind", "TextForm"),
            *("Stance", "Hedge", "LinkKind", "InfluenceKind", "ClaimStatus", "StatusValue"),
            *("StatusBasis", "ChangeDirection", "StepKind"),
        ),
        TERM,
    ),
}
_FOREIGN_TYPES = {
    f"{OWL}Class": TERM,
    f"{OWL}ObjectProperty": TERM,
    f"{OWL}DatatypeProperty": TERM,
    f"{OWL}AnnotationProperty": TERM,
    f"{OWL}Ontology": "DefinedTermSet",
}


def type_of(description: Description, vocabulary: Vocabulary) -> str:
    """Give schema.org's type for a thing; "Thing" where none fits."""
    for each in description.values(NamedNode(f"{RDF}type")):
        if isinstance(each, NamedNode):
            found = type_of_class(each.value, vocabulary)
            if found is not None:
                return found
    return "Thing"


def type_of_class(class_iri: str, vocabulary: Vocabulary) -> str | None:
    """Give schema.org's type for a class; None where none fits."""
    name = class_iri.removeprefix(f"{vocabulary.base}ns/")
    return _TYPES.get(name) or _FOREIGN_TYPES.get(class_iri)
