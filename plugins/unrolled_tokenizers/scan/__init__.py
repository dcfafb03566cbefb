"""The corpus scan: text files to memory-mapped ids, their vocabulary and the bounds of their lines, in one pass.

``from unrolled_tokenizers.scan.corpus import scan`` is the way in; importing it loads no compiler.
"""
