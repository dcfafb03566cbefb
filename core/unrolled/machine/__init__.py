"""What the machine brings along: a C++ compiler, a processor, a place for what is made once and used often."""

from unrolled.machine.cache import cache_directory, cell_directory, machine_digest
from unrolled.machine.compiler import can_compile, compiler_stamp, find_compiler
from unrolled.machine.library import compile_library, find_library

__all__ = [
    "cache_directory",
    "can_compile",
    "cell_directory",
    "compile_library",
    "compiler_stamp",
    "find_compiler",
    "find_library",
    "machine_digest",
]
