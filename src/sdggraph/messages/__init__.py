"""Sentences as a key and values. One catalogue has the English; another language translates the same entries.

The rooms that compute return a `Message`. An outlet makes the sentence where it is shown: `text(message)` in English,
or with the translations of another language. `as_json` gives programs the key and the values beside the sentence.
"""

from sdggraph.messages.catalogue import CATALOGUE
from sdggraph.messages.entry import Entry, msgid, plural, sentence
from sdggraph.messages.message import Message, Names, Value, clauses, message, sentences
from sdggraph.messages.text import ENGLISH, Writing, as_json, text, written

__all__ = [
    "CATALOGUE",
    "ENGLISH",
    "Entry",
    "Message",
    "Names",
    "Value",
    "Writing",
    "as_json",
    "clauses",
    "message",
    "msgid",
    "plural",
    "sentence",
    "sentences",
    "text",
    "written",
]
