"""Words that the domain finds and pages show, by their English text: parts, grades, differences.

The domain knows no languages of pages; what it may say is listed here for the catalogue.
"""

from flask_babel import gettext
from markupsafe import Markup, escape

from trilogue.languages import translated
from trilogue.web.speech import spoken
from trilogue.wording import Wording


def gettext_noop(text: str) -> str:
    """Mark a text as one for the catalogue of pages.

    Source: GNU gettext, section "Special Cases of Translatable Strings".
    """
    return text


WORDS = frozenset(
    {
        # The part of an actor in a record.
        gettext_noop("took up a role"),
        gettext_noop("stood for"),
        gettext_noop("said"),
        gettext_noop("was spoken for"),
        gettext_noop("passed on"),
        gettext_noop("was spoken of"),
        gettext_noop("worked upon others"),
        gettext_noop("was worked upon"),
        gettext_noop("signed"),
        gettext_noop("was written to"),
        gettext_noop("led"),
        gettext_noop("took part"),
        gettext_noop("alleged to have worked upon others"),
        gettext_noop("alleged to have been worked upon"),
        # How well an act of influence is known.
        gettext_noop("alleged only"),
        gettext_noop("documented"),
        gettext_noop("not graded"),
        # What a claim is about, how it is said, and what a status does to it.
        gettext_noop("Practices"),
        gettext_noop("Stages"),
        gettext_noop("Actors"),
        gettext_noop("Norms"),
        gettext_noop("Situations"),
        gettext_noop("Texts"),
        gettext_noop("Other records"),
        gettext_noop("in its own words"),
        gettext_noop("as somebody else passed it on"),
        gettext_noop("bears it out"),
        gettext_noop("speaks against it"),
        gettext_noop("leaves it open"),
        # Which way protection went.
        gettext_noop("stronger"),
        gettext_noop("weaker"),
        gettext_noop("mixed"),
        gettext_noop("unchanged"),
        gettext_noop("incomparable"),
        # A norm of no narrower class.
        gettext_noop("norm"),
        # What holds beside a status.
        gettext_noop("duty to inform"),
        # In what two sides of a comparison differ.
        gettext_noop("Kind of rule changed"),
        gettext_noop("Practices widened"),
        gettext_noop("Practices narrowed"),
        gettext_noop("Practices changed"),
        gettext_noop("Deployers widened"),
        gettext_noop("Deployers narrowed"),
        gettext_noop("Deployers changed"),
        gettext_noop("Spaces widened"),
        gettext_noop("Spaces narrowed"),
        gettext_noop("Spaces changed"),
        gettext_noop("Timings widened"),
        gettext_noop("Timings narrowed"),
        gettext_noop("Timings changed"),
        gettext_noop("Purposes widened"),
        gettext_noop("Purposes narrowed"),
        gettext_noop("Purposes changed"),
        gettext_noop("Traits widened"),
        gettext_noop("Traits narrowed"),
        gettext_noop("Traits changed"),
        gettext_noop("Exceptions added"),
        gettext_noop("Exceptions dropped"),
        gettext_noop("Offence list added"),
        gettext_noop("Offence list dropped"),
        gettext_noop("Offences added"),
        gettext_noop("Offences dropped"),
        gettext_noop("Penalty threshold added"),
        gettext_noop("Penalty threshold dropped"),
        gettext_noop("Penalty threshold raised"),
        gettext_noop("Penalty threshold lowered"),
        gettext_noop("Penalty threshold changed"),
        gettext_noop("Safeguards added"),
        gettext_noop("Safeguards dropped"),
        gettext_noop("Safeguards strengthened"),
        gettext_noop("Safeguards strengthened in part"),
        gettext_noop("Safeguards weakened"),
        gettext_noop("Safeguards weakened in part"),
        gettext_noop("First day of application postponed"),
        gettext_noop("First day of application brought forward"),
        gettext_noop("Conditions in words added"),
        gettext_noop("Conditions in words dropped"),
        gettext_noop("Purposes excepted added"),
        gettext_noop("Purposes excepted dropped"),
        # What search narrows by, and types that are no class of ours.
        gettext_noop("Type"),
        gettext_noop("Stage"),
        gettext_noop("Practice"),
        gettext_noop("Kind of actor"),
        gettext_noop("Year"),
        gettext_noop("class of the ontology"),
        gettext_noop("property of the ontology"),
        # What sort of node one is.
        gettext_noop("actor"),
        gettext_noop("practice"),
        gettext_noop("provision"),
        gettext_noop("provision version"),
        gettext_noop("stage"),
        gettext_noop("event"),
        gettext_noop("claim"),
        # What sort of term one is, and how settled.
        gettext_noop("class"),
        gettext_noop("object property"),
        gettext_noop("data property"),
        gettext_noop("annotation property"),
        gettext_noop("stable"),
        gettext_noop("testing"),
    }
)


def said(text: str) -> Markup:
    """Say a word of the domain in the language of the page; mark as English what is not known."""
    language = spoken()
    if isinstance(text, Wording):
        return escape(translated(text, language))
    if text in WORDS:
        return escape(gettext(text))
    return english(text)


def in_words(text: str) -> str:
    """Say a word of the domain in the language of the page, where no element can stand."""
    return str(gettext(text)) if text in WORDS else text


def english(text: str) -> Markup:
    """Show a text that is in English, marked so where the page is not."""
    return marked(text, "en")


def marked(text: str, language: str) -> Markup:
    """Show a text, marked with its language where that is not the page's."""
    if not text or language == spoken():
        return escape(text)
    return Markup('<span lang="{}">{}</span>').format(language, text)


def lang_attribute(language: str | None) -> Markup:
    """Give the attribute that says the language of an element, where it is not the page's."""
    if not language or language == spoken():
        return Markup()
    return Markup(' lang="{}"').format(language)
