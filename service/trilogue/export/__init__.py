"""The dataset as files to take home: dumps, graph by graph, patches, checksums; by part.

::

    release.json       what is here: version, counts, digests, licence, each file
    trilogue.nq …      all quads or triples, in six formats, plain, gzip and zstd
    graphs/….ttl       each named graph by itself
    void.ttl           what the dataset holds, counted (VoID)
    SHA256SUMS         a checksum for each of the files

The same content gives the same bytes, whichever engine keeps it and however it was built.
"""
