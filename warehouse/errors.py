"""Errors of the house. Each message says what is wrong, where, and what to do next."""

from __future__ import annotations


class HouseError(Exception):
    """Anything this product can explain to its user in one sentence."""


class SourceError(HouseError):
    """A publisher's file or our reference file is missing or cannot be read."""


class ContractError(HouseError):
    """A table does not keep what it declares: columns, types, codes, keys or links."""


class UnknownIndicatorError(HouseError):
    """No indicator of that code is registered."""


class UnknownEntityError(HouseError):
    """No port, region, country or area of that identifier is held."""


class ParameterError(HouseError):
    """An indicator was asked with a parameter it does not take, or with an impossible value."""


class NoWarehouseError(HouseError):
    """No vintage has been published yet, or its file is gone."""


class UnknownVintageError(HouseError):
    """The vintage asked for is not kept here."""


class SchemaVersionError(HouseError):
    """The vintage was written by another version of the declared tables."""


class StorageError(HouseError):
    """The disk refused to take or to give the data."""
