"""The PDF made to be read: pictures first, then who was there, then what the numbers mean and how exact they are."""

from engagement.services.exports.report.document import pdf

__all__ = ["pdf"]
