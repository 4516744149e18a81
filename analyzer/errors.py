"""Every error the library raises on purpose.

    AnalyzerError
    +-- UsageError            the call itself is wrong: an unknown name, an option that cannot be
    |   +-- ConfigError       a configuration or taxonomy file is not valid
    +-- InputError            a file or text could not be read
        +-- UnknownFormatError    no reader recognises it, or two do
        +-- MalformedError        a reader recognises it and a place in it is broken
        +-- UnreadLinesError      --strict, and lines were left unread
        +-- TooLargeError         over a size or nesting limit

A message says where, what, what was found, and what to do. It never holds what a client said.
"""

from __future__ import annotations


class AnalyzerError(Exception):
    """Base of all errors that `analyzer` raises on purpose."""


class UsageError(AnalyzerError):
    """The call is wrong: an unknown name, an impossible option."""


class ConfigError(UsageError):
    """A configuration or taxonomy file is not valid."""


class InputError(AnalyzerError):
    """A file or text could not be read.

    Args:
        where: File name, with `:line` where known.
        what: What is wrong, in one clause.
        found: What stood there instead; never a client's words.
        do: What the user can do about it.
    """

    def __init__(self, where: str, what: str, found: str = "", do: str = "") -> None:
        self.where, self.what, self.found, self.do = where, what, found, do
        got = f" (got {found})" if found else ""
        super().__init__(f"{where}: {what}{got}.{' ' + do if do else ''}")


class UnknownFormatError(InputError):
    """No reader recognises the content, or more than one does."""


class MalformedError(InputError):
    """The format is known and a place in the file is broken."""


class UnreadLinesError(InputError):
    """Lines were left unread and the caller asked for none to be."""


class TooLargeError(InputError):
    """Over a size, count or nesting limit."""


class ModelError(AnalyzerError):
    """A trained model is missing, altered, or does not fit this version."""
