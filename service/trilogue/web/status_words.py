"""What the pages of legal statuses call things whose names no record gives, in every language."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext

# A sentence that is said in the language of the page that shows it.
Words = Any

FACETS: Mapping[str, Words] = {
    "practice": lazy_gettext("Practice"),
    "deployer": lazy_gettext("Who does it"),
    "space": lazy_gettext("Place"),
    "timing": lazy_gettext("Timing"),
    "purpose": lazy_gettext("Purpose"),
    "trait": lazy_gettext("Trait"),
}
QUESTIONS: Mapping[str, Words] = {
    "practice": lazy_gettext("What is done?"),
    "deployer": lazy_gettext("Who does it?"),
    "space": lazy_gettext("Where?"),
    "timing": lazy_gettext("When?"),
    "purpose": lazy_gettext("What for?"),
    "trait": lazy_gettext("Which trait is read?"),
    "stage": lazy_gettext("At which stage?"),
}
HELP: Mapping[str, Words] = {
    "practice": lazy_gettext("The one thing that has to be said."),
    "deployer": lazy_gettext("The rules for the police are often others than those for companies."),
    "space": lazy_gettext("Some rules hold in publicly accessible space only, or at work."),
    "timing": lazy_gettext("As people pass, or afterwards on recordings; some practices imply it."),
    "purpose": lazy_gettext("Most exceptions are made for a purpose."),
    "trait": lazy_gettext("Only where people are sorted into categories by their body."),
    "stage": lazy_gettext("Leave it out to see how the answer changed."),
}
OPEN: Mapping[str, Words] = {
    "practice": lazy_gettext("choose"),
    "deployer": lazy_gettext("not said: anybody"),
    "space": lazy_gettext("not said: anywhere"),
    "timing": lazy_gettext("not said: at any time"),
    "purpose": lazy_gettext("not said: for any purpose"),
    "trait": lazy_gettext("not said: any trait"),
    "stage": lazy_gettext("every stage"),
}
# What a norm is, as the answer for programs says it.
MODALITIES: Mapping[str, Words] = {
    "prohibition": lazy_gettext("prohibition"),
    "norm exception": lazy_gettext("exception"),
    "scope exclusion": lazy_gettext("exclusion from scope"),
    "use condition": lazy_gettext("condition of use"),
    "risk classification": lazy_gettext("risk classification"),
    "transparency obligation": lazy_gettext("duty to inform"),
    "safeguard obligation": lazy_gettext("duty of safeguard"),
    "unsettled scope": lazy_gettext("unsettled scope"),
    "permission": lazy_gettext("permission"),
    "obligation": lazy_gettext("duty"),
    "norm": lazy_gettext("norm"),
}
ROLES: Mapping[str, Words] = {
    "decides": lazy_gettext("decides"),
    "defeated": lazy_gettext("set aside by an exception"),
    "silences": lazy_gettext("silences others"),
    "silenced": lazy_gettext("silenced by an exclusion"),
    "beside": lazy_gettext("holds beside"),
    "safeguards": lazy_gettext("asks for safeguards"),
    "advises": lazy_gettext("advises"),
}
OUTCOMES: Mapping[str, Words] = {
    "applies": lazy_gettext("applies"),
    "open": lazy_gettext("open for a part"),
    "does-not-apply": lazy_gettext("does not apply"),
}
# How a claim is about a status.
ABOUT: Mapping[str, Words] = {
    "compared": lazy_gettext("compared with this status"),
    "scenario": lazy_gettext("about this situation"),
    "norms": lazy_gettext("about a norm that decides"),
    "practice": lazy_gettext("about the practice at this stage"),
}


def say(words: Mapping[str, Words], word: str) -> Words:
    """Give what a *word* of an answer is called on a page; the word itself where nothing is."""
    return words.get(word) or word
