"""What is sound: each module looks at the content in one way and gives results.

`report` holds what they give; `hygiene` sees what is outside SHACL, `shacl` runs the shapes,
`audit` asks their SPARQL constraints of the whole graph at once, `owl` the reasoner. `submission`
and `judgement` tell what a researcher may hand in, looking only at what `reach` finds near it.
`places` finds the file and line of a result.
Data that does not conform is a report, not an error.
"""
